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

/** A JWS in Compact Serialization (RFC 7515 §3.1). */
export type CompactJws = {
  readonly header: JsonPart
  readonly encodedPayload: string
  readonly payload: Uint8Array
  readonly encodedSignature: string
  readonly signature: Uint8Array
  /** RFC 7515 §5.2: the ASCII octets that were received, never an encoding of our own. */
  readonly signingInput: string
}

/** One whose payload is a claims set (RFC 7519 §7.2). */
export type CompactForm = CompactJws & { readonly claims: JsonPart }

// With ignoreBOM a byte order mark stays, and is no JSON then (RFC 8259 §8.1).
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * Reads a token strictly, before a library sees it: three parts, each the canonical base64url of its octets, header and
 * payload JSON objects in UTF-8 with no name twice. Or a sentence about the first thing that is wrong.
 */
export function readCompactForm(token: string): CompactForm | string {
  const jws = readCompactJws(token)
  if (typeof jws === 'string') return jws
  const claims = readObject('payload', jws.encodedPayload, jws.payload)
  return typeof claims === 'string' ? claims : { ...jws, claims }
}

/** The same for a payload of any octets. */
export function readCompactJws(token: string): CompactJws | string {
  if (token.length > longestToken) return `${token.length} characters, at most ${longestToken} are read`
  const parts = token.split('.')
  if (parts.length !== 3) return `${parts.length} ${parts.length === 1 ? 'part' : 'parts'}`
  const [first = '', second = '', third = ''] = parts
  const [headerOctets, payload, signature] = [first, second, third].map(base64url.decode)
  if (!headerOctets) return 'protected header: not canonical base64url'
  if (!payload) return 'payload: not canonical base64url'
  if (!signature) return 'signature: not canonical base64url'
  const header = readObject('protected header', first, headerOctets)
  if (typeof header === 'string') return header
  // RFC 7797 §7: with b64 false the payload is not encoded, which no JWT may have; a library may pass over it.
  if ('b64' in header.object && header.object.b64 !== true) return 'protected header: b64 is not true'
  return {
    header,
    encodedPayload: second,
    payload,
    encodedSignature: third,
    signature,
    signingInput: `${first}.${second}`,
  }
}

function readObject(name: string, encoded: string, octets: Uint8Array): JsonPart | string {
  let text: string
  try {
    text = utf8.decode(octets)
  } catch {
    return `${name}: not UTF-8`
  }
  const read = readStrictObject(text)
  if ('says' in read) return `${name}: ${read.says.replace(/\.$/, '')}, at character ${read.at}`
  return { encoded, text, object: read.object, members: read.members }
}
