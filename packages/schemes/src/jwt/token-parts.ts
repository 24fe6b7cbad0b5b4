/** A token in its segments, each with what it says. Forgiving: what cannot be read is shown as it is. */
import { base64url } from '@lockstep/crypto/base64'
import type { Part } from '../scheme.ts'

/** The segments of a token in compact form, JWS or JWE (RFC 7515 §7.1, RFC 7516 §7.1), and the dots between them. */
export function tokenParts(token: string): Part[] {
  if (!token.includes('.')) return [otherToken(token)]
  const segments = token.split('.')
  return segments.flatMap((text, i) => {
    const dot: Part[] = i === 0 ? [] : [{ text: '.' }]
    return text === '' ? dot : [...dot, { text, breaks: true, ...cardOf(text, i, segments.length) }]
  })
}

type Card = Omit<Part, 'text' | 'breaks'>

/** Whoever signs or encrypts writes all of it, and that is the issuer: the user agent passes it on as it is. */
const maker = 'server'

/** What cannot be read could be a token of another kind, and so a proof. */
const couldBeAnything = { secret: true } as const

function cardOf(text: string, index: number, count: number): Card {
  if (count === 5) return index === 0 ? headerCard(text) : (encrypted[index - 1] ?? tooMany(index))
  if (index === 0) return headerCard(text)
  if (index === 1) return claimsCard(text)
  return index === 2 ? signatureCard(text) : tooMany(index)
}

function headerCard(text: string): Card {
  const json = jsonIn(text)
  const alg = json && /"alg"\s*:\s*"([\w+-]{1,24})"/.exec(json)?.[1]
  const card = { id: 'protected-header', maker, clause: 'RFC 7515 §4' }
  if (json === undefined)
    return {
      ...card,
      label: 'a header, not readable',
      explain: 'The header should be a JSON object in base64url. This text is none.',
      ...couldBeAnything,
    }
  return {
    ...card,
    label: `header, names ${alg ?? 'no algorithm'}`,
    explain: `Decoded: ${json}. The token’s own word on how it is protected; the server decides whether to believe it.`,
  }
}

function claimsCard(text: string): Card {
  const json = jsonIn(text)
  const card = { id: 'claims-set', maker, clause: 'RFC 7519 §4' }
  if (json === undefined)
    return {
      ...card,
      label: 'claims, not readable',
      explain: 'The claims should be a JSON object in base64url. This text is none.',
      ...couldBeAnything,
    }
  return {
    ...card,
    label: 'claims, anyone can read',
    explain: `Decoded: ${json}. No key is needed to read it.`,
  }
}

function signatureCard(text: string): Card {
  const octets = octetsIn(text)
  return {
    id: 'signature',
    maker,
    label: octets
      ? `signature, ${octets.length} ${octets.length === 1 ? 'octet' : 'octets'}`
      : 'signature, not readable',
    explain:
      'Made with the signer’s key over the two segments before it and the dot between them. Without it the rest is worth nothing.',
    clause: 'RFC 7515 §5.1',
    secret: true,
  }
}

/** After the header. This server takes none of these. */
const encrypted: readonly Card[] = [
  {
    id: 'encrypted-key',
    maker,
    label: 'the encrypted key',
    explain: 'The key of the content, encrypted for the receiver. Empty where the two share one already.',
    clause: 'RFC 7516 §2',
    secret: true,
  },
  {
    id: 'initialization-vector',
    maker,
    label: 'the initialization vector',
    explain: 'What makes two encryptions of one text differ. It is no secret.',
    clause: 'RFC 7516 §2',
  },
  {
    id: 'ciphertext',
    maker,
    label: 'ciphertext, for one receiver',
    explain: 'The content, which only the receiver can read.',
    clause: 'RFC 7516 §2',
    secret: true,
  },
  {
    id: 'authentication-tag',
    maker,
    label: 'the authentication tag',
    explain: 'Shows the receiver that neither content nor header was changed.',
    clause: 'RFC 7516 §2',
    secret: true,
  },
]

function tooMany(index: number): Card {
  return {
    id: `segment-${index + 1}`,
    label: 'one segment too many',
    explain: 'A signed token has three segments, and an encrypted one has five.',
    clause: 'RFC 7515 §7.1; RFC 7516 §7.1',
    ...couldBeAnything,
  }
}

/** RFC 6750 §2.1: a bearer token can be any text. */
function otherToken(text: string): Part {
  return {
    text,
    id: 'token',
    label: 'a token, no JWT',
    explain: 'A bearer token may have any form. This one has not the three segments of a signed JWT.',
    clause: 'RFC 6750 §2.1',
    ...couldBeAnything,
  }
}

/** The JSON object in a segment as text, or undefined where it holds none. */
function jsonIn(segment: string): string | undefined {
  const octets = octetsIn(segment)
  if (!octets) return undefined
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(octets)
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? text : undefined
  } catch {
    return undefined
  }
}

/** A pasted token can have white space in it, which came with the paste. */
function octetsIn(segment: string): Uint8Array | undefined {
  return base64url.decode(segment.replace(/\s/g, ''))
}
