/** One request, made for two servers: what each answers to it, in a few words. */
import { randomBytes } from 'node:crypto'
import { encodeForm, type FormPair, formMediaType } from '@lockstep/http/form-urlencoded'
import { type HttpRequest, readable, request } from '@lockstep/http/message'
import { clientSecretBasic } from '@lockstep/schemes/oauth2/credentials/client-authentication'
import { codeChallengeOf } from '@lockstep/schemes/oauth2/credentials/pkce'
import { redirectUri } from './open-provider.ts'
import { send } from './send.ts'
import { UserAgent } from './user-agent.ts'

/** A server, with clients that are registered alike at both. */
export type Side = {
  readonly origin: string
  readonly authorize: string
  readonly token: string
  readonly publicId: string
  readonly confidential: { readonly client_id: string; readonly client_secret: string }
  /** Logs in and says yes; the address that it leads to. */
  approve(address: string): Promise<URL>
}

export const verifier = randomBytes(32).toString('base64url')

/** A request that both take. */
export function rightParameters({ publicId }: Side): FormPair[] {
  return [
    ['response_type', 'code'],
    ['client_id', publicId],
    ['redirect_uri', redirectUri],
    ['scope', 'openid email'],
    ['state', 'a-state'],
    ['nonce', 'a-nonce'],
    ['code_challenge', codeChallengeOf(verifier)],
    ['code_challenge_method', 'S256'],
  ]
}

export type AuthorizationChange = (pairs: FormPair[], side: Side) => FormPair[]

/** `page 400` for what stays at the server, `back invalid_scope` for what leads to the client. */
export async function authorized(side: Side, change: AuthorizationChange): Promise<string> {
  const address = `${side.authorize}?${encodeForm(change(rightParameters(side), side))}`
  const { url, response } = await new UserAgent(side.origin).visit(address)
  if (url.origin === side.origin) return `page ${response.status}`
  const parameters = new URLSearchParams(url.search || url.hash.slice(1))
  const state = parameters.get('state') === 'a-state' ? '' : ' without state'
  return `back ${parameters.get('error') ?? 'with a code'}${state}`
}

/** What a token request is made of. */
export type TokenParts = {
  readonly method: string
  readonly type: string | undefined
  readonly headers: HttpRequest['headers']
  readonly pairs: readonly FormPair[]
  /** The content as it is, in place of the pairs. */
  readonly content?: string
}
export type TokenChange = (right: TokenParts, side: Side) => TokenParts | Promise<TokenParts>

export function basic(id: string, secret: string): HttpRequest['headers'] {
  return [['Authorization', `Basic ${clientSecretBasic(id, secret).value}`]]
}

/** A code for the confidential client, or for another one. */
export async function freshCode(side: Side, clientId = side.confidential.client_id): Promise<string> {
  const pairs = set('client_id', clientId)(rightParameters(side))
  const back = await side.approve(`${side.authorize}?${encodeForm(pairs)}`)
  return back.searchParams.get('code') ?? ''
}

/** `400 invalid_grant`, of a token request with a good code and one thing changed. */
export async function redeemed(side: Side, change: TokenChange): Promise<string> {
  const { client_id, client_secret } = side.confidential
  const right: TokenParts = {
    method: 'POST',
    type: formMediaType,
    headers: basic(client_id, client_secret),
    pairs: [
      ['grant_type', 'authorization_code'],
      ['code', await freshCode(side)],
      ['redirect_uri', redirectUri],
      ['code_verifier', verifier],
    ],
  }
  return sent(side, await change(right, side))
}

export async function sent({ token }: Side, parts: TokenParts): Promise<string> {
  const { method, type, headers, pairs, content = encodeForm(pairs) } = parts
  const fields: HttpRequest['headers'] = type === undefined ? headers : [...headers, ['Content-Type', type]]
  const { status, body } = await send(request(method, token, fields, method === 'GET' ? '' : content))
  const text = readable(body)
  const error = text.startsWith('{') ? JSON.parse(text).error : undefined
  return error === undefined ? String(status) : `${status} ${error}`
}

/** The parameter with this value in its place, or left out where there is none. */
export function set(name: string, value: string | undefined) {
  return (pairs: readonly FormPair[]): FormPair[] => {
    const others = pairs.filter(([given]) => given !== name)
    return value === undefined ? others : [...others, [name, value]]
  }
}
