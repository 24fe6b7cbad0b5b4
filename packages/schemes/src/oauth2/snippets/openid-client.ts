/** openid-client, which does a whole grant in one call. */
import type { Snippet } from '../../scheme.ts'
import { stringLiteral as text } from '../../snippet-literals.ts'
import { adaApproves, adaTypes, openidClientStart } from './javascript-pieces.ts'
import { type At, redirectUri, valuesOf } from './sandbox-values.ts'

function call(at: At): string {
  const { whoami } = valuesOf(at)
  return `const whoami = new URL(${text(whoami)})
const response = await client.fetchProtectedResource(config, tokens.access_token, whoami, 'GET')
console.log(await response.text())
console.log(response.status)
`
}

const code: Snippet = {
  id: 'openid-client',
  title: 'openid-client, authorization code with PKCE',
  tool: 'node',
  language: 'javascript',
  role: 'client',
  status: 200,
  code: (at) => `${openidClientStart(at, valuesOf(at).reader.id)}
const pkceCodeVerifier = client.randomPKCECodeVerifier()
const expectedState = client.randomState()
const address = client.buildAuthorizationUrl(config, {
  redirect_uri: ${text(redirectUri)},
  scope: 'notes:read',
  state: expectedState,
  code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
  code_challenge_method: 'S256',
})

${adaApproves(at)}
const back = await adaApproves(address)
const tokens = await client.authorizationCodeGrant(config, back, { pkceCodeVerifier, expectedState })

${call(at)}`,
  note: 'Without algorithm: oauth2 it looks for the metadata of OpenID Connect, at another address. It stands on oauth4webapi and makes the same checks: state, iss and the form of each answer.',
}

const device: Snippet = {
  id: 'openid-client-device',
  title: 'openid-client, device',
  tool: 'node',
  language: 'javascript',
  role: 'client',
  status: 200,
  code: (at) => `${openidClientStart(at, valuesOf(at).kiosk.id)}
const device = await client.initiateDeviceAuthorization(config, { scope: 'notes:read' })
console.log(\`Open \${device.verification_uri} and type \${device.user_code}\`)

${adaTypes(at)}
await adaTypes(device.verification_uri, device.user_code)
// Polls at the interval that the server named, and slower when it is told to.
const tokens = await client.pollDeviceAuthorizationGrant(config, device)

${call(at)}`,
  note: 'The polling is all its own: it waits out the interval first, and gives up when the device code ends.',
}

export const openidClient: readonly Snippet[] = [code, device]
