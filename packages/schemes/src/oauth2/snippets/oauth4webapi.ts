/** oauth4webapi, whose functions are the steps of the protocol. */
import type { Snippet } from '../../scheme.ts'
import { stringLiteral as text } from '../../snippet-literals.ts'
import { adaApproves, oauth4webapiRequest, oauth4webapiStart } from './javascript-pieces.ts'
import { type At, valuesOf } from './sandbox-values.ts'

function program(id: string, title: string, note: string, code: (at: At) => string): Snippet {
  return { id, title, tool: 'node', language: 'javascript', role: 'client', status: 200, code, note }
}

const printed = `console.log(await response.text())
console.log(response.status)
`

function call(at: At): string {
  const { whoami } = valuesOf(at)
  return `const whoami = new URL(${text(whoami)})
const response = await oauth.protectedResourceRequest(tokens.access_token, 'GET', whoami, undefined, null, http)
${printed}`
}

/** The answer, its checks, and the tokens. */
const redeemLines = `const answer = oauth.validateAuthResponse(server, client, back, state)
const tokens = await oauth.processAuthorizationCodeResponse(
  server,
  client,
  await oauth.authorizationCodeGrantRequest(server, client, oauth.None(), answer, redirect_uri, verifier, http),
)
`

const code = program(
  'oauth4webapi',
  'oauth4webapi, authorization code with PKCE',
  'validateAuthResponse compares state, and iss as well, because the metadata says that this server sends it. Each request and the reading of its answer are two calls, so nothing is sent that you did not write.',
  (at) => `${oauth4webapiStart(at, valuesOf(at).reader.id)}
// 1. Three fresh values. Only the hash of the verifier travels here.
${oauth4webapiRequest()}
${adaApproves(at)}
// 2. The address to send a user agent to, and where it comes back to.
const back = await adaApproves(\`\${server.authorization_endpoint}?\${new URLSearchParams(request)}\`)

// 3. The code and the verifier, for the tokens.
${redeemLines}
${call(at)}`,
)

const clientCredentials = program(
  'oauth4webapi-client-credentials',
  'oauth4webapi, client credentials',
  'ClientSecretBasic form-encodes id and secret before it joins them, as RFC 6749 §2.3.1 asks. There is no refresh token: a client that can ask at any time needs none.',
  (at) => `${oauth4webapiStart(at, valuesOf(at).nightly.id)}
const authentication = oauth.ClientSecretBasic(${text(valuesOf(at).nightly.secret)})
const tokens = await oauth.processClientCredentialsResponse(
  server,
  client,
  await oauth.clientCredentialsGrantRequest(server, client, authentication, { scope: 'notes:read' }, http),
)

${call(at)}`,
)

const dpop = program(
  'oauth4webapi-dpop',
  'oauth4webapi, a token bound to a key',
  'The server asks for a nonce of its own, so the first request at each endpoint is refused once; the handle remembers the nonce. Without a key that cannot be exported, whoever steals the token could steal the key with it.',
  (at) => `${oauth4webapiStart(at, valuesOf(at).nightly.id)}
// A key pair whose private half never leaves this program.
const DPoP = oauth.DPoP(client, await oauth.generateKeyPair('ES256'))

// Each request is sent again where the answer asks for a nonce: the handle has read it.
async function proven(send) {
  try {
    return await send()
  } catch (error) {
    if (oauth.isDPoPNonceError(error)) return send()
    throw error
  }
}

const authentication = oauth.ClientSecretBasic(${text(valuesOf(at).nightly.secret)})
const tokens = await proven(async () =>
  oauth.processClientCredentialsResponse(
    server,
    client,
    await oauth.clientCredentialsGrantRequest(
      server,
      client,
      authentication,
      { scope: 'notes:read' },
      { DPoP, ...http },
    ),
  ),
)
console.log(tokens.token_type)

const whoami = new URL(${text(valuesOf(at).whoami)})
const response = await proven(() =>
  oauth.protectedResourceRequest(tokens.access_token, 'GET', whoami, undefined, null, { DPoP, ...http }),
)
${printed}`,
)

const par = program(
  'oauth4webapi-par',
  'oauth4webapi, a pushed authorization request',
  'The address holds a client_id and a reference. What was asked for cannot be changed on the way through the user agent, nor read in its history.',
  (at) => `${oauth4webapiStart(at, valuesOf(at).reader.id)}
${oauth4webapiRequest()}
// 1. The request goes to the server first.
const { request_uri } = await oauth.processPushedAuthorizationResponse(
  server,
  client,
  await oauth.pushedAuthorizationRequest(server, client, oauth.None(), request, http),
)

${adaApproves(at)}
// 2. Only the reference goes through the user agent.
const reference = new URLSearchParams({ client_id: client.client_id, request_uri })
const back = await adaApproves(\`\${server.authorization_endpoint}?\${reference}\`)

// 3. The code and the verifier, for the tokens.
${redeemLines}
${call(at)}`,
)

export const oauth4webapi: readonly Snippet[] = [code, clientCredentials, dpop, par]
