/** A stretch of text, or hexadecimal digits in groups of eight: four bytes at a time can be read, sixty-four cannot. */
export type Stretch = { readonly text: string; readonly groups?: readonly string[] }

/** Not within a path or a longer word: an identifier is no octets. */
const long = /(?<![\w/-])[0-9a-f]{32,}(?![\w/-])/gi

/** The text in order, with every run of 32 and more hexadecimal digits in groups of eight. */
export function hexGroups(text: string): Stretch[] {
  // A group by itself stands beside others that another part holds.
  if (/^[0-9a-f]{8}$/i.test(text)) return [{ text, groups: [text] }]
  const stretches: Stretch[] = []
  let at = 0
  for (const match of text.matchAll(long)) {
    if (match[0].length % 8 !== 0) continue
    if (match.index > at) stretches.push({ text: text.slice(at, match.index) })
    stretches.push({ text: match[0], groups: match[0].match(/.{8}/g) ?? [] })
    at = match.index + match[0].length
  }
  if (at < text.length) stretches.push({ text: text.slice(at) })
  return stretches
}
