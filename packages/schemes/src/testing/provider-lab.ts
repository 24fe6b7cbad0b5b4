/** The OpenID Provider in process, for tests: clients that register, people with their user agents, tokens taken apart. */
import { base64, base64url } from '@lockstep/crypto/base64'
import { sha256 } from '@lockstep/crypto/digest'
import { encodeForm, type FormPair, formMediaType } from '@lockstep/http/form-urlencoded'
import { type FieldLine, octets, request } from '@lockstep/http/message'
import { createLocalJWKSet, type JSONWebKeySet, type JWTPayload, jwtVerify } from 'jose'
import type { PersonCredentials } from '../oauth2/sandbox.ts'
import { endpoints } from '../oidc/endpoints/endpoints.ts'
import { sandbox } from '../oidc/sandbox.ts'
import { rules } from '../oidc/verify/rules.ts'
import type { Exchange, Scheme } from '../scheme.ts'
import { UserAgent } from '../user-agent.ts'
import { answerField, Lab } from './lab.ts'

const provider = { slug: 'oidc', rules, sandbox, endpoints } as unknown as Scheme

export type Parameters = Readonly<Record<string, string | undefined>>
export type Client = { readonly client_id: string; readonly client_secret?: string }
export type Json = Readonly<Record<string, unknown>>
export type Tokens = {
  readonly id_token: string
  readonly access_token: string
  readonly refresh_token: string
}

export const redirectUri = 'http://localhost:9999/callback'
export const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'
export const challenge = base64url.encode(sha256(octets(verifier)))
export const twin = (check: string) => `/s/lab/without/oidc.${check}`

export class ProviderLab extends Lab {
  constructor() {
    super([provider])
  }

  get ada(): PersonCredentials {
    return this.credentials(provider).resourceOwner
  }

  get mallory(): PersonCredentials {
    return this.credentials(provider).otherOwner
  }

  /** A seeded client. */
  seeded(clientId = 'relying-party'): Client {
    const { clients } = this.credentials(provider)
    return clients.find(({ client_id }: Client) => client_id === clientId)
  }

  postJson(path: string, value: unknown, { owner = false, base = this.base } = {}): Promise<Exchange> {
    const json: FieldLine = ['Content-Type', 'application/json']
    return this.send(request('POST', `${base}${path}`, [json], JSON.stringify(value)), { owner })
  }

  postForm(
    path: string,
    pairs: readonly FormPair[],
    { headers = [], base = this.base }: { headers?: readonly FieldLine[]; base?: string } = {},
  ): Promise<Exchange> {
    const form: FieldLine = ['Content-Type', formMediaType]
    return this.send(request('POST', `${base}/oidc/${path}`, [form, ...headers], encodeForm(pairs)))
  }

  tryToRegister(members: Json = {}, base = this.base): Promise<Exchange> {
    const metadata = {
      client_name: 'Test client',
      redirect_uris: [redirectUri],
      grant_types: ['authorization_code', 'refresh_token'],
      ...members,
    }
    return this.postJson('/oidc/register', metadata, { base })
  }

  async register(members: Json = {}, base = this.base): Promise<Client> {
    const exchange = await this.tryToRegister(members, base)
    if (exchange.response.status !== 201) throw new Error(`Unexpected refusal: ${textOf(exchange)}`)
    return jsonOf(exchange) as Client
  }

  browser(base = this.base): UserAgent {
    return new UserAgent({ origin: this.origin, base }, (message) => this.send(message))
  }

  /** A user agent with a session of this person, and nothing agreed to. */
  async loggedIn(client: Client, person = this.ada, base = this.base): Promise<UserAgent> {
    const browser = this.browser(base)
    await this.ask(browser, client, {}, base)
    await logIn(browser, person)
    return browser
  }

  address(client: Client, wanted: Parameters = {}, base = this.base): string {
    return `${base}/oidc/authorize?${encodeForm(asked(client, wanted))}`
  }

  ask(browser: UserAgent, client: Client, wanted: Parameters = {}, base = this.base): Promise<Exchange> {
    return browser.visit(this.address(client, wanted, base))
  }

  /** The whole front channel: whatever page comes is answered as the person would. */
  async flow(
    client: Client,
    wanted: Parameters = {},
    { browser, person = this.ada, base = this.base }: Flow = {},
  ): Promise<Exchange> {
    const agent = browser ?? this.browser(base)
    let last = await this.ask(agent, client, wanted, base)
    if (isLogInPage(last)) last = await logIn(agent, person)
    if (isConsentPage(last)) last = await agent.submit([['decision', 'approve']])
    return last
  }

