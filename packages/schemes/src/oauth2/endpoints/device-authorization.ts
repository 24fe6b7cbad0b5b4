import { json } from '@lockstep/http/response'
import type { Endpoint, Server } from '../../scheme.ts'
import { deviceCodeLifetime, firstInterval, startDevice } from '../device/device-codes.ts'
import { type Door, endpointAt } from '../door.ts'
import type { DeviceAsked } from '../verify/device-authorization.ts'
import { isFormTooLong, readForm } from '../verify/form.ts'
import { behindDoor, type DoorVerify } from './behind-door.ts'
import { invalidClient, noCache, oauthError } from './refusal.ts'

/** RFC 8628 §3.1, §3.2. */
export function deviceAuthorizationEndpoint(door: Door, verify: DoorVerify<DeviceAsked>): Endpoint {
  const endpoint = behindDoor<DeviceAsked>(door, {
    name: 'device-authorization',
    methods: ['POST'],
    path: '/device_authorization',
    summary: 'Gives a device a code to poll with, and one for its user to type on another screen.',
    verify,
    accepted: (asked, _message, server) => start(server, door, asked),
    refused: (end, _message, server) => {
      if (end === 'client-authenticated') return invalidClient(server, door)
      return end === 'grant-allowed-to-client'
        ? oauthError(400, 'unauthorized_client', 'The client is not registered for the device grant.')
        : oauthError(400, 'invalid_scope', 'The scope is unknown, or not for this client.')
    },
  })
  return {
    ...endpoint,
    handle(request, server, params) {
      // What cannot be read says of nobody that they are not who they are.
      const { flaw, repeated } = readForm(request)
      if (isFormTooLong(request)) return refused(413, 'The content is longer than such a request gets.')
      if (flaw !== undefined) return refused(400, 'The content is not a form that can be read.')
      if (repeated !== undefined) return refused(400, 'A parameter comes more than once.')
      return endpoint.handle(request, server, params)
    },
  }
}

function refused(status: number, description: string) {
  return { response: oauthError(status, 'invalid_request', description), verdict: null }
}

async function start(server: Server, door: Door, { client, scope, audience }: DeviceAsked) {
  const begun = await startDevice(server, client, { door: door.slug, scope, audience })
  if (!begun) return oauthError(429, 'slow_down', 'Every user code is in use. Try again later.')
  const { device, deviceCode } = begun
  const verification = endpointAt(server, door, 'device')
  const members = {
    device_code: deviceCode,
    user_code: device.userCode,
    verification_uri: verification,
    // §3.3.1: for a device that can show a link. The page still shows the code, to be compared.
    verification_uri_complete: `${verification}?user_code=${device.userCode}`,
    expires_in: deviceCodeLifetime,
    interval: firstInterval,
  }
  return json(200, members, [noCache])
}
