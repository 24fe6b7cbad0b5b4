import { base64url } from '@lockstep/crypto/base64'
import { sha256, sha512 } from '@lockstep/crypto/digest'
import { octets } from '@lockstep/http/message'

/**
 * What `at_hash` and `c_hash` hold (Core §3.1.3.6, §3.3.2.11): the left half of a digest of the ASCII text, by the hash
 * that the `alg` of the ID Token uses. EdDSA names none; with Ed25519 it is SHA-512, by which that signature is made
 * (RFC 8032 §5.1).
 */
export function tokenHash(alg: string, text: string): string {
  const digest = alg === 'EdDSA' ? sha512(octets(text)) : sha256(octets(text))
  return base64url.encode(digest.subarray(0, digest.length / 2))
}
