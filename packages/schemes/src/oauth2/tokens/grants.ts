/**
 * A grant: what a resource owner (or, for client credentials, the registration) allowed one client. Codes, access tokens
 * and refresh tokens belong to one, so that revoking it ends them all at once (RFC 6749 §4.1.2, RFC 9700 §4.14.2).
 */
import { base64url } from '@lockstep/crypto/base64'
import type { Server } from '../../scheme.ts'
import type { OAuthClient } from '../clients/client-metadata.ts'

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

/** Seconds that a grant without a refresh token is kept: longer than its code and its access token together. */
const shortLife = 1800
/** Seconds. Longer than whatever belongs to a grant can be used. */
const revokedLife = 2 * 86_400

/** A grant that nothing has to look up again: its tokens say all of it. */
export function newGrant(server: Server, given: Omit<Grant, 'id' | 'startedAt'>): Grant {
  return { id: base64url.encode(server.random(16)), startedAt: server.now, ...given }
}

/** Begins a grant and keeps it, for codes and refresh tokens to point at. */
export async function startGrant(server: Server, given: Omit<Grant, 'id' | 'startedAt'>): Promise<Grant> {
  const grant = newGrant(server, given)
  await keepGrant(server, grant, shortLife)
  return grant
}

/** Keeps it for so many seconds more. */
export async function keepGrant(server: Server, grant: Grant, ttl: number): Promise<void> {
  await server.store.put(row(grant.id), grant, { ttl })
}

export async function findGrant(server: Server, id: string): Promise<Grant | undefined> {
  return server.store.get<Grant>(row(id))
}

/**
 * Ends a grant and all that belongs to it. A row of its own says so: what a racing request issues under this grant a
 * moment later is dead as well.
 */
export async function revokeGrant(server: Server, id: string): Promise<void> {
  await server.store.put(revokedRow(id), 1, { ttl: revokedLife })
}

export async function isGrantRevoked(server: Server, id: string): Promise<boolean> {
  return (await server.store.get(revokedRow(id))) !== undefined
}

function row(id: string): string {
  return `oauth2/grants/${id}`
}

function revokedRow(id: string): string {
  return `oauth2/revoked-grants/${id}`
}
