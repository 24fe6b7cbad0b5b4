/** The front half of the authorization server in process, for tests: people, their user agents, and what they ask for. */
import { base64url } from '@lockstep/crypto/base64'
import { sha256 } from '@lockstep/crypto/digest'
import { encodeForm, type FormPair, formMediaType } from '@lockstep/http/form-urlencoded'
import { type FieldLine, octets, request } from '@lockstep/http/message'
import type { Door } from '../oauth2/door.ts'
import { oauth2 } from '../oauth2/index.ts'
import type { PersonCredentials } from '../oauth2/sandbox.ts'
import type { Exchange, Server } from '../scheme.ts'
import { UserAgent } from '../user-agent.ts'
import { bothDoors } from './doors.ts'
import { answerField, failedCheck, Lab } from './lab.ts'

export type Parameters = Readonly<Record<string, string | undefined>>

export const realBase = '/s/lab'
export const twin = (check: string) => `${realBase}/without/oauth2.${check}`

/** Any verifier and its challenge. */
export const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'
export const challenge = base64url.encode(sha256(octets(verifier)))

export class FrontLab extends Lab {
  /** Added to the sandbox's clock; the store's own stays. */
  ahead = 0
  transport: 'http' | 'tls' = 'http'
  readonly redirectUri = 'http://localhost:9999/callback'

  readonly slug: Door['slug']

  /** Whatever is asked is asked at this door; clients and people are the same at both. */
  constructor(slug: Door['slug'] = 'oauth2') {
    super(slug === 'oauth2' ? [oauth2] : bothDoors)
    this.slug = slug
  }

  /** The world in which this door does without a check. */
  twin(check: string): string {
    return `${this.base}/without/${this.slug}.${check}`
  }

  override server(target?: string, address?: string): Server {
    const server = super.server(target, address)
    const { transport } = this
    const origin = transport === 'tls' ? 'https://localhost:8443' : this.origin
    return {
      ...server,
      now: server.now + this.ahead,
      origin,
      connection: { ...server.connection, transport },
    }
  }

  get ada(): PersonCredentials {
    return this.credentials(oauth2).resourceOwner
  }

  get mallory(): PersonCredentials {
    return this.credentials(oauth2).otherOwner
  }

  secretOf(clientId: string): string {
    const { clients, labClients } = this.credentials(oauth2)
    const found = [...clients, ...labClients].find(({ client_id }) => client_id === clientId)
    if (!found?.client_secret) throw new Error(`Unexpected client ${clientId} without a secret`)
    return found.client_secret
  }

  issuer(base = this.base): string {
    return `${this.server().origin}${base}`
  }

  /** An authorization request that holds, but for what is wanted otherwise; undefined leaves a parameter out. */
  asked(wanted: Parameters = {}): FormPair[] {
    const all: Parameters = {
      response_type: 'code',
      client_id: 'reader',
      redirect_uri: this.redirectUri,
      scope: 'notes:read notes:write',
      state: 'a state',
      code_challenge: challenge,
      code_challenge_method: 'S256',
      ...wanted,
    }
    return Object.entries(all).filter((pair): pair is [string, string] => pair[1] !== undefined)
  }

  browser(base = this.base): UserAgent {
    return new UserAgent({ origin: this.server().origin, base }, (message) => this.send(message))
  }

  address(pairs: readonly FormPair[], base = this.base): string {
    return `${base}/${this.slug}/authorize?${encodeForm(pairs)}`
  }

  /** A user agent's first request of a flow. */
  ask(
    wanted: Parameters = {},
    { base = this.base, browser = this.browser(base), more = [] as readonly FormPair[] } = {},
  ): Promise<Exchange> {
    return browser.visit(this.address([...this.asked(wanted), ...more], base))
  }

  /** A user agent on whose page a person has logged in. */
  async atConsent(wanted: Parameters = {}, base = this.base, person = this.ada): Promise<UserAgent> {
    const browser = this.browser(base)
    await this.ask(wanted, { base, browser })
    await logInWith(browser, person)
    return browser
  }

  /** The whole front channel: the last exchange is where the decision leads. */
  async decided(wanted: Parameters = {}, base = this.base, decision = 'approve'): Promise<Exchange> {
    return (await this.atConsent(wanted, base)).submit([['decision', decision]])
  }

  postForm(
    path: string,
    pairs: readonly FormPair[],
    { base = this.base, headers = [] as readonly FieldLine[] } = {},
  ): Promise<Exchange> {
    const message = request(
      'POST',
      `${base}/${this.slug}/${path}`,
      [['Content-Type', formMediaType], ...headers],
      encodeForm(pairs),
    )
    return this.send(message)
  }
}

export function logInWith(browser: UserAgent, { userId, password }: PersonCredentials): Promise<Exchange> {
  return browser.submit([
    ['userId', userId],
    ['password', password],
  ])
}

export function bodyOf({ response }: Exchange): string {
  return 'text' in response.body ? response.body.text : ''
}

/** The members of an authorization response, in the query of its Location or in its fragment. */
export function membersOf(exchange: Exchange, part: 'search' | 'hash' = 'search'): Record<string, string> {
  const location = answerField(exchange, 'location')
  if (location === undefined)
    throw new Error(
      `Unexpected answer ${exchange.response.status} (${failedCheck(exchange)}), expected a redirect`,
    )
  return Object.fromEntries(new URLSearchParams(new URL(location)[part].slice(1)))
}

/** True where every check before this one passed, and it failed. */
export function endedAt({ verdict }: Exchange, check: string): boolean {
  const checks = verdict?.checks ?? []
  const at = checks.findIndex(({ id }) => id === check)
  return checks[at]?.outcome === 'failed' && checks.slice(0, at).every(({ outcome }) => outcome === 'passed')
}
