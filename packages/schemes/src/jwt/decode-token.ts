import { base64url } from '@lockstep/crypto/base64'
import { readable } from '@lockstep/http/message'
import { readStrictObject } from '../jose/strict-json.ts'

export type DecodedToken = {
  readonly header: { readonly encoded: string; readonly text: string }
  readonly payload: { readonly encoded: string; readonly text: string }
  readonly signature: string
  /** What the header says, where it can be read; it decides nothing. */
  readonly alg: string
}

/** A token taken apart and decoded, not checked. Undefined where it has not three parts. */
export function decodeToken(token: string): DecodedToken | undefined {
  const [first, second, third, ...more] = token.split('.')
  if (first === undefined || second === undefined || third === undefined || more.length > 0) return undefined
  const header = { encoded: first, text: textOf(first) }
  const read = readStrictObject(header.text)
  const alg = 'object' in read ? read.object.alg : undefined
  return {
    header,
    payload: { encoded: second, text: textOf(second) },
    signature: third,
    alg: typeof alg === 'string' ? alg : '',
  }
}

/** The text of a part; the part itself where it is no base64url. */
function textOf(encoded: string): string {
  const octets = base64url.decode(encoded)
  return octets ? readable(octets) : encoded
}
