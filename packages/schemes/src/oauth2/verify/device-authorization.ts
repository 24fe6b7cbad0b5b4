/** SERVER HALF: what a device may wait for (RFC 8628 §3.1). */
import { type Checks, list, verifier } from '../../run-checks.ts'
import type { Principal, Server } from '../../scheme.ts'
import { scopeValues } from '../authorization/scope-values.ts'
import { authenticateClient } from '../clients/client-authentication.ts'
import { type OAuthClient, stranger } from '../clients/client-metadata.ts'
import { tryWindow } from '../clients/failed-tries.ts'
import { issuerOf } from '../door.ts'
import { oauthError, tooManyTries } from '../endpoints/refusal.ts'
import { audienceOf } from '../tokens/audience.ts'
import { readForm } from './form.ts'
import { type OAuth2Rules, rules } from './rules.ts'
import type { AtDoor } from './token/token-request.ts'

const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code'

export const deviceAuthorizationList = list('device-authorization', [
  ['client-authenticated', 'RFC 8628 §3.1; RFC 6749 §3.2.1'],
  ['grant-allowed-to-client', 'RFC 6749 §5.2'],
  ['scope-known', 'RFC 6749 §3.3'],
])

export type DeviceAsked = {
  readonly principal: Principal
  readonly client: OAuthClient
  readonly scope: string
  readonly audience: readonly string[]
}

export async function judgeDeviceAuthorization(
  message: AtDoor,
  server: Server,
  { check }: Checks<OAuth2Rules>,
): Promise<DeviceAsked> {
  const { door, request } = message
  const form = readForm(request)
  const { client: named, proven, flaw, limited } = await authenticateClient(request, server, form)
  if (limited) message.refusal = tooManyTries(tryWindow)
  const client = check.or(
    proven && named,
    'client-authenticated',
    { without: () => named ?? stranger },
    { expected: named?.token_endpoint_auth_method ?? 'a client on record', actual: flaw ?? 'proven' },
  )
  check(client.grant_types.includes(deviceGrant), 'grant-allowed-to-client', {
    expected: deviceGrant,
    actual: client.grant_types.join(', ') || 'no grant type',
  })
  const allowed = scopeValues(client.scope).filter((value) => door.scopes.includes(value))
  const asked = scopeValues(form.value('scope'))
  // RFC 6749 §3.3: none asked for means a default. An ID Token is for those who ask.
  const scope = asked.length > 0 ? asked : allowed.filter((value) => value.startsWith('notes:'))
  const known = scope.length > 0 && scope.every((value) => allowed.includes(value))
  const audience = audienceOf(server, form.values('resource'))
  if (known && !audience) message.refusal = oauthError(400, 'invalid_target', 'The resource is none of ours.')
  check(known && audience !== undefined, 'scope-known', {
    expected: known ? 'a resource of this server' : allowed.join(' ') || 'no scope at all',
    actual: (known ? form.values('resource').join(' ') || scope.join(' ') : asked.join(' ')).slice(0, 200),
  })
  return {
    principal: { type: 'client', id: client.client_id, scope: scope.join(' ') },
    client,
    scope: scope.join(' '),
    audience: audience ?? [issuerOf(server)],
  }
}

export const verifyDeviceAuthorization = verifier(rules, deviceAuthorizationList, judgeDeviceAuthorization)
