/**
 * An OpenID Provider that is wrong in one way at a time, in front of the sandbox's own client. It has keys of its own and
 * shares no code with the provider of the sandbox.
 */
import { decodeForm, encodeForm, type FormPair, formMediaType } from '@lockstep/http/form-urlencoded'
import { field, type HttpRequest, type HttpResponse, readable, request } from '@lockstep/http/message'
import { json } from '@lockstep/http/response'
import { CookieJar } from '../cookie-jar.ts'
import type { JwtAlgorithm } from '../jose/jwt-algorithm.ts'
import { signToken } from '../jose/sign-token.ts'
import { relyingPartyEndpoints } from '../oidc/endpoints/relying-party-endpoints.ts'
import { type Program, program } from '../oidc/relying-party/program.ts'
import { tokenHash } from '../oidc/token-hash.ts'
import type { Handled, Server } from '../scheme.ts'
import { Lab } from './lab.ts'

type Json = Record<string, unknown>
type Signing = { readonly alg: JwtAlgorithm | 'none'; readonly key: JsonWebKey | Uint8Array }
type PublicKey = JsonWebKey & { kid?: string; alg?: string; use?: string }

/** What is wrong. Each function changes one thing that a right provider would have said. */
export type Defect = {
  readonly document?: (document: Json) => Json
  readonly keys?: (keys: PublicKey[]) => PublicKey[]
  readonly header?: (header: Json) => Json
  /** `is` has what an honest provider knows of the login. */
  readonly claims?: (claims: Json, is: { readonly now: number }) => Json
  /** The text of the claims set, for what no JSON.stringify would write. */
  readonly claimsText?: (text: string) => string
  readonly signing?: (signing: Signing) => Signing
  readonly idToken?: (token: string) => string
  readonly tokens?: (response: Json) => Json
  readonly userInfo?: (claims: Json) => Json | HttpResponse
  readonly callback?: (pairs: FormPair[]) => FormPair[]
}

export const evilKeys = {
  rsa: await pairOf({
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
  }),
  /** Another of the same kind: of the next rotation, or of nobody. */
  otherRsa: await pairOf({
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
  }),
  ec: await pairOf({ name: 'ECDSA', namedCurve: 'P-256' }),
  ed: await pairOf({ name: 'Ed25519' }),
}

export class EvilLab {
  readonly lab = new Lab([])
  readonly jar = new CookieJar()
  readonly asked: HttpRequest[] = []
  defect: Defect
  kid = 'one'
  signing: Signing
  published: PublicKey[]
  readonly program: Program
  readonly #base: string
  #nonce = ''

