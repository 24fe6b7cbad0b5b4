/** A text with the stretch that differs from another marked. */
export type Marked = { readonly before: string; readonly differs: string; readonly after: string }

/** Below this many characters a value differs as a whole: half of a word marked helps nobody. */
const short = 12

/** Where two texts first differ, on both sides; undefined where they do not. */
export function firstDifference(one: string, other: string): readonly [Marked, Marked] | undefined {
  if (one === other) return
  let start = 0
  while (start < one.length && start < other.length && one[start] === other[start]) start++
  let end = 0
  const room = Math.min(one.length, other.length) - start
  while (end < room && one[one.length - 1 - end] === other[other.length - 1 - end]) end++
  if (Math.max(one.length, other.length) <= short) {
    start = 0
    end = 0
  }
  return [cut(one, start, end), cut(other, start, end)]
}

function cut(text: string, start: number, end: number): Marked {
  return {
    before: text.slice(0, start),
    differs: text.slice(start, text.length - end),
    after: text.slice(text.length - end),
  }
}
