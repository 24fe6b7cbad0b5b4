/** CLIENT HALF: a DPoP proof, made for one request (RFC 9449 §4.2). */
import { base64url } from '@lockstep/crypto/base64'
import { octets } from '@lockstep/http/message'
import type { PublicKeyAlgorithm } from '../../jose/jwt-algorithm.ts'
import { signToken } from '../../jose/sign-token.ts'
import type { Derived } from '../../scheme.ts'
import { accessTokenHash, jktOf, proofDerivation } from '../tokens/dpop.ts'
import type { DpopKey } from './dpop-key.ts'

export type DpopClaims = {
  readonly jti: string
  readonly htm: string
  readonly htu: string
  /** Seconds since 1970. */
  readonly iat: number
  /** The server's, where it gave one out. */
  readonly nonce?: string
}

export type DpopProof = { readonly proof: string; readonly derivation: readonly Derived[] }

/** Signs the claims, with the hash of the access token where one goes along (§4.2, `ath`). */
export async function dpopProof(claims: DpopClaims, key: DpopKey, accessToken?: string): Promise<DpopProof> {
  const { publicJwk, privateJwk } = key
  const ath = accessToken === undefined ? undefined : accessTokenHash(accessToken)
  const alg = algorithmOf(publicJwk)
  const header = JSON.stringify({ typ: 'dpop+jwt', alg, jwk: publicJwk })
  const body = JSON.stringify({ ...claims, ...(ath === undefined ? {} : { ath }) })
  const { token: proof } = await signToken({ header, claims: body }, alg, privateJwk)
  const signature = proof.slice(proof.lastIndexOf('.') + 1)
  return {
    proof,
    derivation: [
      deriveJkt(publicJwk),
      ...(ath === undefined ? [] : [deriveAth(ath)]),
      ...proofDerivation(
        { text: header, encoded: base64url.encode(octets(header)) },
        { text: body, encoded: base64url.encode(octets(body)) },
      ).map(byClient),
      {
        name: 'dpopSignature',
        how: `${alg}(private key, dpopSigningInput)`,
        parts: [{ text: signature, maker: 'client', component: 'signature', secret: true }],
        clause: 'RFC 7515 §5.1',
      },
      {
        name: 'dpopProof',
        how: 'dpopSigningInput "." BASE64URL(dpopSignature)',
        parts: [{ text: proof, maker: 'client', component: 'proof', secret: true }],
        clause: 'RFC 9449 §4.2',
      },
    ],
  }
}

/** The thumbprint to which tokens are bound (RFC 9449 §6.1, RFC 7638 §3). */
export function deriveJkt(publicJwk: JsonWebKey): Derived {
  return {
    name: 'jkt',
    how: 'BASE64URL(SHA-256(required members of the JWK, in order))',
    parts: [{ text: jktOf({ ...publicJwk }), maker: 'client', component: 'jwk' }],
    clause: 'RFC 7638 §3',
  }
}

function deriveAth(ath: string): Derived {
  return {
    name: 'ath',
    how: 'BASE64URL(SHA-256(ASCII(access token)))',
    parts: [{ text: ath, maker: 'client', component: 'access token' }],
    clause: 'RFC 9449 §4.2',
  }
}

/** What of a proof each party made: the nonce is the server's. */
function byClient(value: Derived): Derived {
  const maker = (component: string | undefined) =>
    component === 'claim nonce' ? 'authorization-server' : 'client'
  return { ...value, parts: value.parts.map((part) => ({ maker: maker(part.component), ...part })) }
}

/** The algorithm that a key of this kind signs with. */
function algorithmOf({ kty }: JsonWebKey): PublicKeyAlgorithm {
  if (kty === 'EC') return 'ES256'
  return kty === 'OKP' ? 'EdDSA' : 'RS256'
}
