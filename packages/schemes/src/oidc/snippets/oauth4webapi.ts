import type { Snippet } from '../../scheme.ts'
import { stringLiteral as text } from '../../snippet-literals.ts'
import { inJavaScript } from './adas-part.ts'
import { redirectUri, valuesOf } from './sandbox-values.ts'

export const oauth4webapi: Snippet = {
  id: 'oauth4webapi',
  title: 'oauth4webapi, every check in sight',
  tool: 'node',
  language: 'javascript',
  role: 'client',
  status: 200,
  code: (at) => {
    const { issuer: provider, clientId, clientSecret, plain } = valuesOf(at)
    return `import * as oauth from 'oauth4webapi'

const issuer = new URL(${text(provider)})
${plain ? '// Plain HTTP, because this server is on this machine. Elsewhere leave it out.\nconst http = { [oauth.allowInsecureRequests]: true }' : 'const http = {}'}

// 1. The document. It is refused where its issuer is another one.
const server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, http))
const client = { client_id: ${text(clientId)} }
const authentication = oauth.ClientSecretBasic(${text(clientSecret)})

// 2. Three fresh values, each for a place of its own.
const redirect_uri = ${text(redirectUri)}
const state = oauth.generateRandomState()
const nonce = oauth.generateRandomNonce()
const verifier = oauth.generateRandomCodeVerifier()
const request = {
  response_type: 'code',
  client_id: client.client_id,
  redirect_uri,
  scope: 'openid profile email',
  state,
  nonce,
  max_age: '300',
  code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
  code_challenge_method: 'S256',
}

${inJavaScript(at)}
const back = await adaApproves(\`\${server.authorization_endpoint}?\${new URLSearchParams(request)}\`)

// 3. state and iss, before anything is done with the code.
const answer = oauth.validateAuthResponse(server, client, back, state)

// 4. iss, aud, azp, exp, iat, nonce and auth_time of the ID Token; then its signature, by the key set.
const response = await oauth.authorizationCodeGrantRequest(
  server,
  client,
  authentication,
  answer,
  redirect_uri,
  verifier,
  http,
)
const tokens = await oauth.processAuthorizationCodeResponse(server, client, response, {
  expectedNonce: nonce,
  maxAge: 300,
  requireIdToken: true,
})
await oauth.validateApplicationLevelSignature(server, response, http)
const { sub } = oauth.getValidatedIdTokenClaims(tokens)

// 5. UserInfo has to speak of the same sub.
const userInfo = await oauth.userInfoRequest(server, client, tokens.access_token, http)
const { status } = userInfo
console.log(await oauth.processUserInfoResponse(server, client, sub, userInfo))
console.log(status)
`
  },
  note: 'Two things are left to you: at_hash is not compared in this flow, and the account has to be looked up by iss and sub. Without expectedNonce the library refuses a token that has a nonce, so it cannot be forgotten by mistake.',
}
