import { type FieldLine, fieldLines, type HttpResponse } from '@lockstep/http/message'
import { json } from '@lockstep/http/response'
import type { Endpoint, Server } from '../../scheme.ts'
import type { Door } from '../door.ts'
import { issueTokens } from '../tokens/access-tokens.ts'
import { nonceField } from '../tokens/dpop-nonce.ts'
import type { Issued } from '../tokens/grants.ts'
import { keepWithRefresh } from '../tokens/refresh-tokens.ts'
import { isFormTooLong } from '../verify/form.ts'
import type { AtDoor, Granted } from '../verify/token/token-request.ts'
import { behindDoor, type DoorVerify } from './behind-door.ts'
import { invalidClient, noCache, oauthError } from './refusal.ts'

/** RFC 6749 §3.2. GET is among the methods so that its refusal is a check like any other. */
export function tokenEndpoint(door: Door, verify: DoorVerify<Granted>): Endpoint {
  const endpoint = behindDoor(door, {
    name: 'token',
    methods: ['POST', 'GET'],
    path: '/token',
    summary: 'Exchanges a grant for tokens.',
    verify,
    accepted: async (granted, _message, server) => success(server, door, await issued(server, granted)),
    refused,
  })
  return {
    ...endpoint,
    async handle(request, server, params) {
      const { response, verdict } = await endpoint.handle(request, server, params)
      // RFC 9449 §8.2: whoever sends proofs, or has to, is told the nonce of the next one.
      const proves = fieldLines(request, 'dpop').length > 0 || verdict?.end === 'dpop-proof-valid'
      const headers = proves ? [...response.headers, nonceField(server)] : response.headers
      return { response: { ...response, headers }, verdict }
    },
  }
}

async function issued(server: Server, granted: Granted): Promise<Issued> {
  const { client, grant, scope, audience, withRefresh, jkt, x5t } = granted
  if (withRefresh) await keepWithRefresh(server, grant)
  const bound = { ...(jkt === undefined ? {} : { jkt }), ...(x5t === undefined ? {} : { x5t }) }
  return issueTokens(server, { ...grant, audience, ...bound }, { client, scope, withRefresh })
}

/** RFC 6749 §5.1. The scope is told each time, so that nobody has to guess whether it is what was asked for. */
async function success(server: Server, door: Door, tokens: Issued): Promise<HttpResponse> {
  const { accessToken, tokenType, expiresIn, scope, refreshToken } = tokens
  const members = {
    access_token: accessToken,
    token_type: tokenType,
    expires_in: expiresIn,
    scope,
    ...(refreshToken === undefined ? {} : { refresh_token: refreshToken }),
    ...(await door.tokenMembers?.(server, tokens)),
  }
  return json(200, members, [noCache])
}

/** RFC 6749 §5.2, RFC 8628 §3.5: the one code for the program, and no word of which reason made it. */
const errors: Readonly<Record<string, readonly [error: string, description: string]>> = {
  'body-is-form': ['invalid_request', 'The content is not a form that can be read.'],
  'channel-is-private': ['invalid_request', 'Tokens are given out over TLS only.'],
  'parameters-unique': ['invalid_request', 'A parameter comes more than once.'],
  'one-client-authentication': ['invalid_request', 'The client authenticates in more than one way.'],
  'grant-type-supported': ['unsupported_grant_type', 'The grant_type is none of those in the metadata.'],
  'grant-allowed-to-client': ['unauthorized_client', 'The client is not registered for this grant_type.'],
  'dpop-proof-valid': ['invalid_dpop_proof', 'There is no DPoP proof that holds for this request.'],
  'scope-within-grant': ['invalid_scope', 'The scope is wider than what was granted.'],
  'device-code-not-expired': ['expired_token', 'The device code is too old.'],
  'polled-patiently': ['slow_down', 'Wait five seconds longer between two requests from now on.'],
  'user-decided': ['authorization_pending', 'The user has not decided yet.'],
  'consent-given': ['access_denied', 'The user said no.'],
}

function refused(end: string, { request, door }: AtDoor, server: Server): HttpResponse {
  if (end === 'method-is-post') {
    const allow: FieldLine = ['Allow', 'POST']
    return oauthError(405, 'invalid_request', 'A token request is a POST.', [allow])
  }
  if (end === 'body-is-form' && isFormTooLong(request))
    return oauthError(413, 'invalid_request', 'The content is longer than a token request gets.')
  if (end === 'client-authenticated') return invalidClient(server, door)
  const [error, description] = errors[end] ?? ['invalid_grant', 'The grant is not one that can be used.']
  return oauthError(400, error, description)
}
