import type { Part } from '../../scheme.ts'
import { type Cards, cardIn, namer } from './cards.ts'

/** JSON text with the members that can be explained, a line each; undefined where it has none of them. */
export function jsonMembers(text: string, cards: Cards): Part[] | undefined {
  const parts: Part[] = []
  const named = namer()
  let at = 0
  for (const match of text.matchAll(member)) {
    const [whole, start = '', name = '', value = ''] = match
    const card = cardIn(cards, name)
    if (!card) continue
    if (match.index > at) parts.push({ text: text.slice(at, match.index) })
    parts.push({ text: start, breaks: true }, { text: value, id: named(name), ...card })
    at = match.index + whole.length
  }
  if (parts.length === 0) return undefined
  return at < text.length ? [...parts, { text: text.slice(at) }] : parts
}

/** A member whose value is a string, a number, a word, or a list of strings. */
const member = /("(\w+)"\s*:\s*)("(?:[^"\\]|\\.)*"|\[[^\]{}]*\]|[^\s",[\]{}]+)/g
