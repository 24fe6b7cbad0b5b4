/** The device grant (RFC 8628 §3.4, §3.5): a poll, until somebody has decided on another screen. */
import type { Server } from '../../../scheme.ts'
import { findDecision, findDevice, notePoll, spendDevice } from '../../device/device-codes.ts'
import { missing, oauthError } from '../../endpoints/refusal.ts'
import { narrowedAudience } from '../../tokens/audience.ts'
import { startGrant } from '../../tokens/grants.ts'
import { type Granted, granted, type TokenRequest, type TokenRun } from './token-request.ts'

export async function judgeDevice(request: TokenRequest, server: Server, run: TokenRun): Promise<Granted> {
  const { need, ask, check } = run
  const { client, form } = request
  const given = form.value('device_code')
  if (given === undefined) request.refusal = missing('device_code')
  const device = need(
    given === undefined ? undefined : await findDevice(server, given),
    'device-code-known',
    {
      expected: 'a device code on record',
      actual: given === undefined ? 'none' : 'a device code',
    },
  )
  const audience = narrowedAudience(server, device.audience, form.values('resource'))
  const isHolder = device.client_id === client.client_id
  if (isHolder && !audience) request.refusal = invalidTarget
  check(isHolder && audience !== undefined, 'device-code-issued-to-client', {
    expected: isHolder ? `a resource within ${device.audience.join(' ')}` : device.client_id,
    actual: isHolder
      ? (audience?.join(' ') ?? `resource ${form.values('resource').join(' ').slice(0, 256)}`)
      : client.client_id,
  })
  check(server.now < device.expiresAt, 'device-code-not-expired', {
    expected: `before ${new Date(device.expiresAt).toISOString()}`,
    actual: new Date(server.now).toISOString(),
  })
  const { patient, interval, waited } = await notePoll(server, device)
  check(patient, 'polled-patiently', {
    expected: `${interval} seconds or more since the last poll`,
    actual: waited === undefined ? 'the first poll' : `${waited} seconds`,
  })
  const decision = ask(await findDecision(server, device), 'user-decided', 'authorization_pending')
  need(decision.approved, 'consent-given', {
    expected: 'approve',
    actual: decision.approved ? 'approve' : 'deny',
  })
  const unused = await spendDevice(server, device)
  check(unused, 'device-code-unused', {
    expected: 'the first exchange',
    actual: unused ? 'the first' : 'a later one',
  })
  const { sub, scope, authTime } = decision
  const grant = await startGrant(server, {
    door: device.door,
    client_id: client.client_id,
    sub,
    scope,
    audience: device.audience,
    authTime,
  })
  return granted(request, { grant, scope, audience: audience ?? device.audience })
}

const invalidTarget = oauthError(400, 'invalid_target', 'The resource lies outside of what was asked for.')
