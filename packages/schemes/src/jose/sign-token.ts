import { base64url } from '@lockstep/crypto/base64'
import { hmacSha256 } from '@lockstep/crypto/mac'
import { octets } from '@lockstep/http/message'
import type { Derived } from '../scheme.ts'
import { cryptoKey } from './crypto-keys.ts'
import { type JwtAlgorithm, type PublicKeyAlgorithm, webCrypto } from './jwt-algorithm.ts'
import { signatureDerivation, signingInputDerivation } from './token-derivation.ts'

/** The two JSON texts of a token, as they will be signed: nothing is re-encoded. */
export type TokenTexts = { readonly header: string; readonly claims: string }
export type SignedToken = { readonly token: string; readonly derivation: readonly Derived[] }

/**
 * Signs two JSON texts (RFC 7515 §5.1) by `alg`, whatever the header says, with a private JWK or the octets of a secret.
 * `none` leaves the signature empty. Rejects where the key is not of the algorithm's kind.
 */
export async function signToken(
  texts: TokenTexts,
  alg: JwtAlgorithm | 'none',
  key: JsonWebKey | Uint8Array,
): Promise<SignedToken> {
  const header = { text: texts.header, encoded: base64url.encode(octets(texts.header)) }
  const claims = { text: texts.claims, encoded: base64url.encode(octets(texts.claims)) }
  const signingInput = `${header.encoded}.${claims.encoded}`
  const signature = base64url.encode(alg === 'none' ? new Uint8Array(0) : await sign(alg, key, signingInput))
  const token = `${signingInput}.${signature}`
  return {
    token,
    derivation: [
      ...signingInputDerivation(header, claims),
      signatureDerivation(alg, signature),
      {
        name: 'compactSerialization',
        how: 'signingInput "." BASE64URL(signature)',
        parts: [{ text: token, secret: true }],
        clause: 'RFC 7515 §3.1',
      },
    ],
  }
}

async function sign(alg: JwtAlgorithm, key: JsonWebKey | Uint8Array, text: string): Promise<Uint8Array> {
  if (alg === 'HS256') return hmacSha256(secretOf(key), octets(text))
  if (key instanceof Uint8Array) throw new TypeError(`Unexpected secret, expected a private JWK for ${alg}`)
  return signWith(alg, key, text)
}

async function signWith(alg: PublicKeyAlgorithm, jwk: JsonWebKey, text: string): Promise<Uint8Array> {
  const key = await cryptoKey(jwk, alg)
  return new Uint8Array(
    await crypto.subtle.sign(webCrypto[alg].signature, key, octets(text) as Uint8Array<ArrayBuffer>),
  )
}

/** The octets of an HS256 key. */
export function secretOf(key: JsonWebKey | Uint8Array): Uint8Array {
  if (key instanceof Uint8Array) return key
  const k = key.kty === 'oct' ? (key.k ?? '') : undefined
  const known = k === undefined ? undefined : secrets.get(k)
  if (known) return known
  const secret = k === undefined ? undefined : base64url.decode(k)
  if (k === undefined || !secret) throw new TypeError('Unexpected key, expected an oct JWK for HS256')
  if (secrets.size >= secretsKept) secrets.clear()
  secrets.set(k, secret)
  return secret
}

/** The same octets each time, so that the state of a MAC after its key can be kept with them. */
const secrets = new Map<string, Uint8Array>()
const secretsKept = 256
