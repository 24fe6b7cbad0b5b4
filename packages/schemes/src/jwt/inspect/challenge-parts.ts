import { parseChallenges } from '@lockstep/http/authentication'
import type { Part } from '../../scheme.ts'

type Card = Pick<Part, 'label' | 'explain' | 'clause'>

/** A Bearer challenge (RFC 6750 §3): the scheme, then its parameters. Undefined for another scheme's. */
export function challengeParts(value: string): Part[] | undefined {
  const challenge = parseChallenges(value)?.[0]
  if (challenge?.authScheme.toLowerCase() !== 'bearer') return undefined
  const word = challenge.authScheme.length
  const parts: Part[] = [
    {
      text: value.slice(0, word),
      id: 'auth-scheme',
      maker: 'server',
      label: 'what is wanted',
      explain: 'A bearer token, in this field of the next request.',
      clause: 'RFC 6750 §3',
    },
  ]
  let at = word
  const seen = new Set<string>()
  for (const { name, raw, start, end } of challenge.parameters) {
    const valueAt = end - raw.length
    parts.push({ text: value.slice(at, start) }, { text: value.slice(start, valueAt), breaks: true })
    const key = name.toLowerCase()
    const card = Object.hasOwn(cards, key) && !seen.has(key) ? cards[key] : undefined
    seen.add(key)
    parts.push(card ? { text: raw, id: key, maker: 'server', ...card } : { text: raw })
    at = end
  }
  if (at < value.length) parts.push({ text: value.slice(at) })
  return parts
}

const cards: Readonly<Record<string, Card>> = {
  realm: {
    label: 'what the token opens',
    explain: 'Names the protection space: one token is good for everything under it.',
    clause: 'RFC 6750 §3; RFC 9110 §11.5',
  },
  error: {
    label: 'why, for the client',
    explain:
      'invalid_token: get a new one, whatever was wrong with this one. insufficient_scope: the token is good and may not do this.',
    clause: 'RFC 6750 §3.1',
  },
  error_description: {
    label: 'why, for a developer',
    explain: 'For people who build clients, and not for users. It says no more than the error code.',
    clause: 'RFC 6750 §3',
  },
  scope: {
    label: 'the scope it needs',
    explain: 'What a token must allow to be let in here.',
    clause: 'RFC 6750 §3',
  },
}
