/** Errors of the token endpoint and its neighbours (RFC 6749 §5.2). */
import type { FieldLine, HttpResponse } from '@lockstep/http/message'
import { json } from '@lockstep/http/response'
import type { Server } from '../../scheme.ts'
import type { Door } from '../door.ts'

/** RFC 6749 §5.1, for caches of HTTP/1.0; Cache-Control says it to the others. */
export const noCache: FieldLine = ['Pragma', 'no-cache']

/** An error in JSON: a code for programs, a sentence for people. Out of every cache, as a success is. */
export function oauthError(
  status: number,
  error: string,
  description: string,
  headers: readonly FieldLine[] = [],
): HttpResponse {
  return json(status, { error, error_description: described(description) }, [noCache, ...headers])
}

/** RFC 6749 §5.2: what is missing is `invalid_request`; what is wrong has a code of its own. */
export function missing(name: string): HttpResponse {
  return oauthError(400, 'invalid_request', `The ${name} is missing.`)
}

/**
 * `invalid_client`, for whichever way the client tried: RFC 9110 §15.5.2 wants one challenge or more in a 401, and Basic
 * is the one that every server with client passwords has (RFC 6749 §2.3.1).
 */
export function invalidClient({ base }: Pick<Server, 'base'>, { slug }: Pick<Door, 'slug'>): HttpResponse {
  const challenge: FieldLine = ['WWW-Authenticate', `Basic realm="Clients at ${base}/${slug}"`]
  return oauthError(401, 'invalid_client', 'The client did not prove who it is.', [challenge])
}

/** Too many failed secrets (RFC 6749 §2.3.1, RFC 6585 §4). */
export function tooManyTries(seconds: number): HttpResponse {
  return oauthError(429, 'slow_down', 'There were too many failed tries to authenticate this client.', [
    ['Retry-After', String(seconds)],
  ])
}

/** RFC 6749 §5.2: printable ASCII without quotation marks and backslashes; what came in can have anything. */
function described(text: string): string {
  return text.replace(/[^\x20\x21\x23-\x5b\x5d-\x7e]/g, "'")
}
