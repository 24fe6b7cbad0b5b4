/** Who is logged in at this client. Its session is its own: the provider's can end without it, and it without the provider's. */
import { base64url } from '@lockstep/crypto/base64'
import { sha256 } from '@lockstep/crypto/digest'
import { type FieldLine, type HttpRequest, octets } from '@lockstep/http/message'
import { readCookie, setCookie } from '../../cookie.ts'
import type { Server } from '../../scheme.ts'
import type { Account, LoggedIn } from '../client.ts'

export type ClientSession = {
  readonly account: Account
  /** Kept for the provider's log-out, as a hint (RP-Logout §2). */
  readonly idToken: string | undefined
  /** Milliseconds since 1970. */
  readonly startedAt: number
  readonly endsAt: number
}

/** Seconds. */
const lifetime = 3600
const kind = 'oidc-client-session'
const path = '/oidc/client'
const accounts = 'oidc/client/accounts/'

/** The session that this user agent is in, or undefined. */
export async function findClientSession(
  request: HttpRequest,
  server: Server,
): Promise<ClientSession | undefined> {
  const id = idIn(request, server)
  const session = id && (await server.store.get<ClientSession>(row(id)))
  return session && server.now < session.endsAt ? session : undefined
}

/** Begins a session with a new id, whatever cookie came (a session that was there before could be somebody else's). */
export async function beginClientSession(server: Server, { account, idToken }: LoggedIn): Promise<FieldLine> {
  await server.store.put(`${accounts}${hashed(JSON.stringify([account.iss, account.sub]))}`, account)
  const id = base64url.encode(server.random(24))
  const session: ClientSession = {
    account,
    idToken,
    startedAt: server.now,
    endsAt: server.now + lifetime * 1000,
  }
  await server.store.put(row(id), session, { ttl: lifetime })
  return setCookie(server, kind, id, { path, maxAge: lifetime })
}

/** Ends it, and takes the cookie away. */
export async function endClientSession(request: HttpRequest, server: Server): Promise<FieldLine> {
  const id = idIn(request, server)
  if (id !== undefined) await server.store.delete(row(id))
  return setCookie(server, kind, '', { path, maxAge: 0 })
}

/** Everybody who has an account at this client. */
export async function accountsOnRecord(server: Server): Promise<Account[]> {
  return (await server.store.list<Account>(accounts)).map(([, account]) => account)
}

function idIn(request: HttpRequest, server: Server): string | undefined {
  const id = readCookie(request, server, kind)
  return id !== undefined && /^[A-Za-z0-9_-]{32}$/.test(id) ? id : undefined
}

function row(id: string): string {
  return `oidc/client/sessions/${hashed(id)}`
}

function hashed(text: string): string {
  return base64url.encode(sha256(octets(text)))
}
