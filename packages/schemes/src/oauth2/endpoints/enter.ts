/** Logs in whoever posts a name and a password, whoever was logged in before; else looks for the session. */
import { type FormPair, onlyValue } from '@lockstep/http/form-urlencoded'
import { type FieldLine, field, type HttpRequest } from '@lockstep/http/message'
import type { Server } from '../../scheme.ts'
import { endSession, findSession, logIn, type Session, sessionCookie } from '../authorization/sessions.ts'

export type Entry = {
  readonly session?: Session
  /** True where it was begun just now. */
  readonly fresh?: true
  readonly status?: number
  /** Why nobody was logged in, for the page. */
  readonly message?: string
  readonly headers?: readonly FieldLine[]
}

export async function enter(
  request: HttpRequest,
  server: Server,
  pairs: readonly FormPair[],
): Promise<Entry> {
  const before = await findSession(request, server)
  const [userId, password] = [onlyValue(pairs, 'userId'), onlyValue(pairs, 'password')]
  if (request.method !== 'POST' || userId === undefined || password === undefined)
    return before ? { session: before } : {}
  // A form elsewhere must not log anybody in as somebody else. Origin says nothing here: our pages send no referrer.
  const from = field(request, 'sec-fetch-site')
  if (from !== undefined && from !== 'same-origin') return { status: 403, message: messages.elsewhere }
  const session = await logIn(server, { userId, password })
  if (session === 'wrong') return { status: 403, message: messages.wrong }
  if (session === 'too-many')
    return { status: 429, message: messages['too-many'], headers: [['Retry-After', '60']] }
  // The id changes with each log-in, and the one before ends: nobody can plant a session and wait.
  if (before) await endSession(server, before)
  return { session, fresh: true, headers: [sessionCookie(server, session)] }
}

const messages = {
  wrong: 'This user name and password do not go together.',
  'too-many': 'Too many wrong passwords. Try again in a minute.',
  elsewhere: 'This log-in came from a page of another site. Log in here.',
}
