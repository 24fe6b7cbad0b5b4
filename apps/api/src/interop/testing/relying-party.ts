/** Our client half as a program of its own: its requests go over the wire, its checks judge what comes back. */
import { base64url } from '@lockstep/crypto/base64'
import { decodeForm, type FormPair } from '@lockstep/http/form-urlencoded'
import type { HttpResponse } from '@lockstep/http/message'
import { type FormRequest, formRequest } from '@lockstep/schemes/oauth2/credentials/form-request'
import {
  type Account,
  type Configured,
  type Json,
  type LoggedIn,
  type SentOff,
  verifyDiscovery,
  verifyRelyingParty,
} from '@lockstep/schemes/oidc/client'
import {
  authenticationPairs,
  authenticationRequest,
} from '@lockstep/schemes/oidc/credentials/authentication-request'
import {
  jsonOf,
  keysOf,
  keysRequest,
  metadataRequest,
  tokenRequest,
  userInfoRequest,
} from '@lockstep/schemes/oidc/relying-party/back-channel'
import type { Verdict } from '@lockstep/schemes/scheme'
import { send } from './send.ts'
import type { UserAgent } from './user-agent.ts'

export type Party = Configured & {
  readonly client_secret?: string
  readonly redirect_uri: string
}

export type Asked = { readonly scope?: string; readonly prompt?: string }
export type Flow = SentOff & { readonly codeVerifier: string }

/** What stands between the provider and the client, and changes what came. */
export type Between = {
  readonly metadata?: (document: Json) => Json
  readonly callback?: (pairs: readonly FormPair[]) => readonly FormPair[]
  readonly tokens?: (response: Json) => Json | Promise<Json>
  readonly keys?: (keys: readonly JsonWebKey[], afresh: boolean) => readonly JsonWebKey[]
  readonly userInfo?: (claims: Json) => Json
}

const random = (octets: number) => base64url.encode(crypto.getRandomValues(new Uint8Array(octets)))

export class RelyingParty {
  readonly party: Party
  readonly between: Between
  /** Everybody who has an account here. */
  accounts: readonly Account[] = []
  /** A token response that somebody kept: it comes in place of the provider's. */
  kept: Json | undefined
  /** The check that this client does without, as a careless one would. */
  without: string | null = null
  /** How often the keys were fetched. */
  keysAsked = 0
  /** The last answer of the token endpoint. */
  tokens: Json | undefined
  #metadata: Json | undefined
  #keys: readonly JsonWebKey[] | undefined
  readonly #nonces = new Set<string>()

  constructor(party: Party, between: Between = {}) {
    this.party = party
    this.between = between
  }

  async metadata(): Promise<Json | undefined> {
    if (this.#metadata === undefined) {
      const came = jsonOf(await send(metadataRequest(this.party.issuer)))
      this.#metadata = came && (this.between.metadata?.(came) ?? came)
    }
    return this.#metadata
  }

  /** The address of one of the provider's endpoints, from its document. */
  async endpoint(name: string): Promise<string> {
    return String((await this.metadata())?.[`${name}_endpoint`])
  }

  /** What it draws for one login. */
  begin(maxAge?: number): Flow {
    const startedAt = Math.floor(Date.now() / 1000)
    return {
      ...{ state: random(16), nonce: random(16), codeVerifier: random(32), startedAt },
      ...(maxAge === undefined ? {} : { maxAge }),
    }
  }

  parameters({ maxAge, ...drawn }: Flow, more: Asked = {}): FormPair[] {
    const { client_id, redirect_uri } = this.party
    return authenticationPairs({
      ...{ scope: 'openid email', ...drawn, client_id, redirect_uri, ...more },
      ...(maxAge === undefined ? {} : { maxAge: String(maxAge) }),
    })
  }

  /** The address to send a user agent to. */
  async address(parameters: readonly FormPair[]): Promise<string> {
    const { origin, pathname: path } = new URL(await this.endpoint('authorization'))
    return `${origin}${authenticationRequest({ origin, path, parameters }).request.target}`
  }

  /** A form for the back channel, with this client's authentication. */
  async form(
    name: string,
    parameters: readonly FormPair[],
    more: Pick<FormRequest, 'headers' | 'way'> = {},
  ): Promise<HttpResponse> {
    const target = await this.endpoint(name)
    return send(formRequest({ target, parameters, client: this.party, ...more }).request)
  }

  async redeem(code: string, flow: Flow | undefined): Promise<HttpResponse> {
    const { client_secret, client_id, redirect_uri } = this.party
    const pairs: FormPair[] = [
      ['grant_type', 'authorization_code'],
      ['code', code],
      ['redirect_uri', redirect_uri],
      ['code_verifier', flow?.codeVerifier ?? ''],
    ]
    if (client_secret === undefined) return this.form('token', pairs)
    return send(tokenRequest(await this.metadata(), { client_id, client_secret }, pairs))
  }

  /** The whole of a login. */
  async logIn(ada: UserAgent, flow = this.begin(), more: Asked = {}) {
    const begun = await verifyDiscovery(
      { configured: this.party, metadata: await this.metadata() },
      null,
      this.without,
    )
    if (begun.outcome !== 'accepted') return begun as Verdict<LoggedIn>
    return this.judge(await ada.approve(await this.address(this.parameters(flow, more))), [flow])
  }

  /** Judges what came to the redirect URI. */
  async judge(back: URL | readonly FormPair[], flows: readonly Flow[]): Promise<Verdict<LoggedIn>> {
    const { between } = this
    const came = back instanceof URL ? (decodeForm(back.search.slice(1)) ?? []) : back
    return verifyRelyingParty(
      {
        configured: this.party,
        metadata: await this.metadata(),
        sentOff: flows,
        callback: between.callback?.(came) ?? came,
        redeem: async (code, sent) => {
          if (this.kept) return this.kept
          const flow = flows.find(({ state }) => state === sent?.state)
          const answer = jsonOf(await this.redeem(code, flow))
          this.tokens = answer && ((await between.tokens?.(answer)) ?? answer)
          return this.tokens
        },
        keys: (afresh) => this.#providerKeys(afresh),
        userInfo: async (token) => {
          const claims = jsonOf(await send(userInfoRequest(await this.metadata(), token)))
          return claims && (between.userInfo?.(claims) ?? claims)
        },
        accounts: () => this.accounts,
      },
      {
        now: () => Math.floor(Date.now() / 1000),
        claimNonce: (nonce) => this.#nonces.size < this.#nonces.add(nonce).size,
      },
      this.without,
    )
  }

  async #providerKeys(afresh: boolean): Promise<readonly JsonWebKey[]> {
    if (this.#keys === undefined || afresh) {
      this.keysAsked++
      const keys = keysOf(jsonOf(await send(keysRequest(await this.metadata()))))
      this.#keys = this.between.keys?.(keys, afresh) ?? keys
    }
    return this.#keys
  }
}
