import { type AuthParameter, parseChallenges, parseCredentials } from '@lockstep/http/authentication'
import type { Inspect, Part } from '../scheme.ts'
import { isDigest } from './digest-parameters.ts'
import { type Card, challengeCards, credentialsCards, infoCards } from './parameter-cards.ts'

/** The parts of what Digest puts into a message. Joined, the parts of a value are the value. */
export const inspect: Inspect = (value, { kind, ...place }) => {
  if (kind === 'field') return field(value, 'name' in place ? place.name.toLowerCase() : '')
  if (place.of !== 'request' || value === '') return undefined
  if (kind === 'method') return [{ text: value, ...methodCard }]
  if (kind === 'target') return [{ text: value, ...targetCard }]
  if (kind === 'body') return [{ text: value, ...bodyCard }]
  return undefined
}

function field(value: string, name: string): Part[] | undefined {
  if (name === 'authorization' && isDigest(value)) {
    const credentials = parseCredentials(value)
    return credentials && scheme(value, partsOf(value, credentials.parameters, credentialsCards))
  }
  if (name === 'www-authenticate' && isDigest(value)) {
    const challenges = parseChallenges(value)
    const parameters = challenges?.flatMap((challenge) => challenge.parameters)
    return parameters && scheme(value, partsOf(value, parameters, challengeCards))
  }
  if (name === 'authentication-info') {
    // The field is a list of parameters without a scheme: read with one, and moved back by its length.
    const before = 'Info '
    const read = parseCredentials(before + value)
    const moved = read?.parameters.map((one) => ({
      ...one,
      start: one.start - before.length,
      end: one.end - before.length,
    }))
    return moved && partsOf(value, moved, infoCards)
  }
  return undefined
}

/** The first word of the first part, told as what it is. */
function scheme(value: string, parts: readonly Part[]): Part[] {
  const word = /^[ \t]*digest/i.exec(value)?.[0] ?? ''
  const [first, ...others] = parts
  const rest = first?.text.slice(word.length) ?? ''
  return [{ text: word, ...schemeCard }, ...(rest ? [{ text: rest }] : []), ...others]
}

function partsOf(
  value: string,
  parameters: readonly AuthParameter[],
  cards: Readonly<Record<string, Card>>,
): Part[] {
  const parts: Part[] = []
  const seen = new Map<string, number>()
  let at = 0
  for (const { name, raw, start, end } of parameters) {
    const valueAt = end - raw.length
    if (start > at) parts.push({ text: value.slice(at, start) })
    parts.push({ text: value.slice(start, valueAt), breaks: true })
    const key = name.toLowerCase()
    // A second challenge on the same line has the same names: the id stays unique within the value.
    const times = (seen.get(key) ?? 0) + 1
    seen.set(key, times)
    parts.push({ text: raw, id: times === 1 ? key : `${key}-${times}`, ...(cards[key] ?? unknownCard) })
    at = end
  }
  if (at < value.length || parts.length === 0) parts.push({ text: value.slice(at) })
  return parts
}

const schemeCard: Card & { id: string } = {
  id: 'auth-scheme',
  label: 'the scheme',
  explain: 'Tells how the rest is to be read. Upper and lower case mean the same.',
  clause: 'RFC 9110 §11.1',
}

const methodCard: Card & { id: string } = {
  id: 'method',
  maker: 'user-agent',
  label: 'hashed into A2',
  explain: 'A2 begins with the method, so a proof made for GET is worth nothing for POST.',
  clause: 'RFC 7616 §3.4.3',
}

const targetCard: Card & { id: string } = {
  id: 'target',
  maker: 'user-agent',
  label: 'must equal uri',
  explain: 'The server holds it against the uri parameter as it stands, escapes and query included.',
  clause: 'RFC 7616 §3.4.6',
}

const bodyCard: Card & { id: string } = {
  id: 'body',
  maker: 'user-agent',
  label: 'hashed with auth-int only',
  explain:
    'With qop=auth nobody notices when the content changes on its way. With auth-int its hash is part of A2.',
  clause: 'RFC 7616 §3.4.3',
}

const unknownCard: Card = {
  label: 'not defined for Digest',
  explain: 'Recipients ignore parameters that they do not know.',
  clause: 'RFC 7616 §3.4',
}
