/** Pushed authorization requests (RFC 9126 §2): asked for over the back channel, then followed by a reference. */
import { fieldLines } from '@lockstep/http/message'
import { json } from '@lockstep/http/response'
import type { Verify } from '../../run-checks.ts'
import type { Endpoint } from '../../scheme.ts'
import { withRedirectUri } from '../authorization/authorization-visit.ts'
import { keepPushedRequest, requestUriLifetime } from '../authorization/pushed-requests.ts'
import { readAuthorizationRequest } from '../authorization/read-authorization-request.ts'
import { authenticateClient } from '../clients/client-authentication.ts'
import { tryWindow } from '../clients/failed-tries.ts'
import type { Door } from '../door.ts'
import { nonceField } from '../tokens/dpop-nonce.ts'
import { readForm } from '../verify/form.ts'
import type { Push, Pushed } from '../verify/pushed-authorization.ts'
import { authorizationError } from './authorization-errors.ts'
import { pushedKey } from './pushed-key.ts'
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
      const came = readAuthorizationRequest(form.pairs)
      // What proves the client comes once as well (RFC 6749 §3.2), and is no part of what is asked.
      const alsoTwice =
        form.repeated === undefined || came.repeated.length > 0 ? [] : [form.repeated.slice(0, 64)]
      const read = { ...came, repeated: [...came.repeated, ...alsoTwice] }
      const verdict = await verify({ door, authentication, read }, server)
      const { value, end = '' } = verdict
      if (value) {
        const { client_id } = value.client
        // The list has no check for the proof: it is no condition of the request, but what the code is bound to.
        const key = await pushedKey(request, server, read.request.dpop_jkt)
        if ('refusal' in key) return { response: key.refusal, verdict: null }
        const { jkt } = key
        // What was pushed is kept as it came, but for the client, which is the one that authenticated.
        const own = { ...read.request, client_id, ...(jkt === undefined ? {} : { dpop_jkt: jkt }) }
        const kept = { door: door.slug, client_id, read: { ...read, request: own } }
        const request_uri = await keepPushedRequest(server, kept)
        // RFC 9449 §8.2: whoever sends proofs is told the nonce of the next one.
        const headers = fieldLines(request, 'dpop').length > 0 ? [nonceField(server)] : []
        return { response: json(201, { request_uri, expires_in: requestUriLifetime }, headers), verdict }
      }
      if (authentication.limited) return { response: tooManyTries(tryWindow), verdict }
      if (end === 'client-authenticated' && form.flaw === undefined)
        return { response: invalidClient(server, door), verdict }
      // §2.3: the codes of the authorization endpoint, in the format of the token endpoint.
      const asked = withRedirectUri(read.request, door, authentication.client)
      const { error, because } = authorizationError(end, { read, request: asked }, server)
      return {
        response: oauthError(400, form.flaw === undefined ? error : 'invalid_request', form.flaw ?? because),
        verdict,
      }
    },
  }
}
