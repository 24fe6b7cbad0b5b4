/** `at_hash` and `c_hash`: what ties an access token or a code to an ID Token (Core §3.1.3.6, §3.3.2.11). */
import { base64url } from '@lockstep/crypto/base64'
import { sha256, sha512 } from '@lockstep/crypto/digest'
import { octets } from '@lockstep/http/message'
import type { Derived } from '../../scheme.ts'

/**
 * The left half of the hash of the token's ASCII octets, by "the hash algorithm used in the alg Header Parameter": the
 * digits of RS256 and ES256 name SHA-256, and Ed25519 hashes with SHA-512 itself (RFC 8032 §5.1).
 */
export function tokenHash(token: string, alg: string): string {
  const hash = hashOf(alg).of(octets(token))
  return base64url.encode(hash.slice(0, hash.length / 2))
}

/** The same as a value of a derivation. */
export function atHashDerivation(accessToken: string, alg: string): Derived {
  return {
    name: 'atHash',
    how: `BASE64URL(left half of ${hashOf(alg).name}(access_token))`,
    parts: [{ text: tokenHash(accessToken, alg), component: 'access_token' }],
    clause: 'Core §3.1.3.6',
  }
}

function hashOf(alg: string): { name: string; of(octets: Uint8Array): Uint8Array } {
  return alg === 'EdDSA' ? { name: 'SHA-512', of: sha512 } : { name: 'SHA-256', of: sha256 }
}
