/**
 * The first key after all those with this prefix, in the order of code points, which is also that of SQLite's BINARY
 * collation over UTF-8; null where there is no such key. With it a prefix is a range, which an index can answer.
 */
export function afterPrefix(prefix: string): string | null {
  const points = Array.from(prefix)
  for (let last = points.pop(); last !== undefined; last = points.pop()) {
    const point = last.codePointAt(0) ?? 0
    // The code points from U+D800 to U+DFFF are no characters.
    if (point < 0x10ffff) return points.join('') + String.fromCodePoint(point === 0xd7ff ? 0xe000 : point + 1)
  }
  return null
}
