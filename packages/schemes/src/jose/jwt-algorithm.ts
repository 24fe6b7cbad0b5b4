import type { KeyPairKind } from '../scheme.ts'

/** What this server signs with and checks: the `alg` values of RFC 7518 §3.1 and RFC 8037 §3.1. Any other is refused. */
export const jwtAlgorithms = ['HS256', 'RS256', 'PS256', 'ES256', 'EdDSA'] as const
export type JwtAlgorithm = (typeof jwtAlgorithms)[number]
export type PublicKeyAlgorithm = Exclude<JwtAlgorithm, 'HS256'>

export const defaultAlgorithm = 'ES256'

/** True for an `alg` value on our list. Names are case-sensitive (RFC 7515 §4.1.1). */
export function isJwtAlgorithm(alg: unknown): alg is JwtAlgorithm {
  return jwtAlgorithms.some((known) => known === alg)
}

/**
 * The algorithm that a header names. RFC 9864 §2.2 gives Ed25519 a name of its own and deprecates `EdDSA`, which says the
 * same here: no other curve is taken.
 */
export function algorithmNamed(alg: unknown): JwtAlgorithm | undefined {
  if (alg === 'Ed25519') return 'EdDSA'
  return isJwtAlgorithm(alg) ? alg : undefined
}

/** The kind of key pair that an algorithm takes. */
export const keyPairKinds: Readonly<Record<PublicKeyAlgorithm, KeyPairKind>> = {
  RS256: 'rsa',
  PS256: 'rsa',
  ES256: 'p-256',
  EdDSA: 'ed25519',
}

/** The parameters of WebCrypto: for the import of a key, and for the signature. */
export const webCrypto: Readonly<
  Record<
    PublicKeyAlgorithm,
    {
      readonly key: RsaHashedImportParams | EcKeyImportParams | Algorithm
      readonly signature: RsaPssParams | EcdsaParams | Algorithm
    }
  >
> = {
  RS256: { key: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }, signature: { name: 'RSASSA-PKCS1-v1_5' } },
  // RFC 7518 §3.5: "The size of the salt value is the same size as the hash function output."
  PS256: { key: { name: 'RSA-PSS', hash: 'SHA-256' }, signature: { name: 'RSA-PSS', saltLength: 32 } },
  ES256: {
    key: { name: 'ECDSA', namedCurve: 'P-256' },
    signature: { name: 'ECDSA', hash: 'SHA-256' },
  },
  EdDSA: { key: { name: 'Ed25519' }, signature: { name: 'Ed25519' } },
}
