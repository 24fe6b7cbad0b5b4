import type { Part } from '../../scheme.ts'
import { type Card, Pieces } from './pieces.ts'

/** Our own JSON: what a refusal says, or who was let in. Undefined where it is neither. */
export function bodyMembers(text: string): Part[] | undefined {
  if (text.startsWith('{"scheme":"hmac"')) return memberParts(text, principal)
  return text.startsWith('{"type":"/problems/') ? memberParts(text, refusal) : undefined
}

function memberParts(text: string, cards: Readonly<Record<string, Card>>): Part[] {
  const pieces = new Pieces(text)
  for (const match of text.matchAll(/"(\w+)":("(?:[^"\\]|\\.)*")/g)) {
    const [whole, name = '', value = ''] = match
    const card = Object.hasOwn(cards, name) ? cards[name] : undefined
    if (!card) continue
    const end = match.index + whole.length
    pieces.skipTo(match.index)
    pieces.skipTo(end - value.length, { breaks: true })
    pieces.skipTo(end, { id: name, maker: 'verifier', ...card })
  }
  return pieces.finish()
}

const principal: Readonly<Record<string, Card>> = {
  type: { label: 'user or client', explain: 'Whose key it is: a person’s, or a program’s.' },
  id: {
    label: 'whose key it is',
    explain: 'It comes from the records of the verifier, where each key id has an owner.',
  },
  scope: {
    label: 'what it may do',
    explain: 'GET needs notes:read, POST needs notes:write. Less than needed is 403.',
    clause: 'RFC 9110 §15.5.4',
  },
}

const refusal: Readonly<Record<string, Card>> = {
  type: {
    label: 'kind of refusal',
    explain: 'For programs. Most reasons share one, so that whoever tries keys learns nothing from it.',
    clause: 'RFC 9457 §3.1.1',
  },
  title: {
    label: 'the same for people',
    explain:
      'It does not say what the verifier computed: its string could hold what the signer must not see.',
    clause: 'RFC 9457 §3.1.3',
  },
  detail: {
    label: 'what helps to repair it',
    explain: 'The verifier’s time, or where its rules are. Both are public.',
    clause: 'RFC 9457 §3.1.4',
  },
}
