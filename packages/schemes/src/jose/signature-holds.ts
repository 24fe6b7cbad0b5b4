import { equalConstantTime } from '@lockstep/crypto/bytes'
import { hmacSha256 } from '@lockstep/crypto/mac'
import { octets } from '@lockstep/http/message'
import { flattenedVerify } from 'jose'
import type { CompactJws } from './compact-form.ts'
import { cryptoKey } from './crypto-keys.ts'
import { isJwtAlgorithm, type PublicKeyAlgorithm } from './jwt-algorithm.ts'
import { secretOf } from './sign-token.ts'

/**
 * True where the signature holds over the octets that were received, by this algorithm and no other (RFC 7515 §5.2). The
 * key is a public JWK, an `oct` JWK or the octets of a secret; with one that does not fit, no signature holds.
 */
export async function signatureHolds(
  jws: CompactJws,
  alg: unknown,
  key: JsonWebKey | Uint8Array,
): Promise<boolean> {
  if (!isJwtAlgorithm(alg)) return false
  try {
    if (alg !== 'HS256')
      return !(key instanceof Uint8Array) && key.kty !== 'oct' && (await publicKeyHolds(jws, alg, key))
    const mac = macOf(jws, key)
    return mac !== undefined && equalConstantTime(mac, jws.signature)
  } catch {
    // Not a key of this algorithm, or not a signature of its length: it does not hold.
    return false
  }
}

/** The MAC that a secret makes of what was received; undefined for a key that is no secret. */
export function macOf({ signingInput }: CompactJws, key: JsonWebKey | Uint8Array): Uint8Array | undefined {
  try {
    return hmacSha256(secretOf(key), octets(signingInput))
  } catch {
    return undefined
  }
}

async function publicKeyHolds(
  { header, encodedPayload, encodedSignature }: CompactJws,
  alg: PublicKeyAlgorithm,
  jwk: JsonWebKey,
): Promise<boolean> {
  const { crit } = header.object
  // What is critical was judged before, by a check with a name. jose would refuse it here, under another.
  const understood = Array.isArray(crit) ? Object.fromEntries(crit.map((name) => [String(name), false])) : {}
  const parts = { protected: header.encoded, payload: encodedPayload, signature: encodedSignature }
  const algorithms = alg === 'EdDSA' ? [alg, 'Ed25519'] : [alg]
  await flattenedVerify(parts, await cryptoKey(jwk, alg), { algorithms, crit: understood })
  return true
}
