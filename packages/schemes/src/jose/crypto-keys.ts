import { type PublicKeyAlgorithm, webCrypto } from './jwt-algorithm.ts'

/** Imported once: an import costs several times what a signature does. Gone with the JWK object. */
const imported = new WeakMap<JsonWebKey, Map<string, Promise<CryptoKey>>>()

/**
 * The CryptoKey of a JWK for one algorithm: for signing where the JWK is private, for verifying where it is public.
 * Rejects where the JWK is no key of this algorithm's kind.
 */
export function cryptoKey(jwk: JsonWebKey, alg: PublicKeyAlgorithm): Promise<CryptoKey> {
  const known = imported.get(jwk) ?? new Map<string, Promise<CryptoKey>>()
  imported.set(jwk, known)
  const key = known.get(alg) ?? importKey(jwk, alg)
  known.set(alg, key)
  return key
}

async function importKey(jwk: JsonWebKey, alg: PublicKeyAlgorithm): Promise<CryptoKey> {
  // What the JWK says of its own use is for whoever chooses a key; here it would only get in the way.
  const { alg: _alg, use: _use, key_ops: _ops, ext: _ext, ...bare } = jwk
  return crypto.subtle.importKey('jwk', bare, webCrypto[alg].key, true, [jwk.d ? 'sign' : 'verify'])
}
