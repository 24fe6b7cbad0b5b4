import type { Server } from '../scheme.ts'
import { tokenLifetime } from './key-ring.ts'

type Where = Pick<Server, 'origin' | 'base'>

/** `iss` of this scheme's tokens: it is an issuer of its own, in each world another. */
export function issuerOf({ origin, base }: Where): string {
  return `${origin}${base}/jwt`
}

/** `aud` of access tokens: the sandbox's API. */
export function audienceOf({ origin, base }: Where): string {
  return `${origin}${base}`
}

/** A tenant of the same operator that signs with the same key. It is not our issuer (RFC 8725 §3.8). */
export function otherTenantOf(where: Where): string {
  return `${issuerOf(where)}/staging`
}

/** Another API of the same issuer, with an audience of its own (RFC 8725 §3.9). */
export function otherApiOf(where: Where): string {
  return `${audienceOf(where)}/billing`
}

/** `client_id` of what the log-in gives: the page and whoever calls like it (RFC 9068 §2.2). */
export const clientId = 'notebook'

/** `typ` of an access token (RFC 9068 §2.1), and of what an e-mail with a link carries. */
export const accessTokenType = 'at+jwt'
export const confirmationType = 'email-confirmation+jwt'

/** The scope of a token where the log-in asks for none. */
export const defaultScope = 'notes:read notes:write'

/** The claims of a new access token for Ada (RFC 9068 §2.2); `now` in milliseconds since 1970. */
export function accessTokenClaims(where: Where, now: number, jti: string) {
  const seconds = Math.floor(now / 1000)
  return {
    iss: issuerOf(where),
    sub: 'ada',
    aud: audienceOf(where),
    exp: seconds + tokenLifetime,
    nbf: seconds,
    iat: seconds,
    jti,
    client_id: clientId,
    scope: defaultScope,
  }
}
