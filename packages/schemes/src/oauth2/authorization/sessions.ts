/** Who is logged in at the authorization server. One session a user agent, for both doors. */
import { base64url } from '@lockstep/crypto/base64'
import { sha256 } from '@lockstep/crypto/digest'
import { hmacSha256 } from '@lockstep/crypto/mac'
import { type FieldLine, type HttpRequest, octets } from '@lockstep/http/message'
import { readCookie, setCookie } from '../../cookie.ts'
import type { Server } from '../../scheme.ts'
import { tryPassword } from '../../try-password.ts'
import { findOwner } from './owners.ts'

export type Session = {
  readonly id: string
  readonly userId: string
  /** Seconds since 1970: when the password was typed (Core §2, `auth_time`). */
  readonly authTime: number
  /** Milliseconds since 1970, by the sandbox's clock. */
  readonly endsAt: number
}
export type LogIn = Session | 'wrong' | 'too-many'

/** Seconds. */
const lifetime = 3600
const kind = 'oauth2-session'

/** The session that this user agent is in, or undefined. */
export async function findSession(request: HttpRequest, server: Server): Promise<Session | undefined> {
  const id = readCookie(request, server, kind)
  if (id === undefined || !/^[A-Za-z0-9_-]{32}$/.test(id)) return undefined
  const row = await server.store.get<Omit<Session, 'id'>>(rowOf(id))
  return row && server.now < row.endsAt ? { id, ...row } : undefined
}

/** Logs a user in by the password on record. */
export async function logIn(
  server: Server,
  given: { readonly userId: string; readonly password: string },
): Promise<LogIn> {
  const owner = findOwner(server, given.userId)
  const tried = await tryPassword(server, 'oauth2', given, owner?.password)
  if (tried === 'too-many') return tried
  if (!owner || tried === 'wrong') return 'wrong'
  const id = base64url.encode(server.random(24))
  const row: Omit<Session, 'id'> = {
    userId: owner.userId,
    authTime: Math.floor(server.now / 1000),
    endsAt: server.now + lifetime * 1000,
  }
  await server.store.put(rowOf(id), row, { ttl: lifetime })
  return { id, ...row }
}

/** The cookie of a session: below this world, so that both doors see it. */
export function sessionCookie(server: Server, { id }: Session): FieldLine {
  return setCookie(server, kind, id, { path: '', maxAge: lifetime })
}

/** Ends a session; its id is worth nothing from here on. */
export async function endSession(server: Server, { id }: Session): Promise<void> {
  await server.store.delete(rowOf(id))
}

/** Takes the cookie of a session that ended away. */
export function endedSessionCookie(server: Server): FieldLine {
  return setCookie(server, kind, '', { path: '', maxAge: 0 })
}

/**
 * What a decision has to bring along (RFC 6749 §10.12): the page has it in a hidden field, and nobody else can know it.
 * Bound to the session and to what is decided.
 */
export function pageSecret(server: Server, session: Session, decided: string): string {
  return base64url.encode(hmacSha256(server.worldSecret('oauth2/page'), octets(`${session.id} ${decided}`)))
}

/** What tells two sessions apart, and lets nobody into either. */
export function sessionKey({ id }: Pick<Session, 'id'>): string {
  return base64url.encode(sha256(octets(id)))
}

function rowOf(id: string): string {
  return `oauth2/sessions/${sessionKey({ id })}`
}
