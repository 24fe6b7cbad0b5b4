/** The protected endpoint, and how it refuses. */
import { type FieldLine, fieldLines, type HttpRequest } from '@lockstep/http/message'
import { problem } from '@lockstep/http/response'
import { scopeFor, whoami } from '../../endpoint.ts'
import type { Server } from '../../scheme.ts'
import { presentedKeys } from '../presented-keys.ts'
import { secondsToNextWindow, verify } from '../verify.ts'

export const whoamiEndpoint = whoami('api-key', {
  verify,
  refused(end, request, server) {
    switch (end) {
      case 'key-sent-once':
        return problem(400, {
          type: 'key-sent-twice',
          title: 'Send the key once.',
          detail: twice(request),
        })
      case 'quota-left':
        return problem(429, { type: 'quota', title: 'This key has no calls left in this minute.' }, [
          ['Retry-After', `${secondsToNextWindow(server.now)}`],
        ])
      case 'scope-covers-request':
        return problem(403, {
          type: 'scope',
          title: 'This key may not do that.',
          detail: `${request.method} needs the scope ${scopeFor(request.method)}.`,
        })
      default:
        return unauthorized(request, server)
    }
  },
})

/**
 * One answer for no key, an unknown, a wrong, a misplaced, a revoked and an expired one: telling them apart would tell
 * a finder which keys were ever good. What it says depends on the request alone.
 */
function unauthorized(request: HttpRequest, server: Server) {
  return problem(401, adviceFor(request), [challenge(server)])
}

function adviceFor(request: HttpRequest) {
  const title = 'This call needs an API key that is in force.'
  switch (presentedKeys(request)?.[0].place) {
    case 'query':
      return {
        type: 'key-in-query',
        title,
        detail:
          'A key in the query stays in histories and logs, and is taken only if it was issued for the query. Send it in the X-API-Key field.',
      }
    case 'body':
      return {
        type: 'key-in-body',
        title,
        detail:
          'A key in the body is taken only if it was issued for the body. Send it in the X-API-Key field.',
      }
    default:
      return { type: 'api-key', title, detail: 'Send it in the X-API-Key field.' }
  }
}

/**
 * "A server generating a 401 (Unauthorized) response MUST send a WWW-Authenticate header field" (RFC 9110 §11.6.1). `ApiKey` is in no
 * registry: it follows the grammar, and no user agent acts on it.
 */
function challenge({ sandbox }: Server): FieldLine {
  return ['WWW-Authenticate', `ApiKey realm="notes@${sandbox}"`]
}

function twice(request: HttpRequest): string {
  if (fieldLines(request, 'authorization').length > 1) return 'There are two Authorization fields.'
  const places = (presentedKeys(request) ?? []).map(({ where }) => where)
  return `A key came in ${places.join(' and in ')}.`
}
