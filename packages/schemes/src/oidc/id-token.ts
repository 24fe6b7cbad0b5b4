/** The ID Token: what the provider says to the client about an end-user's log-in (Core §2). */

import { signToken } from '../jose/sign-token.ts'
import { scopeValues } from '../oauth2/authorization/scope-values.ts'
import { issuerOf } from '../oauth2/door.ts'
import type { Issued } from '../oauth2/tokens/grants.ts'
import { signingKeyFor } from '../oauth2/tokens/keys.ts'
import type { Server } from '../scheme.ts'
import { claimsAbout } from './claims.ts'
import { tokenHash } from './token-hash.ts'

/** Seconds from `iat` to `exp`. */
export const idTokenLifetime = 300

/** The algorithms that a client can register for what it is sent (Core §15.1 asks for RS256). `none` is not among them. */
export const idTokenAlgorithms = ['RS256', 'ES256', 'EdDSA'] as const
export type IdTokenAlgorithm = (typeof idTokenAlgorithms)[number]

/** Core §2: RS256 "unless the Client has registered" another. */
export const defaultIdTokenAlgorithm = 'RS256'

/** How people log in here, as an Authentication Context Class Reference (Core §2): with a password, and nothing else. */
export const passwordAcr = 'password'

/** The ID Token of a token response, or undefined where no end-user logged in for it or `openid` was not granted. */
export async function idTokenFor(server: Server, issued: Issued): Promise<string | undefined> {
  const { grant, client, accessToken, scope } = issued
  if (grant.sub === undefined || !scopeValues(scope).includes('openid')) return undefined
  const alg = client.id_token_signed_response_alg ?? defaultIdTokenAlgorithm
  const now = Math.floor(server.now / 1000)
  return signFor(server, alg, {
    iss: issuerOf(server),
    sub: grant.sub,
    aud: client.client_id,
    exp: now + idTokenLifetime,
    iat: now,
    // Always of the log-in itself, at a refresh too (Core §12.2).
    ...(grant.authTime === undefined ? {} : { auth_time: grant.authTime }),
    ...(grant.nonce === undefined ? {} : { nonce: grant.nonce }),
    at_hash: tokenHash(alg, accessToken),
    acr: passwordAcr,
    // RFC 8176 §2.
    amr: ['pwd'],
    ...claimsAbout(server, grant.sub, { claims: grant.claims }, 'id_token'),
  })
}

/** A claims set as a JWT of this provider. */
export async function signFor(
  server: Server,
  alg: IdTokenAlgorithm,
  claims: Readonly<Record<string, unknown>>,
): Promise<string> {
  const key = await signingKeyFor(server, alg)
  const header = JSON.stringify({ alg, kid: key.kid, typ: 'JWT' })
  const { token } = await signToken({ header, claims: JSON.stringify(claims) }, alg, key.privateJwk)
  return token
}
