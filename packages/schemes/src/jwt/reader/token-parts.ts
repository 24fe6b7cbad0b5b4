import type { Part } from '../../scheme.ts'
import type { ParsedToken } from './parsed-token.ts'

type Card = Omit<Part, 'text'>

const signed: readonly Card[] = [
  {
    id: 'protected-header',
    label: 'protected header',
    explain: 'JSON in base64url. It says how the token is signed, which the receiver need not believe.',
    clause: 'RFC 7515 §4',
  },
  {
    id: 'payload',
    label: 'payload',
    explain: 'What is said, in base64url: encoded, not encrypted. Whoever holds the token can read it.',
    clause: 'RFC 7515 §2',
  },
  {
    id: 'signature',
    label: 'signature',
    explain: 'Made over the two parts before it and the dot between them.',
    clause: 'RFC 7515 §5.1',
    secret: true,
  },
]

const encrypted: readonly Card[] = [
  {
    id: 'protected-header',
    label: 'protected header',
    explain: 'JSON in base64url: how the content and its key are encrypted. It is the only part in clear.',
    clause: 'RFC 7516 §4',
  },
  {
    id: 'encrypted-key',
    label: 'encrypted key',
    explain: 'The key of the content, encrypted for the receiver. Empty where the two share one already.',
    clause: 'RFC 7516 §2',
  },
  {
    id: 'initialization-vector',
    label: 'initialization vector',
    explain: 'What makes two encryptions of one text differ. It is no secret.',
    clause: 'RFC 7516 §2',
  },
  {
    id: 'ciphertext',
    label: 'ciphertext',
    explain: 'The content, which only the receiver can read.',
    clause: 'RFC 7516 §2',
    secret: true,
  },
  {
    id: 'authentication-tag',
    label: 'authentication tag',
    explain: 'Shows the receiver that neither content nor header was changed.',
    clause: 'RFC 7516 §2',
    secret: true,
  },
]

/** The pieces of the pasted text: the parts of the token, the dots between them, and what stands around it. */
export function pastedParts({ found, segments }: ParsedToken): Part[] {
  const cards = segments.length === 5 ? encrypted : signed
  const parts: Part[] = [{ text: found.before }]
  for (const [i, { raw }] of segments.entries()) {
    if (i > 0) parts.push({ text: '.' })
    const card = cards[i] ?? { id: `part-${i + 1}`, label: 'one part too many', clause: 'RFC 7515 §3.1' }
    parts.push({ text: raw, breaks: true, ...card })
  }
  parts.push({ text: found.after })
  return parts.filter(({ text }) => text !== '')
}
