/**
 * A grant: what a resource owner (or, for client credentials, the registration) allowed one client. Codes, access tokens
 * and refresh tokens belong to one, so that revoking it ends them all at once (RFC 6749 §4.1.2, RFC 9700 §4.14.2).
 */
import type { OAuthClient } from './client-metadata.ts'

export type Grant = {
  readonly id: string
  readonly door: 'oauth2' | 'oidc'
  readonly client_id: string
  /** The resource owner; absent where a client acts for itself. */
  readonly sub?: string
  /** Space-separated: what was consented to. A refresh can have less and never more. */
  readonly scope: string
  /** Where its access tokens are for: `{origin}{base}`, or narrower (RFC 8707). */
  readonly audience: readonly string[]
  /** Seconds since 1970: when the resource owner logged in. */
  readonly authTime?: number
  /** Milliseconds since 1970, by the sandbox's clock. */
  readonly startedAt: number
  /** Thumbprint of the DPoP key that its tokens are bound to (RFC 9449 §6). */
  readonly jkt?: string
  /** Thumbprint of the certificate that its tokens are bound to (RFC 8705 §3). */
  readonly x5t?: string
  /** What the ID Token has to answer. */
  readonly nonce?: string
  readonly claims?: Readonly<Record<string, unknown>>
  readonly acrValues?: readonly string[]
  /** True where the request had `max_age` or asked for auth_time as essential (Core §2). */
  readonly tellsAuthTime?: boolean
}

/** Tokens as they are handed out. */
export type Issued = {
  readonly grant: Grant
  readonly client: OAuthClient
  readonly accessToken: string
  readonly tokenType: 'Bearer' | 'DPoP'
  /** Seconds. */
  readonly expiresIn: number
  readonly scope: string
  readonly refreshToken?: string
}
