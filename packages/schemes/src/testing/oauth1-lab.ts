/** The three legs of OAuth 1.0 in process, for tests: honest but for what is wanted otherwise. */
import { decodeForm, type FormPair } from '@lockstep/http/form-urlencoded'
import { type HttpRequest, request } from '@lockstep/http/message'
import { type Signing, signRequest } from '../oauth1/credentials.ts'
import type { OAuth1Credentials } from '../oauth1/sandbox.ts'
import type { Built, Exchange, Scheme, Server } from '../scheme.ts'
import { UserAgent } from '../user-agent.ts'
import { Lab } from './lab.ts'

export type Pair = { readonly token: string; readonly secret: string }
export type Wanted = Partial<Omit<Signing, 'message' | 'extra'>> & {
  readonly base?: string
  readonly extra?: readonly FormPair[]
  readonly path?: string
  readonly httpMethod?: string
  readonly headers?: HttpRequest['headers']
  readonly body?: string
}

export class OAuth1Lab extends Lab {
  readonly scheme: Scheme
  /** Tests set it to `tls` to come by the other listener. */
  transport: 'http' | 'tls' = 'http'
  /** The public origin of the plain listener. */
  publicOrigin = 'http://localhost:8787'
  readonly callback = 'http://localhost:9999/ready?x=1'
  #nonces = 0

  constructor(scheme: Scheme) {
    super([scheme])
    this.scheme = scheme
  }

  get at(): string {
    return this.transport === 'tls' ? 'https://localhost:8443' : this.publicOrigin
  }

  override server(target = `${this.base}/`, address = '192.0.2.7'): Server {
    const connection = { transport: this.transport, address }
    return { ...super.server(target, address), origin: this.at, connection }
  }

  get parties(): OAuth1Credentials {
    return this.credentials(this.scheme)
  }

  sign(wanted: Wanted = {}): Promise<Built> {
    const {
      base = this.base,
      path = '/oauth1/whoami',
      httpMethod = 'GET',
      headers = [],
      body = '',
      ...rest
    } = wanted
    return signRequest({
      message: request(httpMethod, `${base}${path}`, headers, body),
      origin: this.at,
      client: this.parties.client,
      method: 'HMAC-SHA1',
      timestamp: Math.floor(this.clock / 1000),
      nonce: `nonce ${++this.#nonces}`,
      ...rest,
    })
  }

  async call(wanted: Wanted = {}): Promise<Exchange> {
    return this.send((await this.sign(wanted)).request)
  }

  /** The first leg's request. */
  initiate({
    callback = this.callback,
    extra = [],
    ...wanted
  }: Wanted & { callback?: string } = {}): Promise<Exchange> {
    const whole = [['oauth_callback', callback] as const, ...extra]
    return this.call({ path: '/oauth1/initiate', httpMethod: 'POST', ...wanted, extra: whole })
  }

  async temporary(wanted: Wanted & { callback?: string } = {}): Promise<Pair> {
    return pairOf(await this.initiate(wanted))
  }

  browser(base = this.base): UserAgent {
    return new UserAgent({ origin: this.at, base }, (message) => this.send(message))
  }

  /** The second leg: the resource owner logs in and decides. The last exchange: a redirect, or a page. */
  async decide(
    { token }: Pair,
    {
      base = this.base,
      decision = 'approve',
      owner = this.parties.resourceOwner,
      without = [] as string[],
    } = {},
    browser = this.browser(base),
  ): Promise<Exchange> {
    await browser.visit(`${base}/oauth1/authorize?oauth_token=${token}`)
    await browser.submit(Object.entries(owner))
    return browser.submit([['decision', decision]], { without })
  }

  /** The third leg's request. */
  exchange(token: Pair, verifier: string | undefined, wanted: Wanted = {}): Promise<Exchange> {
    const extra = verifier === undefined ? [] : [['oauth_verifier', verifier] as const]
    return this.call({ path: '/oauth1/token', httpMethod: 'POST', token, ...wanted, extra })
  }

  /** All three legs. */
  async token(base = this.base, wanted: Wanted = {}): Promise<Pair> {
    const temporary = await this.temporary({ base, ...wanted })
    const verifier = verifierOf(await this.decide(temporary, { base }))
    return pairOf(await this.exchange(temporary, verifier, { base, ...wanted }))
  }
}

/** What a form-encoded answer says. */
export function answerOf({ response }: Exchange): Record<string, string> {
  const text = 'text' in response.body ? response.body.text : ''
  return Object.fromEntries(decodeForm(text) ?? [])
}

export function pairOf(exchange: Exchange): Pair {
  const { oauth_token: token, oauth_token_secret: secret } = answerOf(exchange)
  if (token === undefined || secret === undefined)
    throw new Error(`Unexpected answer ${exchange.response.status}, expected credentials`)
  return { token, secret }
}

/** The verifier in the address that a decision leads to. */
export function verifierOf({ response }: Exchange): string {
  const location = response.headers.find(([name]) => name === 'Location')?.[1]
  const verifier = location && new URL(location).searchParams.get('oauth_verifier')
  if (!verifier) throw new Error(`Unexpected answer ${response.status}, expected a redirect with a verifier`)
  return verifier
}
