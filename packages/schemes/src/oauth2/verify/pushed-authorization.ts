/** SERVER HALF: the checks of a pushed authorization request (RFC 9126 §2.1). */
import { type Checks, list, verifier } from '../../run-checks.ts'
import type { Principal, Server } from '../../scheme.ts'
import type { AuthorizationRequest } from '../authorization/authorization-request.ts'
import { withRedirectUri } from '../authorization/authorization-visit.ts'
import type { ReadRequest } from '../authorization/read-authorization-request.ts'
import type { ClientAuthentication } from '../clients/client-authentication.ts'
import type { OAuthClient } from '../clients/client-metadata.ts'
import type { Door } from '../door.ts'
import { judgeParameters, requestChecks } from './request-parameters.ts'
import { type OAuth2Rules, rules } from './rules.ts'

export const pushedAuthorizationList = list('pushed-authorization', [
  ['client-authenticated', 'RFC 9126 §2.1'],
  ['no-request-uri-inside', 'RFC 9126 §2.1'],
  ...requestChecks,
])

export type Push = {
  readonly door: Door
  readonly authentication: ClientAuthentication
  readonly read: ReadRequest
}
export type Pushed = {
  readonly principal: Principal
  readonly client: OAuthClient
  readonly request: AuthorizationRequest
}

export function judgePush(
  { door, authentication: { client: known, proven, flaw }, read }: Push,
  server: Server,
  { check, need, ...others }: Checks<OAuth2Rules>,
): Pushed {
  check(proven, 'client-authenticated', {
    expected: 'a client that proves who it is, as at the token endpoint',
    actual: flaw ?? 'that',
  })
  check(read.request_uri === undefined, 'no-request-uri-inside', {
    expected: 'no request_uri',
    actual: read.request_uri === undefined ? 'none' : 'one',
  })
  const client = need(known, 'client-known', {
    expected: 'a client on record',
    actual: known?.client_id ?? 'no client on record',
  })
  const visit = {
    door,
    read,
    request: withRedirectUri({ ...read.request, client_id: client.client_id }, door, client),
    pushed: undefined,
    asking: client,
  }
  const { request } = judgeParameters(visit, server, { check, need, ...others }, true)
  return { principal: { type: 'client', id: client.client_id, scope: request.scope }, client, request }
}

export const verifyPushedAuthorization = verifier(rules, pushedAuthorizationList, judgePush)
