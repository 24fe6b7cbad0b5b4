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
  if (Math.max(one.length, other.length) <= short) [start, end] = [0, 0]
  else [start, end] = wholeWords(one, other, start, end)
  return [cut(one, start, end), cut(other, start, end)]
}

/** Takes in the rest of a short word on both sides; within a long one the character is what matters. */
function wholeWords(one: string, other: string, start: number, end: number): [start: number, end: number] {
  const before = /\w*$/.exec(one.slice(0, start))?.[0].length ?? 0
  const after = /^\w*/.exec(one.slice(one.length - end))?.[0].length ?? 0
  const longest = Math.max(one.length, other.length) - start - end + before + after
  return longest <= short ? [start - before, end - after] : [start, end]
}

function cut(text: string, start: number, end: number): Marked {
  return {
    before: text.slice(0, start),
    differs: text.slice(start, text.length - end),
    after: text.slice(text.length - end),
  }
}
