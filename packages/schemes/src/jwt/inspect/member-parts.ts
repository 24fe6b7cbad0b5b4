import type { Part } from '../../scheme.ts'
import { tokenParts } from '../token-parts.ts'

export type Card = Pick<Part, 'maker' | 'label' | 'explain' | 'clause' | 'secret'>

/**
 * JSON text with the members that can be explained, a line each; undefined where it has none of them. A token is shown
 * in its own parts.
 */
export function memberParts(text: string, cards: Readonly<Record<string, Card>>): Part[] | undefined {
  const parts: Part[] = []
  const seen = new Map<string, number>()
  let at = 0
  for (const match of text.matchAll(/("(\w+)"\s*:\s*)("(?:[^"\\]|\\.)*"|[^\s",[\]{}]+)/g)) {
    const [whole, start = '', name = '', value = ''] = match
    const card = Object.hasOwn(cards, name) ? cards[name] : undefined
    if (!card) continue
    const times = (seen.get(name) ?? 0) + 1
    seen.set(name, times)
    if (match.index > at) parts.push({ text: text.slice(at, match.index) })
    parts.push({ text: start, breaks: true })
    // Ids are unique within a value: a key set has members of the same name.
    parts.push(
      ...valueParts(value, { id: times === 1 ? name : `${name}-${times}`, maker: 'server', ...card }),
    )
    at = match.index + whole.length
  }
  if (parts.length === 0) return undefined
  return at < text.length ? [...parts, { text: text.slice(at) }] : parts
}

function valueParts(value: string, part: Omit<Part, 'text'>): Part[] {
  if (part.id !== 'access_token' || !/^"[\w-]+\.[\w-]+\.[\w-]*"$/.test(value))
    return [{ ...part, text: value }]
  return [{ text: '"' }, ...tokenParts(value.slice(1, -1)), { text: '"' }]
}
