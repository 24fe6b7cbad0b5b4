/** Who is logged in at the server's own pages. RFC 5849 §2.2 leaves open how; here it is a password and a cookie. */
import { base64url } from '@lockstep/crypto/base64'
import { hmacSha256 } from '@lockstep/crypto/mac'
import { type FieldLine, type HttpRequest, octets } from '@lockstep/http/message'
import { readCookie, setCookie } from '../cookie.ts'
import type { Server } from '../scheme.ts'
import { tryPassword } from '../try-password.ts'
import { ownersOnRecord } from './sandbox.ts'

export type Session = { readonly id: string; readonly userId: string; readonly endsAt: number }

/** Seconds. */
const lifetime = 3600

/** The session that this user agent is in, or undefined. */
export async function findSession(request: HttpRequest, server: Server): Promise<Session | undefined> {
  const id = readCookie(request, server, 'oauth1-session')
  if (id === undefined || !/^[A-Za-z0-9_-]{32}$/.test(id)) return undefined
  const session = await server.store.get<Session>(row(id))
  return session && server.now < session.endsAt ? session : undefined
}

export type LogIn = Session | 'wrong' | 'too-many'

/** Logs a user in by the password on record. */
export async function logIn(server: Server, given: { userId: string; password: string }): Promise<LogIn> {
  const owner = ownersOnRecord(server).find(({ userId }) => userId === given.userId)
  const tried = await tryPassword(server, 'oauth1', given, owner?.password)
  if (tried === 'too-many') return tried
  if (!owner || tried === 'wrong') return 'wrong'
  const id = base64url.encode(server.random(24))
  const session: Session = { id, userId: owner.userId, endsAt: server.now + lifetime * 1000 }
  await server.store.put(row(id), session, { ttl: lifetime })
  return session
}

/** The cookie of a session: below this scheme's pages of this world only. */
export function sessionCookie(server: Server, { id }: Session): FieldLine {
  return setCookie(server, 'oauth1-session', id, { path: '/oauth1', maxAge: lifetime })
}

/**
 * What a decision has to bring along (§4.13): the page has it in a hidden field, and nobody else can know it. Bound to
 * the session and to what is decided.
 */
export function decisionToken(server: Server, session: Session, token: string): string {
  return base64url.encode(hmacSha256(server.worldSecret('oauth1/decision'), octets(`${session.id} ${token}`)))
}

function row(id: string): string {
  return `oauth1/sessions/${id}`
}
