import { quote } from '@lockstep/http/authentication'
import type { HttpRequest, HttpResponse } from '@lockstep/http/message'
import { json, problem } from '@lockstep/http/response'
import { guarded, whoami } from '../endpoint.ts'
import type { Endpoint, Server } from '../scheme.ts'
import { window } from './prove-password.ts'
import { realm } from './sandbox.ts'
import { verify, verifyNotes } from './verify.ts'

export const endpoints: readonly Endpoint[] = [
  whoami('basic', { verify, refused }),
  guarded({
    name: 'notes',
    methods: ['GET'],
    path: '/notes',
    summary: 'Another resource of the same realm: opened by the same credentials, unasked.',
    verify: verifyNotes,
    accepted: ({ principal }) =>
      json(200, { owner: principal.id, notes: ['Note G is done.', 'The engine weaves algebra.'] }),
    refused,
  }),
]

/** What a real server says: enough to repair the request, nothing about which of its secrets came close. */
function refused(end: string, _request: HttpRequest, server: Server): HttpResponse {
  switch (end) {
    case 'authorization-single':
    case 'token68-decodes':
    case 'user-pass-has-colon':
    case 'no-control-characters':
      return problem(400, { type: 'bad-request', title: 'The Authorization field cannot be read as Basic.' })
    case 'attempts-left':
      return problem(429, { type: 'too-many-requests', title: 'There were too many failed passwords.' }, [
        ['Retry-After', String(window)],
      ])
    case 'origin-expected':
      return problem(403, { type: 'forbidden', title: 'This request is not allowed.' })
    default:
      return problem(401, { type: 'unauthorized', title: 'Credentials are needed.' }, [
        ['WWW-Authenticate', challenge(server)],
      ])
  }
}

/** RFC 7617 §2, §2.1: realm always quoted, and the one charset there is. */
function challenge({ base }: Server): string {
  return `Basic realm=${quote(realm(base))}, charset="UTF-8"`
}