  constructor(
    defect: Defect = {},
    { without, alg = 'RS256' }: { without?: string; alg?: Program['alg'] } = {},
  ) {
    this.defect = defect
    this.#base = without === undefined ? '/s/lab' : `/s/lab/without/oidc.${without}`
    const pair = { RS256: evilKeys.rsa, ES256: evilKeys.ec, EdDSA: evilKeys.ed }[alg]
    this.signing = { alg, key: pair.privateJwk }
    this.published = [{ ...pair.publicJwk, kid: this.kid, alg, use: 'sig' }]
    this.program = { ...program((message) => this.#answer(message)), alg }
  }

  get server(): Server {
    return this.lab.server(`${this.#base}/`)
  }

  /** The issuer that the client is set up with. */
  get issuer(): string {
    return `${this.lab.origin}${this.#base}`
  }

  get now(): number {
    return Math.floor(this.lab.clock / 1000)
  }

  /** A request of the user agent to one of the client's endpoints. */
  async client(
    path: string,
    { post, accept }: { post?: readonly FormPair[]; accept?: string } = {},
  ): Promise<Handled> {
    const name = path.split('?', 1)[0]
    const method = post ? 'POST' : 'GET'
    const endpoint = relyingPartyEndpoints(this.program).find((one) => one.path === name)
    if (!endpoint?.methods.includes(method)) throw new Error(`Unexpected ${method} ${path}`)
    const message = request(
      method,
      `${this.#base}/oidc${path}`,
      [
        ...(post ? ([['Content-Type', formMediaType]] as const) : []),
        ...(accept === undefined ? [] : ([['Accept', accept]] as const)),
      ],
      post ? encodeForm(post) : '',
    )
    const handled = await endpoint.handle(this.jar.sent(message), this.server, {})
    this.jar.keep(handled.response)
    return handled
  }

  /** Begins a login; the parameters of the authentication request, or undefined where the client sent nobody off. */
  async begin(query = ''): Promise<{ begun: Handled; asked: Record<string, string> | undefined }> {
    const begun = await this.client(`/client/begin${query}`)
    const location = field(begun.response, 'location')
    const asked =
      location === undefined ? undefined : Object.fromEntries(new URL(location).searchParams.entries())
    this.#nonce = asked?.nonce ?? ''
    return { begun, asked }
  }

  /** The whole of a login; the client's answer at its redirect URI. */
  async logIn(query = '', formPost = false): Promise<Handled> {
    const { begun, asked } = await this.begin(query)
    return asked === undefined ? begun : this.comeBack(asked, formPost)
  }

  comeBack(asked: Readonly<Record<string, string>>, formPost = false): Promise<Handled> {
    const honest: FormPair[] = [
      ['code', 'a-code'],
      ['state', asked.state ?? ''],
      ['iss', this.issuer],
    ]
    const pairs = this.defect.callback?.(honest) ?? honest
    return formPost
      ? this.client('/client/callback', { post: pairs })
      : this.client(`/client/callback?${encodeForm(pairs)}`)
  }

  /** Who is logged in at the client, or null. */
  async account(): Promise<Json | null> {
    const { response } = await this.client('/client/session', { accept: 'application/json' })
    return JSON.parse(readable(response.body)).account
  }

  /** How often the client asked at this path. */
  count(path: string): number {
    return this.asked.filter(({ target }) => target.endsWith(path)).length
  }

  async #answer(message: HttpRequest): Promise<HttpResponse | undefined> {
    this.asked.push(message)
    if (message.target === `${this.issuer}/.well-known/openid-configuration`)
      return json(200, this.#document())
    if (message.target === `${this.issuer}/keys`)
      return json(200, { keys: this.defect.keys?.(this.published) ?? this.published })
    if (message.target === `${this.issuer}/token`) return json(200, await this.#tokens(message))
    if (message.target !== `${this.issuer}/userinfo`) return undefined
    const claims = { sub: 'ada', name: 'Ada Byron', email: 'ada@example.org' }
    const said = this.defect.userInfo?.(claims) ?? claims
    return isResponse(said) ? said : json(200, said)
  }

  #document(): Json {
    const { issuer } = this
    const document = {
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      userinfo_endpoint: `${issuer}/userinfo`,
      jwks_uri: `${issuer}/keys`,
      authorization_response_iss_parameter_supported: true,
    }
    return this.defect.document?.(document) ?? document
  }

  async #tokens(message: HttpRequest): Promise<Json> {
    const form = Object.fromEntries(decodeForm(readable(message.body)) ?? [])
    if (form.code !== 'a-code') return {}
    const accessToken = 'an-access-token'
    const idToken = await this.#idToken(accessToken)
    const response = {
      access_token: accessToken,
      token_type: 'Bearer',
      expires_in: 600,
      id_token: this.defect.idToken?.(idToken) ?? idToken,
    }
    return this.defect.tokens?.(response) ?? response
  }

  async #idToken(accessToken: string): Promise<string> {
    const { alg, key } = this.defect.signing?.(this.signing) ?? this.signing
    const honest = {
      iss: this.issuer,
      sub: 'ada',
      aud: 'relying-party',
      exp: this.now + 300,
      iat: this.now,
      auth_time: this.now,
      nonce: this.#nonce,
      at_hash: tokenHash(alg, accessToken),
      acr: 'password',
    }
    const header = { alg, kid: this.kid, typ: 'JWT' }
    const claims = JSON.stringify(this.defect.claims?.(honest, this) ?? honest)
    const texts = {
      header: JSON.stringify(this.defect.header?.(header) ?? header),
      claims: this.defect.claimsText?.(claims) ?? claims,
    }
    return (await signToken(texts, alg, key)).token
  }
}

function isResponse(said: Json | HttpResponse): said is HttpResponse {
  return 'headers' in said
}

async function pairOf(algorithm: RsaHashedKeyGenParams | EcKeyGenParams | Algorithm) {
  const pair = (await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])) as CryptoKeyPair
  const {
    key_ops: _a,
    ext: _b,
    alg: _c,
    ...privateJwk
  } = await crypto.subtle.exportKey('jwk', pair.privateKey)
  const { d: _d, p: _p, q: _q, dp: _dp, dq: _dq, qi: _qi, ...publicJwk } = privateJwk
  return { privateJwk, publicJwk }
}
