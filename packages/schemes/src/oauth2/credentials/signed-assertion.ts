/** CLIENT HALF: `private_key_jwt`, a statement that the client signs in place of a secret (RFC 7523 §2.2, §3). */
import type { FormPair } from '@lockstep/http/form-urlencoded'
import { signToken } from '../../jose/sign-token.ts'
import type { Derived } from '../../scheme.ts'

export type AssertionClaims = {
  /** Both `iss` and `sub`: the client speaks of itself (RFC 7523 §3). */
  readonly clientId: string
  /** The issuer of the server that it is for, or the address of the endpoint. */
  readonly audience: string
  /** Seconds since 1970. */
  readonly issuedAt: number
  readonly jti: string
}

export type SignedAssertion = { readonly pairs: readonly FormPair[]; readonly derivation: readonly Derived[] }

/** Seconds for which an assertion is good: it is made for the request that it goes with. */
const life = 60

/** The two parameters of an assertion by a P-256 key, and how it was made. */
export async function signedAssertion(
  { clientId, audience, issuedAt, jti }: AssertionClaims,
  privateJwk: JsonWebKey,
): Promise<SignedAssertion> {
  const header = JSON.stringify({ alg: 'ES256', typ: 'JWT' })
  const claims = JSON.stringify({
    iss: clientId,
    sub: clientId,
    aud: audience,
    iat: issuedAt,
    exp: issuedAt + life,
    jti,
  })
  const { token, derivation } = await signToken({ header, claims }, 'ES256', privateJwk)
  return {
    pairs: [
      ['client_assertion_type', 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'],
      ['client_assertion', token],
    ],
    derivation: derivation.map(byClient),
  }
}

/** All of it is the client's own; the last value is what goes into the form. */
function byClient(value: Derived): Derived {
  const parts = value.parts.map((part) => ({ maker: 'client', ...part }))
  if (value.name !== 'compactSerialization') return { ...value, parts }
  return {
    ...value,
    name: 'clientAssertion',
    parts: parts.map((part) => ({ ...part, component: 'client_assertion' })),
    clause: 'RFC 7523 §2.2',
  }
}
