/** Token credentials: what a client acts with for a resource owner (RFC 5849 §1.1). */
import { base64url } from '@lockstep/crypto/base64'
import type { Server } from '../scheme.ts'

export type TokenCredentials = {
  readonly token: string
  /** In clear, as the secret of the client is: both are the key of a MAC (RFC 5849 §4.5). */
  readonly secret: string
  readonly client: string
  readonly userId: string
  /** Space-separated. */
  readonly scope: string
  /** Milliseconds since 1970, by the sandbox's clock. */
  readonly expiresAt: number
  readonly revoked?: true
}

/** Seconds. The specification sets none: what the resource owner approved decides over scope and duration (§2.3). */
export const tokenLifetime = 3600
/** The row stays a day, so that late is told from never. */
const rowLifetime = 86_400

/** Issues new ones: 192 bits each. */
export async function issueToken(
  server: Server,
  grant: Pick<TokenCredentials, 'client' | 'userId' | 'scope'>,
): Promise<TokenCredentials> {
  const issued: TokenCredentials = {
    token: base64url.encode(server.random(24)),
    secret: base64url.encode(server.random(24)),
    ...grant,
    expiresAt: server.now + tokenLifetime * 1000,
  }
  await keep(server, issued)
  return issued
}

/** Those on record under this token, whatever has become of them. */
export async function findToken(server: Server, token: string): Promise<TokenCredentials | undefined> {
  if (!/^[A-Za-z0-9_-]{32}$/.test(token)) return undefined
  return server.store.get<TokenCredentials>(row(token))
}

/** Takes them back. */
export async function revokeToken(server: Server, found: TokenCredentials): Promise<void> {
  await keep(server, { ...found, revoked: true })
}

function keep(server: Server, credentials: TokenCredentials) {
  return server.store.put(row(credentials.token), credentials, { ttl: rowLifetime })
}

function row(token: string): string {
  return `oauth1/tokens/${token}`
}
