import { concat } from '@lockstep/crypto/bytes'
import { hashFrom, paddingAfter, stateOf } from './sha-256.ts'

export type Extended = {
  /** What is appended to the text: the padding that was hashed already, then what was wanted. */
  readonly added: Uint8Array
  /** SHA-256 over secret, text and `added`. */
  readonly digest: Uint8Array
}

/**
 * Continues SHA-256(secret || text) without the secret. Its digest is the state of the hash after the secret, the text and
 * their padding, so hashing can go on from there. Only the number of octets hashed has to be known: that of the secret is
 * 16, 32 or 64 nearly always, and can be tried.
 */
export function extendSha256(digest: Uint8Array, octetsHashed: number, wanted: Uint8Array): Extended {
  const padding = paddingAfter(octetsHashed)
  const before = octetsHashed + padding.length
  return { added: concat(padding, wanted), digest: hashFrom(stateOf(digest), before, wanted) }
}
