import { base64url } from '@lockstep/crypto/base64'
import { sha256 } from '@lockstep/crypto/digest'
import { octets } from '@lockstep/http/message'

/** The members that make a key what it is, in lexicographic order (RFC 7638 §3.2; RFC 8037 §2 for OKP). */
const required: Readonly<Record<string, readonly string[]>> = {
  EC: ['crv', 'kty', 'x', 'y'],
  RSA: ['e', 'kty', 'n'],
  oct: ['k', 'kty'],
  OKP: ['crv', 'kty', 'x'],
}

/** The SHA-256 thumbprint of a JWK in base64url, the same for both halves of a pair; undefined where a member is missing. */
export function jwkThumbprint(jwk: Readonly<Record<string, unknown>>): string | undefined {
  const kty = String(jwk.kty)
  const names = Object.hasOwn(required, kty) ? required[kty] : undefined
  if (!names?.every((name) => typeof jwk[name] === 'string')) return undefined
  const canonical = JSON.stringify(Object.fromEntries(names.map((name) => [name, jwk[name]])))
  return base64url.encode(sha256(octets(canonical)))
}
