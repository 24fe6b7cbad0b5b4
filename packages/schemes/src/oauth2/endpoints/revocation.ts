import type { HttpResponse } from '@lockstep/http/message'
import { empty } from '@lockstep/http/response'
import type { Endpoint, Server } from '../../scheme.ts'
import type { Door } from '../door.ts'
import { revokeAccessToken } from '../tokens/access-tokens.ts'
import { revokeGrant } from '../tokens/grants.ts'
import { isFormTooLong } from '../verify/form.ts'
import type { Revocable, Revoking } from '../verify/revocation.ts'
import type { AtDoor } from '../verify/token/token-request.ts'
import { behindDoor, type DoorVerify } from './behind-door.ts'
import { invalidClient, oauthError } from './refusal.ts'

/** RFC 7009. */
export function revocationEndpoint(door: Door, verify: DoorVerify<Revoking>): Endpoint {
  return behindDoor(door, {
    name: 'revoke',
    methods: ['POST'],
    path: '/revoke',
    summary: 'Ends a token; with a refresh token, all that was given under its grant.',
    verify,
    accepted: async ({ what }, _message, server) => {
      if (what) await revoke(server, what)
      // RFC 7009 §2.2: 200 for a token that was unknown as well.
      return empty(200)
    },
    refused,
  })
}

/** RFC 7009 §2.1: with a refresh token the access tokens of the same grant end; an access token ends alone. */
async function revoke(server: Server, what: Revocable): Promise<void> {
  if (what.kind === 'grant') await revokeGrant(server, what.id)
  else await revokeAccessToken(server, what)
}

function refused(end: string, { request, door }: AtDoor, server: Server): HttpResponse {
  if (end === 'client-authenticated') return invalidClient(server, door)
  if (end === 'token-type-supported')
    return oauthError(400, 'unsupported_token_type', 'A token of this kind cannot be revoked.')
  // No specification names a code for it. The token lives on.
  if (end === 'token-issued-to-client')
    return oauthError(400, 'invalid_grant', 'The token was issued to another client.')
  return isFormTooLong(request)
    ? oauthError(413, 'invalid_request', 'The content is longer than such a request gets.')
    : oauthError(400, 'invalid_request', 'The form has to hold one token.')
}
