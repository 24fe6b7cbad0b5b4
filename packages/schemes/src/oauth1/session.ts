/** Who is logged in at the server's own pages. RFC 5849 §2.2 leaves open how; here it is a password and a cookie. */
import { base64url } from '@lockstep/crypto/base64'
import { equalConstantTime } from '@lockstep/crypto/bytes'
import { sha256 } from '@lockstep/crypto/digest'
import { hex } from '@lockstep/crypto/hex'
import { hmacSha256 } from '@lockstep/crypto/mac'
import { type FieldLine, type HttpRequest, octets } from '@lockstep/http/message'
import type { Server } from '../scheme.ts'
import { readCookie, setCookie } from '../cookie.ts'
import { ownersOnRecord } from './sandbox.ts'

export type Session = { readonly id: string; readonly userId: string; readonly endsAt: number }

/** Seconds. */
const lifetime = 3600
/** Failed passwords that a user and address may have within `throttle` seconds. */
const tries = 10
const throttle = 60

/** The session that this user agent is in, or undefined. */
export async function findSession(request: HttpRequest, server: Server): Promise<Session | undefined> {
  const id = readCookie(request, server, 'oauth1-session')
  if (id === undefined || !/^[A-Za-z0-9_-]{32}$/.test(id)) return undefined
  const session = await server.store.get<Session>(row(id))
  return session && server.now < session.endsAt ? session : undefined
}

export type LogIn = Session | 'wrong' | 'too-many'

/**
 * Logs a user in. A try takes one of ten places for a minute *before* the password is looked at and gives it back where
 * it was right, so a thousand tries at once get no further than a thousand in a row. No slow hash: the passwords here
 * are 128 random bits, derived and not kept, and the basic scheme is about hashing them.
 */
export async function logIn(server: Server, given: { userId: string; password: string }): Promise<LogIn> {
  const place = await takePlace(server, given.userId)
  if (place === undefined) return 'too-many'
  const owner = ownersOnRecord(server).find(({ userId }) => userId === given.userId)
  // Compared for a user who is not there as well. As digests, so that the time does not depend on where they differ.
  const same = equalConstantTime(sha256(octets(given.password)), sha256(octets(owner?.password ?? '')))
  if (!owner || !same) return 'wrong'
  await server.volatile.delete(place)
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

/** The row of the place that was taken; undefined where there is none left. Hashed: a name is as long as its sender likes. */
async function takePlace(server: Server, userId: string): Promise<string | undefined> {
  const about = hex(sha256(octets(JSON.stringify([server.connection.address, userId]))))
  for (let i = 0; i < tries; i++) {
    const place = `oauth1/log-in-failed/${about}/${i}`
    if (await server.volatile.claim(place, { ttl: throttle })) return place
  }
  return undefined
}

function row(id: string): string {
  return `oauth1/sessions/${id}`
}
