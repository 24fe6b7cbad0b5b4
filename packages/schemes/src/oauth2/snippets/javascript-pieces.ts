/** What the programs for Node share. */
import { stringLiteral as text } from '../../snippet-literals.ts'
import { type At, redirectUri, valuesOf } from './sandbox-values.ts'

/** The two halves of a form post: the hidden fields of the page before it, and what a person adds. */
const formLines = `const hidden = async (page) =>
  Object.fromEntries(
    Array.from((await page.text()).matchAll(/type="hidden" name="([^"]*)" value="([^"]*)"/g), ([, name, value]) => [name, value]),
  )
const post = (action, fields, Cookie = '') =>
  fetch(action, { method: 'POST', headers: { Cookie }, body: new URLSearchParams(fields), redirect: 'manual' })
`

/** Declares `adaApproves(address)`, which gives the URL that Ada's user agent is sent back to. */
export function adaApproves(at: At): string {
  const { endpoints, userId, password } = valuesOf(at)
  return `// Ada's part, as her user agent does it: log in, then approve.
${formLines}async function adaApproves(address) {
  const action = ${text(`${endpoints}/authorize`)}
  const page = await fetch(address)
  const consent = await post(action, { ...(await hidden(page)), userId: ${text(userId)}, password: ${text(password)} })
  const [cookie] = consent.headers.getSetCookie()[0].split(';')
  const yes = { ...(await hidden(consent)), scope: 'notes:read', decision: 'approve' }
  const back = await post(action, yes, cookie)
  return new URL(back.headers.get('Location'))
}
`
}

/** Declares `adaTypes(address, user_code)`: her part where a device waits. */
export function adaTypes(at: At): string {
  const { userId, password } = valuesOf(at)
  return `// Ada's part, at another screen: types the code, logs in, approves.
${formLines}async function adaTypes(address, user_code) {
  const page = await post(address, { user_code })
  const consent = await post(address, { ...(await hidden(page)), userId: ${text(userId)}, password: ${text(password)} })
  const [cookie] = consent.headers.getSetCookie()[0].split(';')
  await post(address, { ...(await hidden(consent)), scope: 'notes:read', decision: 'approve' }, cookie)
}
`
}

/** How oauth4webapi begins: what the server says of itself. */
export function oauth4webapiStart(at: At, clientId: string): string {
  const { issuer, plain } = valuesOf(at)
  return `import * as oauth from 'oauth4webapi'

const issuer = new URL(${text(issuer)})
${plain ? `// Plain HTTP, because this server is on this machine. Elsewhere leave it out.\nconst http = { [oauth.allowInsecureRequests]: true }` : 'const http = {}'}
const server = await oauth.processDiscoveryResponse(
  issuer,
  await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...http }),
)
const client = { client_id: ${text(clientId)} }
`
}

/** How openid-client does. */
export function openidClientStart(at: At, clientId: string): string {
  const { issuer, plain } = valuesOf(at)
  return `import * as client from 'openid-client'

const config = await client.discovery(new URL(${text(issuer)}), ${text(clientId)}, undefined, client.None(), {
  algorithm: 'oauth2',${plain ? `\n  // Plain HTTP, because this server is on this machine. Elsewhere leave it out.\n  execute: [client.allowInsecureRequests],` : ''}
})
`
}

/** The values of one flow, and the parameters of its request, under these names of the library's functions. */
export function oauth4webapiRequest(): string {
  return `const redirect_uri = ${text(redirectUri)}
const verifier = oauth.generateRandomCodeVerifier()
const state = oauth.generateRandomState()
const request = {
  response_type: 'code',
  client_id: client.client_id,
  redirect_uri,
  scope: 'notes:read',
  state,
  code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
  code_challenge_method: 'S256',
}
`
}
