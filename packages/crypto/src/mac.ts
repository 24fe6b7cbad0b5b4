import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'

/** HMAC-SHA-256 (RFC 2104). Synchronous: an awaited WebCrypto call costs more than the MAC. */
export function hmacSha256(key: Uint8Array, octets: Uint8Array): Uint8Array {
  return hmac(sha256, key, octets)
}