  async code(client: Client, wanted: Parameters = {}, how: Flow = {}): Promise<string> {
    const exchange = await this.flow(client, wanted, how)
    const code = sentBack(exchange).get('code')
    if (!code)
      throw new Error(`Unexpected answer without a code: ${exchange.response.status} ${textOf(exchange)}`)
    return code
  }

  token(client: Client, pairs: readonly FormPair[], base = this.base): Promise<Exchange> {
    const { client_id, client_secret } = client
    if (client_secret === undefined)
      return this.postForm('token', [...pairs, ['client_id', client_id]], { base })
    const basic = base64.encode(octets(`${client_id}:${client_secret}`))
    return this.postForm('token', pairs, { headers: [['Authorization', `Basic ${basic}`]], base })
  }

  redeem(client: Client, code: string, more: readonly FormPair[] = [], base = this.base): Promise<Exchange> {
    const pairs: FormPair[] = [
      ['grant_type', 'authorization_code'],
      ['code', code],
      ['redirect_uri', redirectUri],
      ...more,
    ]
    return this.token(client, pairs, base)
  }

  refresh(client: Client, refreshToken: string, more: readonly FormPair[] = []): Promise<Exchange> {
    return this.token(client, [['grant_type', 'refresh_token'], ['refresh_token', refreshToken], ...more])
  }

  async tokens(client: Client, wanted: Parameters = {}, how: Flow = {}): Promise<Tokens> {
    const code = await this.code(client, wanted, how)
    const more: FormPair[] = wanted.code_challenge === undefined ? [] : [['code_verifier', verifier]]
    const exchange = await this.redeem(client, code, more, how.base)
    if (exchange.response.status !== 200) throw new Error(`Unexpected refusal: ${textOf(exchange)}`)
    return jsonOf(exchange) as Tokens
  }

  /** Verifies by another library and the published keys, and gives the claims. */
  async claims(
    token: string,
    { client_id }: Client,
    base = this.base,
  ): Promise<JWTPayload & { header: Json }> {
    const keys = jsonOf(await this.send(request('GET', `${base}/oidc/jwks.json`)))
    const { payload, protectedHeader } = await jwtVerify(
      token,
      createLocalJWKSet(keys as unknown as JSONWebKeySet),
      { issuer: `${this.origin}${base}`, audience: client_id, currentDate: new Date(this.clock) },
    )
    return { ...payload, header: protectedHeader as Json }
  }

  userInfo(accessToken: string, base = this.base): Promise<Exchange> {
    return this.send(request('GET', `${base}/oidc/userinfo`, [['Authorization', `Bearer ${accessToken}`]]))
  }
}

type Flow = { readonly browser?: UserAgent; readonly person?: PersonCredentials; readonly base?: string }

/** An authentication request that holds, but for what is wanted otherwise; undefined leaves a parameter out. */
export function asked({ client_id }: Client, wanted: Parameters = {}): FormPair[] {
  const all: Parameters = {
    response_type: 'code',
    client_id,
    redirect_uri: redirectUri,
    scope: 'openid',
    state: 'a state',
    nonce: 'a nonce',
    ...wanted,
  }
  return Object.entries(all).filter((pair): pair is [string, string] => pair[1] !== undefined)
}

export function logIn(browser: UserAgent, { userId, password }: PersonCredentials): Promise<Exchange> {
  return browser.submit([
    ['userId', userId],
    ['password', password],
  ])
}

export function textOf({ response }: Exchange): string {
  return 'text' in response.body ? response.body.text : ''
}

export function jsonOf(exchange: Exchange): Json {
  return JSON.parse(textOf(exchange))
}

export function isLogInPage(exchange: Exchange): boolean {
  return exchange.response.status === 200 && /name="password"/.test(textOf(exchange))
}

export function isConsentPage(exchange: Exchange): boolean {
  return exchange.response.status === 200 && /name="decision"/.test(textOf(exchange))
}

/** What the client was told: the query or the fragment of the redirect. */
export function sentBack(exchange: Exchange): URLSearchParams {
  const url = URL.parse(answerField(exchange, 'Location') ?? '')
  return new URLSearchParams(url?.hash ? url.hash.slice(1) : (url?.search ?? ''))
}
