import type { HttpResponse } from '@lockstep/http/message'
import { json } from '@lockstep/http/response'
import type { Endpoint, Server } from '../../scheme.ts'
import type { Door } from '../door.ts'
import { isFormTooLong } from '../verify/form.ts'
import type { Introspected } from '../verify/introspection.ts'
import type { AtDoor } from '../verify/token/token-request.ts'
import { behindDoor, type DoorVerify } from './behind-door.ts'
import { invalidClient, noCache, oauthError } from './refusal.ts'

/** RFC 7662. */
export function introspectionEndpoint(door: Door, verify: DoorVerify<Introspected>): Endpoint {
  return behindDoor(door, {
    name: 'introspect',
    methods: ['POST'],
    path: '/introspect',
    summary: 'Tells an API, or a client of its own tokens, what a token stands for.',
    verify,
    accepted: ({ facts }) => json(200, facts, [noCache]),
    refused,
  })
}

function refused(end: string, { request, door }: AtDoor, server: Server): HttpResponse {
  if (end === 'caller-authenticated') return invalidClient(server, door)
  // RFC 7662 §2.2: a token that is not the caller's business looks like one that never was.
  if (end === 'token-meant-for-caller') return json(200, { active: false }, [noCache])
  return isFormTooLong(request)
    ? oauthError(413, 'invalid_request', 'The content is longer than such a request gets.')
    : oauthError(400, 'invalid_request', 'The form has to hold one token.')
}
