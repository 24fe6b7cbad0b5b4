import { base64url } from '@lockstep/crypto/base64'

/** RFC 7518 §3.2: "A key of the same size as the hash output … or larger MUST be used". */
export const leastSecretBits = 256
/** RFC 7518 §3.3, §3.5. */
export const leastModulusBits = 2048

/** Bits of a secret or of a modulus; undefined for a key whose curve fixes its size. */
export function keyBits(key: JsonWebKey | Uint8Array): number | undefined {
  if (key instanceof Uint8Array) return key.length * 8
  if (key.kty === 'oct') return octetsOf(key.k).length * 8
  if (key.kty !== 'RSA') return undefined
  const modulus = octetsOf(key.n)
  const first = modulus.findIndex((octet) => octet > 0)
  return first < 0 ? 0 : (modulus.length - first) * 8 - Math.clz32(modulus[first] as number) + 24
}

/** A member of a JWK that somebody else wrote can be anything; what is no base64url has no octets. */
function octetsOf(member: unknown): Uint8Array {
  return (typeof member === 'string' ? base64url.decode(member) : undefined) ?? new Uint8Array(0)
}

/** What is asked of a key of this kind, in bits. */
export function leastBits(key: JsonWebKey | Uint8Array): number {
  return !(key instanceof Uint8Array) && key.kty === 'RSA' ? leastModulusBits : leastSecretBits
}

/** True where the key cannot be found by trying: a word is far below the size of a hash. */
export function isStrong(key: JsonWebKey | Uint8Array): boolean {
  return (keyBits(key) ?? leastSecretBits) >= leastBits(key)
}
