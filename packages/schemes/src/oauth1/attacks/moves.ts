/** What the stories of the attacks are made of: the honest moves of Reader and of Ada, and what Mallory does instead. */
import { base64url } from '@lockstep/crypto/base64'
import { decodeForm, type FormPair, formMediaType, onlyValue } from '@lockstep/http/form-urlencoded'
import { field, type HttpRequest, request } from '@lockstep/http/message'
import type { Exchange, World } from '../../scheme.ts'
import { UserAgent } from '../../user-agent.ts'
import { signRequest } from '../credentials.ts'
import { callbackPath, type OAuth1Credentials, type ResourceOwner } from '../sandbox.ts'
import type { SignatureMethod } from '../signature-method.ts'
import { issueToken } from '../token-credentials.ts'

/** An identifier and its secret: temporary credentials, or token credentials. */
export type Shared = { readonly token: string; readonly secret: string }
export type Client = Pick<OAuth1Credentials['client'], 'identifier' | 'secret'>

export function credentialsIn(world: World): OAuth1Credentials {
  return world.credentials
}

/** Signs a request as a client, Reader unless said, with what the clock and the dice of this world say. */
export async function signed(
  world: World,
  message: HttpRequest,
  about: { client?: Client; token?: Shared; method?: SignatureMethod; extra?: readonly FormPair[] } = {},
): Promise<HttpRequest> {
  const { client = credentialsIn(world).client, token, method = 'HMAC-SHA1', extra = [] } = about
  const built = await signRequest({
    message,
    origin: world.origin,
    client,
    ...(token ? { token } : {}),
    method,
    timestamp: Math.floor(world.now() / 1000),
    nonce: base64url.encode(world.random(12)),
    extra,
  })
  return built.request
}

/** A call of the API, signed with a token of Ada's; nothing is sent. */
export function callWith(
  world: World,
  token: Shared,
  about: { query?: string; form?: string; json?: string; client?: Client; method?: SignatureMethod } = {},
): Promise<HttpRequest> {
  const { query, form, json, ...signing } = about
  const content = form ?? json
  const type = form === undefined ? 'application/json' : formMediaType
  const target = `${world.base}/oauth1/whoami${query === undefined ? '' : `?${query}`}`
  const message =
    content === undefined
      ? request('GET', target)
      : request('POST', target, [['Content-Type', type]], content)
  return signed(world, message, { token, ...signing })
}

/** The first leg. Undefined where the server refuses. */
export async function initiate(world: World, from: string, callback = ownCallback(world)) {
  const message = request('POST', `${world.base}/oauth1/initiate`)
  const extra: FormPair[] = [['oauth_callback', callback]]
  return sharedIn(await world.send(from, await signed(world, message, { extra })))
}

/** The third leg. Undefined where the server refuses. */
export async function exchange(world: World, from: string, temporary: Shared, verifier: string) {
  const message = request('POST', `${world.base}/oauth1/token`)
  const extra: FormPair[] = [['oauth_verifier', verifier]]
  return sharedIn(await world.send(from, await signed(world, message, { token: temporary, extra })))
}

/** Somebody's user agent. It follows redirects and keeps cookies. */
export function userAgentOf(world: World, party: string): UserAgent {
  return new UserAgent(world, (message) => goes(world, party, message))
}

/** A user agent's request, to Reader's own endpoints or to the server's. */
export function goes(world: World, party: string, message: HttpRequest): Promise<Exchange> {
  const to = message.target.startsWith(`${world.base}/oauth1/client/`) ? 'client' : 'server'
  return world.send(party, message, { to })
}

/** Somebody logs in on the page that their user agent shows, and approves. The last exchange is where that leads. */
export async function logInAndApprove(
  userAgent: UserAgent,
  { userId, password }: ResourceOwner,
): Promise<Exchange> {
  await userAgent.submit([
    ['userId', userId],
    ['password', password],
  ])
  return userAgent.submit([['decision', 'approve']])
}

/** What Ada's yes left behind before the story begins: token credentials of Reader's for her. */
export function adasToken(world: World): Promise<Shared> {
  const { client, resourceOwner } = credentialsIn(world)
  return issueToken(world.server, {
    client: client.identifier,
    userId: resourceOwner.userId,
    scope: 'notes:read notes:write',
  })
}

/** Reader's own address to begin at, and the server's page behind it. */
export function beginAt(world: World, { token }: Shared): string {
  return `${world.base}/oauth1/client/begin?oauth_token=${token}`
}
export function authorizeAt(world: World, { token }: Shared): string {
  return `${world.base}/oauth1/authorize?oauth_token=${token}`
}
export function ownCallback(world: World): string {
  return `${world.origin}${world.base}${callbackPath}`
}

export function parameterOf(address: string, name: string): string | undefined {
  const at = address.indexOf('?')
  return at < 0 ? undefined : onlyValue(decodeForm(address.slice(at + 1)) ?? [], name)
}

export function bodyOf({ response: { body } }: Exchange): string {
  return 'text' in body ? body.text : ''
}

export function locationOf({ response }: Exchange): string | undefined {
  return field(response, 'location')
}

/** For whom a call was let in, or null. */
export function letIn({ response, verdict }: Exchange): string | null {
  return response.status === 200 ? (verdict?.principal?.id ?? null) : null
}

export function expected<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`Unexpected answer of an honest flow, expected ${what}`)
  return value
}

function sharedIn(answer: Exchange): Shared | undefined {
  const pairs = decodeForm(bodyOf(answer)) ?? []
  const [token, secret] = [onlyValue(pairs, 'oauth_token'), onlyValue(pairs, 'oauth_token_secret')]
  return token === undefined || secret === undefined ? undefined : { token, secret }
}
