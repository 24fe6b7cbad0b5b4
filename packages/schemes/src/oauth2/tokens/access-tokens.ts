/** Access tokens (RFC 6749 §1.4): a row by their hash, or a JWT that says all of itself (RFC 9068). */
import { base64url } from '@lockstep/crypto/base64'
import type { Server } from '../../scheme.ts'
import type { OAuthClient } from '../clients/client-metadata.ts'
import { hashOf } from '../clients/clients.ts'
import { type Grant, type Issued, isGrantRevoked } from './grants.ts'
import { mintJwtAccessToken } from './jwt-access-token.ts'
import { issueRefreshToken } from './refresh-tokens.ts'

export type AccessTokenRow = {
  /** `{grant}.{random}`: whoever reads a JWT finds its grant in it. */
  readonly jti: string
  readonly grantId: string
  readonly client_id: string
  /** The resource owner; absent where a client acts for itself. */
  readonly sub?: string
  readonly scope: string
  readonly audience: readonly string[]
  /** Milliseconds since 1970, by the sandbox's clock. */
  readonly issuedAt: number
  readonly expiresAt: number
  /** Thumbprints of the key or of the certificate that it is bound to (RFC 9449 §6, RFC 8705 §3). */
  readonly jkt?: string
  readonly x5t?: string
  readonly format: 'opaque' | 'jwt'
  /** Seconds since 1970: when the resource owner logged in (RFC 9068 §2.2.1). */
  readonly authTime?: number
}

/** Seconds. */
export const accessTokenLifetime = 600
/** Seconds that a row stays, so that late is told from never. */
const rowLifetime = 1800

/** Gives out tokens under a grant; `grant` carries what this request binds them to, and where they are for. */
export async function issueTokens(
  server: Server,
  grant: Grant,
  { client, scope, withRefresh }: { client: OAuthClient; scope: string; withRefresh: boolean },
): Promise<Issued> {
  const row: AccessTokenRow = {
    jti: `${grant.id}.${base64url.encode(server.random(16))}`,
    grantId: grant.id,
    client_id: client.client_id,
    ...(grant.sub === undefined ? {} : { sub: grant.sub }),
    scope,
    audience: grant.audience,
    issuedAt: server.now,
    expiresAt: server.now + accessTokenLifetime * 1000,
    ...(grant.jkt === undefined ? {} : { jkt: grant.jkt }),
    ...(grant.x5t === undefined ? {} : { x5t: grant.x5t }),
    format: client.access_token_format,
    ...(grant.authTime === undefined ? {} : { authTime: grant.authTime }),
  }
  const accessToken = row.format === 'jwt' ? await mintJwtAccessToken(server, row) : await keep(server, row)
  return {
    grant,
    client,
    accessToken,
    tokenType: grant.jkt === undefined ? 'Bearer' : 'DPoP',
    expiresIn: accessTokenLifetime,
    scope,
    ...(withRefresh ? { refreshToken: await issueRefreshToken(server, grant, client) } : {}),
  }
}

/** The row of an opaque access token, whatever has become of it. */
export async function findAccessToken(server: Server, token: string): Promise<AccessTokenRow | undefined> {
  return /^[A-Za-z0-9_-]{43}$/.test(token) ? server.store.get(rowOf(token)) : undefined
}

/** Ends one access token of either form, and no other of its grant. */
export async function revokeAccessToken(server: Server, { jti }: Pick<AccessTokenRow, 'jti'>): Promise<void> {
  await server.store.put(revokedRow(jti), 1, { ttl: rowLifetime })
}

/** Neither expired nor revoked, itself or with its grant. */
export async function isAccessTokenAlive(
  server: Server,
  { jti, grantId, expiresAt }: Pick<AccessTokenRow, 'jti' | 'grantId' | 'expiresAt'>,
): Promise<boolean> {
  if (server.now >= expiresAt) return false
  return !(await isRevoked(server, jti)) && !(await isGrantRevoked(server, grantId))
}

/** The grant that an access token belongs to. */
export function grantIdOf(jti: string): string {
  return jti.slice(0, jti.indexOf('.'))
}

async function keep(server: Server, row: AccessTokenRow): Promise<string> {
  // RFC 6749 §10.10: nobody guesses 256 bits.
  const token = base64url.encode(server.random(32))
  await server.store.put(rowOf(token), row, { ttl: rowLifetime })
  return token
}

async function isRevoked(server: Server, jti: string): Promise<boolean> {
  return (await server.store.get(revokedRow(jti))) !== undefined
}

function rowOf(token: string): string {
  return `oauth2/access-tokens/${hashOf(token)}`
}

function revokedRow(jti: string): string {
  return `oauth2/revoked-tokens/${hashOf(jti)}`
}
