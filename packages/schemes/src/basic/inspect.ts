import { type Challenge, parseChallenges, parseCredentials } from '@lockstep/http/authentication'
import type { Inspect, Part, Place } from '../scheme.ts'

/** Basic's own fields. The pieces of a value, joined, are the value; what cannot be read is left alone. */
export const inspect: Inspect = (value, place) => {
  switch (nameOf(place)) {
    case 'request authorization':
      return authorization(value)
    case 'response www-authenticate':
      return challenge(value)
    case 'request origin':
      return [{ text: value, id: 'origin', maker: 'user-agent', ...origin }]
    case 'response retry-after':
      return [{ text: value, id: 'retry-after', maker: 'server', ...retryAfter }]
    default:
      return undefined
  }
}

function nameOf(place: Place): string {
  return place.kind === 'field' ? `${place.of} ${place.name.toLowerCase()}` : ''
}

function authorization(value: string): Part[] | undefined {
  const credentials = parseCredentials(value)
  if (credentials?.authScheme.toLowerCase() !== 'basic' || credentials.token68 === undefined) return undefined
  const start = value.indexOf(credentials.authScheme)
  const at = value.indexOf(credentials.token68, start + credentials.authScheme.length)
  const end = at + credentials.token68.length
  return [
    { text: value.slice(0, start) },
    { text: credentials.authScheme, id: 'auth-scheme', maker: 'user-agent', ...authScheme },
    { text: value.slice(start + credentials.authScheme.length, at) },
    { text: credentials.token68, id: 'token68', maker: 'user-agent', secret: true as const, ...token68 },
    { text: value.slice(end) },
  ].filter(({ text }) => text !== '')
}

function challenge(value: string): Part[] | undefined {
  const challenges = parseChallenges(value)
  const [only] = challenges ?? []
  if (challenges?.length !== 1 || only?.authScheme.toLowerCase() !== 'basic' || only.token68) return undefined
  const start = value.indexOf(only.authScheme)
  let at = start + only.authScheme.length
  const parts: Part[] = [
    { text: value.slice(0, start) },
    { text: only.authScheme, id: 'auth-scheme', maker: 'server', ...offered },
  ]
  for (const [i, parameter] of only.parameters.entries()) {
    parts.push({ text: value.slice(at, parameter.start) })
    parts.push({ text: value.slice(parameter.start, parameter.end), maker: 'server', ...about(only, i) })
    at = parameter.end
  }
  return [...parts, { text: value.slice(at) }].filter(({ text }) => text !== '')
}

type Card = Pick<Part, 'id' | 'label' | 'explain' | 'clause' | 'breaks'>

function about({ parameters }: Challenge, i: number): Card {
  const name = parameters[i]?.name.toLowerCase() ?? ''
  const again = parameters.slice(0, i).some((other) => other.name.toLowerCase() === name)
  const card = known[name] ?? unknown
  return again ? card : { ...card, id: name }
}

const authScheme = {
  label: 'names the scheme',
  explain: 'How to read what follows. The name counts in any case: `basic` is as good.',
  clause: 'RFC 9110 §11.1',
}
const token68 = {
  label: 'user-id and password, encoded',
  explain: 'Base64 of `user-id:password`. No key is in it, so whoever sees it can read it.',
  clause: 'RFC 7617 §2',
}
const offered = {
  label: 'scheme on offer',
  explain: 'The server asks for Basic. A 401 must carry at least one challenge.',
  clause: 'RFC 9110 §11.6.1',
}
const known: Readonly<Record<string, Card>> = {
  realm: {
    label: 'what it opens',
    explain:
      'Names the protection space on this origin. A user agent may send the same credentials to all of it, unasked.',
    clause: 'RFC 9110 §11.5',
    breaks: true,
  },
  charset: {
    label: 'how to encode text',
    explain: 'The server reads UTF-8 in normalization form C. It is the only value there is.',
    clause: 'RFC 7617 §2.1',
    breaks: true,
  },
}
const unknown: Card = {
  label: 'not of Basic',
  explain: 'Basic has two parameters, realm and charset. A user agent passes over any other.',
  clause: 'RFC 7617 §2',
  breaks: true,
}
const origin = {
  label: 'whose page asked',
  explain: 'The origin of the page that made the request. The user agent writes it, the page cannot.',
  clause: 'RFC 6454 §7',
}
const retryAfter = {
  label: 'seconds to wait',
  explain: 'After this long the next try counts again.',
  clause: 'RFC 9110 §10.2.3',
}
