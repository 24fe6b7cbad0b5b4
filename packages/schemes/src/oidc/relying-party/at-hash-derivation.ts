import type { Derived } from '../../scheme.ts'
import { tokenHash } from '../token-hash.ts'

/** What the at_hash of an ID Token has to be for this access token, as a value of a derivation. */
export function atHashDerivation(alg: string, accessToken: string): Derived {
  return {
    name: 'atHash',
    how: `BASE64URL(left half of ${alg === 'EdDSA' ? 'SHA-512' : 'SHA-256'}(access_token))`,
    parts: [{ text: tokenHash(alg, accessToken), component: 'access_token' }],
    clause: 'Core §3.1.3.6',
  }
}
