import { base64url } from '@lockstep/crypto/base64'
import { type JsonMember, readStrictObject } from './strict-json.ts'

/** Characters. An access token of this lab has 500; the cap comes before any work (RFC 8725 §3.6 asks for limits). */
export const longestToken = 8192

/** One of the two JSON texts of a token. */
export type JsonPart = {
  /** As it stands in the token. */
  readonly encoded: string
  /** The UTF-8 text that it stands for: what was signed, whatever it means. */
  readonly text: string
  readonly object: Readonly<Record<string, unknown>>
  readonly members: readonly JsonMember[]
}

/** A JWS in Compact Serialization whose payload is a claims set (RFC 7515 §3.1, RFC 7519 §7.2). */
export type CompactForm = {
  readonly header: JsonPart
  readonly claims: JsonPart
  readonly encodedSignature: string
  readonly signature: Uint8Array
  /** RFC 7515 §5.2: the ASCII octets that were received, never an encoding of our own. */
  readonly signingInput: string
}

// With ignoreBOM a byte order mark stays, and is no JSON then (RFC 8259 §8.1).
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * Reads a token strictly, before a library sees it: three parts, each the canonical base64url of its octets, header and
 * payload JSON objects in UTF-8 with no name twice. Or a sentence about the first thing that is wrong.
 */
export function readCompactForm(token: string): CompactForm | string {
  if (token.length > longestToken) return `${token.length} characters, at most ${longestToken} are read`
  const parts = token.split('.')
  if (parts.length !== 3) return `${parts.length} ${parts.length === 1 ? 'part' : 'parts'}`
  const [first = '', second = '', third = ''] = parts
  const header = readPart('protected header', first)
  if (typeof header === 'string') return header
  // RFC 7797 §7: with b64 false the payload is not encoded, which no JWT may have; a library may pass over it.
  if ('b64' in header.object && header.object.b64 !== true) return 'protected header: b64 is not true'
  const claims = readPart('payload', second)
  if (typeof claims === 'string') return claims
  const signature = base64url.decode(third)
  if (!signature) return 'signature: not canonical base64url'
  return { header, claims, encodedSignature: third, signature, signingInput: `${first}.${second}` }
}

function readPart(name: string, encoded: string): JsonPart | string {
  const octets = base64url.decode(encoded)
  if (!octets) return `${name}: not canonical base64url`
  let text: string
  try {
    text = utf8.decode(octets)
  } catch {
    return `${name}: not UTF-8`
  }
  const read = readStrictObject(text)
  if ('says' in read) return `${name}: ${read.says} at character ${read.at}`
  return { encoded, text, object: read.object, members: read.members }
}
