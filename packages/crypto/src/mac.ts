import { hmac } from '@noble/hashes/hmac.js'
import { sha1 } from '@noble/hashes/legacy.js'
import { sha256 } from '@noble/hashes/sha2.js'

/** The state after the key, of keys seen before: two of the five blocks of a short message. Gone with the key. */
const keyed = new WeakMap<Uint8Array, ReturnType<typeof hmac.create>>()

/**
 * HMAC-SHA-256 (RFC 2104). Synchronous: an awaited WebCrypto call costs more than the MAC. A key must not be changed
 * in place after its first use.
 */
export function hmacSha256(key: Uint8Array, octets: Uint8Array): Uint8Array {
  let state = keyed.get(key)
  if (!state) {
    state = hmac.create(sha256, key)
    keyed.set(key, state)
  }
  return state.clone().update(octets).digest()
}

/** HMAC-SHA1 (RFC 2104), here because RFC 5849 names it. HMAC does not lean on what is broken in SHA-1 (RFC 6194 §3.3). */
export function hmacSha1(key: Uint8Array, octets: Uint8Array): Uint8Array {
  return hmac(sha1, key, octets)
}
