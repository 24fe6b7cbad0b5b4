/** The numbers (from 1) of the lines of `after` that are not in `before`, by the longest common run of lines. */
export function changedLines(before: string, after: string): number[] {
  const [a, b] = [before.split('\n'), after.split('\n')]
  const start = a.findIndex((line, i) => line !== b[i])
  if (start < 0 && b.length <= a.length) return []
  // lengths[i][j]: the longest common subsequence of a from i and b from j.
  const lengths = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0))
  const at = (i: number, j: number) => lengths[i]?.[j] ?? 0
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--) {
      const row = lengths[i]
      if (row) row[j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
    }
  const changed: number[] = []
  for (let i = 0, j = 0; j < b.length; ) {
    if (i < a.length && a[i] === b[j]) {
      i++
      j++
    } else if (i < a.length && at(i + 1, j) >= at(i, j + 1)) i++
    else changed.push(++j)
  }
  return changed
}
