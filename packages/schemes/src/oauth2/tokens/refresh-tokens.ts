/** Refresh tokens (RFC 6749 §1.5): each is exchanged once, and its grant is the family (RFC 9700 §4.14.2). */
import { base64url } from '@lockstep/crypto/base64'
import type { Server } from '../../scheme.ts'
import { isConfidential, type OAuthClient } from '../clients/client-metadata.ts'
import { hashOf } from '../clients/clients.ts'
import { type Grant, keepGrant } from './grants.ts'

export type RefreshTokenRow = {
  readonly hash: string
  readonly grantId: string
  readonly client_id: string
  /** Milliseconds since 1970, by the sandbox's clock. */
  readonly issuedAt: number
  readonly idleEndsAt: number
  readonly familyEndsAt: number
  /** RFC 9449 §5, RFC 8705 §4: a public client's is bound to the key that its access tokens are bound to. */
  readonly jkt?: string
  readonly x5t?: string
}

/** Seconds for which one can lie unused. */
export const refreshIdle = 86_400
/** Seconds from the beginning of the grant after which none of its refresh tokens is good any more. */
export const refreshAbsolute = 14 * 86_400
/** Seconds that a row stays, so that late is told from never. */
const rowLifetime = refreshIdle + 3600

/** Gives one out under a grant: 256 bits. Only its hash is kept. */
export async function issueRefreshToken(server: Server, grant: Grant, client: OAuthClient): Promise<string> {
  const token = base64url.encode(server.random(32))
  const hash = hashOf(token)
  const bound = !isConfidential(client)
  const kept: RefreshTokenRow = {
    hash,
    grantId: grant.id,
    client_id: client.client_id,
    issuedAt: server.now,
    idleEndsAt: server.now + refreshIdle * 1000,
    familyEndsAt: grant.startedAt + refreshAbsolute * 1000,
    ...(bound && grant.jkt !== undefined ? { jkt: grant.jkt } : {}),
    ...(bound && grant.x5t !== undefined ? { x5t: grant.x5t } : {}),
  }
  await server.store.put(row(hash), kept, { ttl: rowLifetime })
  return token
}

/** The refresh token on record, whatever has become of it. */
export async function findRefreshToken(server: Server, token: string): Promise<RefreshTokenRow | undefined> {
  return server.store.get<RefreshTokenRow>(row(hashOf(token)))
}

/** True for the first exchange and for no other, of any number at once. */
export async function spendRefreshToken(server: Server, { hash }: RefreshTokenRow): Promise<boolean> {
  return server.store.claim(spentRow(hash), { ttl: rowLifetime })
}

/** True where it was exchanged already. */
export async function isSpent(server: Server, { hash }: RefreshTokenRow): Promise<boolean> {
  return (await server.store.get(spentRow(hash))) !== undefined
}

/** Neither idle too long nor older than a family gets. */
export function isRefreshTokenInTime({ now }: Pick<Server, 'now'>, row: RefreshTokenRow): boolean {
  return now < row.idleEndsAt && now < row.familyEndsAt
}

/** The grant stays as long as its newest refresh token: what it says is as it was when the user agreed. */
export function keepWithRefresh(server: Server, grant: Grant): Promise<void> {
  return keepGrant(server, grant, rowLifetime)
}

function row(hash: string): string {
  return `oauth2/refresh-tokens/${hash}`
}

function spentRow(hash: string): string {
  return `oauth2/spent-refresh-tokens/${hash}`
}
