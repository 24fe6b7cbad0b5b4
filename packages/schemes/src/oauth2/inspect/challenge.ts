import { parseChallenges } from '@lockstep/http/authentication'
import type { Part } from '../../scheme.ts'
import { type Card, type Cards, cardIn, namer } from './cards.ts'

/** A challenge of the API or of the token endpoint: the scheme, then its parameters. */
export function challenge(value: string): Part[] | undefined {
  const [one, ...others] = parseChallenges(value) ?? []
  const card = one && cardIn(schemes, one.authScheme.toLowerCase())
  if (!one || !card || others.length > 0) return undefined
  const named = namer()
  const maker = one.authScheme.toLowerCase() === 'basic' ? 'authorization-server' : 'resource-server'
  let at = value.toLowerCase().indexOf(one.authScheme.toLowerCase()) + one.authScheme.length
  const parts: Part[] = [{ text: value.slice(0, at), id: 'auth-scheme', maker, ...card }]
  for (const { name, raw, start, end } of one.parameters) {
    const valueAt = end - raw.length
    if (start > at) parts.push({ text: value.slice(at, start) })
    parts.push({ text: value.slice(start, valueAt), breaks: true })
    const about = cardIn(parameters, name.toLowerCase())
    parts.push(about ? { text: raw, id: named(name.toLowerCase()), maker, ...about } : { text: raw })
    at = end
  }
  if (at < value.length) parts.push({ text: value.slice(at) })
  return parts
}

const schemes: Cards = {
  bearer: {
    label: 'a token is wanted',
    explain: 'In the Authorization field, as it is: whoever holds it may use it.',
    clause: 'RFC 6750 §3',
  },
  dpop: {
    label: 'a token with a proof',
    explain: 'In the Authorization field, with a proof in a field of its own.',
    clause: 'RFC 9449 §7.1',
  },
  basic: {
    label: 'the client is asked',
    explain: 'Not a user: the client shall authenticate with its id and its secret.',
    clause: 'RFC 6749 §5.2',
  },
}

const parameters: Readonly<Record<string, Card>> = {
  realm: {
    label: 'whose protection space',
    explain: 'Names what the credentials are for.',
    clause: 'RFC 9110 §11.5',
  },
  error: {
    label: 'why, for the client',
    explain:
      'invalid_token: get a new one. insufficient_scope: it is good and covers too little. use_dpop_nonce: sign with the nonce of this answer.',
    clause: 'RFC 6750 §3.1; RFC 9449 §9',
  },
  error_description: {
    label: 'why, for a developer',
    explain: 'For people who build clients, and not for users.',
    clause: 'RFC 6750 §3',
  },
  scope: {
    label: 'the scope it needs',
    explain: 'What a token has to cover here.',
    clause: 'RFC 6750 §3',
  },
  algs: {
    label: 'how a proof may be signed',
    explain: 'The algorithms that are taken. None of them rests on a shared secret.',
    clause: 'RFC 9449 §7.1',
  },
}
