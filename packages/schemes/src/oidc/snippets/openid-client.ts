import type { Snippet } from '../../scheme.ts'
import { stringLiteral as text } from '../../snippet-literals.ts'
import { inJavaScript } from './adas-part.ts'
import { redirectUri, valuesOf } from './sandbox-values.ts'

export const openidClient: Snippet = {
  id: 'openid-client',
  title: 'openid-client, the whole login',
  tool: 'node',
  language: 'javascript',
  role: 'client',
  status: 200,
  code: (at) => {
    const { issuer, endpoints, clientId, clientSecret, plain } = valuesOf(at)
    return `import * as client from 'openid-client'

// The provider's document is fetched, and its issuer compared with this one.
const config = await client.discovery(
  new URL(${text(issuer)}),
  ${text(clientId)},
  undefined,
  client.ClientSecretBasic(${text(clientSecret)}),${plain ? '\n  // Plain HTTP, because this server is on this machine. Elsewhere leave it out.\n  { execute: [client.allowInsecureRequests] },' : ''}
)

const pkceCodeVerifier = client.randomPKCECodeVerifier()
const expectedState = client.randomState()
const expectedNonce = client.randomNonce()
const maxAge = 300
const address = client.buildAuthorizationUrl(config, {
  redirect_uri: ${text(redirectUri)},
  scope: 'openid profile email',
  state: expectedState,
  nonce: expectedNonce,
  max_age: String(maxAge),
  code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
  code_challenge_method: 'S256',
})

${inJavaScript(at)}
const back = await adaApproves(address)
const tokens = await client.authorizationCodeGrant(config, back, {
  pkceCodeVerifier,
  expectedState,
  expectedNonce,
  maxAge,
  idTokenExpected: true,
})
const { iss, sub } = tokens.claims()
console.log('logged in:', iss, sub)

// With the sub of the ID Token, or the answer could be about somebody else.
const profile = await client.fetchUserInfo(config, tokens.access_token, sub)
console.log(profile)
const { status } = await client.fetchProtectedResource(
  config,
  tokens.access_token,
  new URL(${text(`${endpoints}/userinfo`)}),
  'GET',
)
console.log(status)
`
  },
  note: 'Out of the box it trusts TLS in place of the signature for an ID Token from the token endpoint, which Core §3.1.3.7 allows. client.enableNonRepudiationChecks(config) has it verify the signature too. State, iss, nonce, aud, exp and auth_time it compares in any case.',
}
