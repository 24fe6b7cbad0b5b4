/** Pushed authorization requests (RFC 9126 §2): asked for over the back channel, then followed by a reference. */
import { json } from '@lockstep/http/response'
import type { Verify } from '../../run-checks.ts'
import type { Endpoint } from '../../scheme.ts'
import { withRedirectUri } from '../authorization-visit.ts'
import { authenticateClient } from '../client-authentication.ts'
import type { Door } from '../door.ts'
import { tryWindow } from '../failed-tries.ts'
import { keepPushedRequest, requestUriLifetime } from '../pushed-requests.ts'
import { readAuthorizationRequest } from '../read-authorization-request.ts'
import { readForm } from '../verify/form.ts'
import type { Push, Pushed } from '../verify/pushed-authorization.ts'
import { authorizationError } from './authorization-errors.ts'
import { invalidClient, oauthError, tooManyTries } from './refusal.ts'

export function pushedAuthorizationEndpoint(door: Door, verify: Verify<Pushed, Push>): Endpoint {
  return {
    name: 'pushed-authorization',
    methods: ['POST'],
    path: '/par',
    summary:
      'Takes an authorization request from its client and gives a request_uri for it, once and for a minute.',
    lists: verify.lists,
    async handle(request, server) {
      const form = readForm(request)
      const authentication = await authenticateClient(request, server, form)
      const read = readAuthorizationRequest(form.pairs)
      const verdict = await verify({ door, authentication, read }, server)
      const { value, end = '' } = verdict
      if (value) {
        // What was pushed is kept as it came, but for the client, which is the one that authenticated.
        const own = { ...read, request: { ...read.request, client_id: value.client.client_id } }
        const client_id = value.client.client_id
        const request_uri = await keepPushedRequest(server, { door: door.slug, client_id, read: own })
        return { response: json(201, { request_uri, expires_in: requestUriLifetime }), verdict }
      }
      if (authentication.limited) return { response: tooManyTries(tryWindow), verdict }
      if (end === 'client-authenticated') return { response: invalidClient(server, door), verdict }
      // §2.3: the codes of the authorization endpoint, in the format of the token endpoint.
      const asked = withRedirectUri(read.request, door, authentication.client)
      const { error, because } = authorizationError(end, { read, request: asked }, server)
      return { response: oauthError(400, error, form.flaw ?? because), verdict }
    },
  }
}
