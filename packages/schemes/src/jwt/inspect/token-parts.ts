/** A token in its segments, each with what it says. Forgiving: what cannot be read is shown as it is. */
import { base64url } from '@lockstep/crypto/base64'
import type { Part } from '../../scheme.ts'

/** The segments of a JWS Compact Serialization (RFC 7515 §7.1) and the dots between them. */
export function tokenParts(token: string): Part[] {
  if (!token.includes('.')) return [otherToken(token)]
  return token.split('.').flatMap((segment, i) => {
    const dot: Part[] = i === 0 ? [] : [{ text: '.' }]
    return segment === '' ? dot : [...dot, segmentPart(segment, i)]
  })
}

function segmentPart(text: string, index: number): Part {
  if (index === 0) return headerPart(text)
  if (index === 1) return claimsPart(text)
  if (index === 2) return signaturePart(text)
  return {
    text,
    id: `segment-${index + 1}`,
    label: 'one segment too many',
    explain:
      'A signed token has three segments. Five would be an encrypted one, which this server does not take.',
    clause: 'RFC 7515 §7.1',
    breaks: true,
    ...couldBeAnything,
  }
}

/** What cannot be read could be a token of another kind, and so a proof. */
const couldBeAnything = { secret: true } as const

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

function headerPart(text: string): Part {
  const json = decoded(text)
  const alg = json && /"alg"\s*:\s*"([\w-]{1,16})"/.exec(json)?.[1]
  return {
    text,
    id: 'protected-header',
    maker: 'server',
    label: json === undefined ? 'a header, not readable' : `header, names ${alg ?? 'no algorithm'}`,
    explain:
      json === undefined
        ? 'The header should be a JSON object in base64url. This text is none.'
        : `Decoded: ${json}. The token’s own word on how it is signed; the server decides whether to believe it.`,
    clause: 'RFC 7515 §4',
    breaks: true,
    ...(json === undefined ? couldBeAnything : {}),
  }
}

function claimsPart(text: string): Part {
  const json = decoded(text)
  return {
    text,
    id: 'claims-set',
    maker: 'server',
    label: json === undefined ? 'claims, not readable' : 'claims, anyone can read',
    explain:
      json === undefined
        ? 'The claims should be a JSON object in base64url. This text is none.'
        : `Decoded: ${json}. No key is needed to read it.`,
    clause: 'RFC 7519 §4',
    breaks: true,
    ...(json === undefined ? couldBeAnything : {}),
  }
}

function signaturePart(text: string): Part {
  const octets = base64url.decode(text)
  return {
    text,
    id: 'signature',
    maker: 'server',
    label: octets
      ? `signature, ${octets.length} ${octets.length === 1 ? 'octet' : 'octets'}`
      : 'signature, not readable',
    explain:
      'Made with the private key over the two segments before it and the dot between them. Without it the rest is worth nothing.',
    clause: 'RFC 7515 §5.1',
    breaks: true,
    secret: true,
  }
}

/** The JSON text in a segment, or undefined where it holds none. */
function decoded(segment: string): string | undefined {
  const octets = base64url.decode(segment)
  if (!octets) return undefined
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(octets)
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? text : undefined
  } catch {
    return undefined
  }
}
