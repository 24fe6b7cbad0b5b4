/**
 * A field value without the white space around it: spaces, tabs, and line ends of an obsolete fold (RFC 9110 §5.6.3,
 * RFC 9112 §5.2). `trim()` would take a no-break space along, and then two values that differ would be signed alike.
 */
export function trimField(value: string): string {
  let [start, end] = [0, value.length]
  while (start < end && isSpace(value[start])) start++
  while (end > start && isSpace(value[end - 1])) end--
  return value.slice(start, end)
}

function isSpace(character: string | undefined): boolean {
  return character === ' ' || character === '\t' || character === '\r' || character === '\n'
}
