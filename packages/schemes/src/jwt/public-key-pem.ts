import { base64 } from '@lockstep/crypto/base64'
import { cryptoKey } from '../jose/crypto-keys.ts'
import type { PublicKeyAlgorithm } from '../jose/jwt-algorithm.ts'

/** The public key of a JWK as PEM (RFC 7468 §13), with a line feed at the end. */
export async function publicKeyPem(publicJwk: JsonWebKey, alg: PublicKeyAlgorithm): Promise<string> {
  const der = await crypto.subtle.exportKey('spki', await cryptoKey(publicJwk, alg))
  const lines = base64.encode(new Uint8Array(der)).match(/.{1,64}/g) ?? []
  return ['-----BEGIN PUBLIC KEY-----', ...lines, '-----END PUBLIC KEY-----', ''].join('\n')
}
