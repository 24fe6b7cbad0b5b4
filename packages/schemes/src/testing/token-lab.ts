/** The back half of the authorization server in process, for tests: clients, their grants, and what they ask for. */
import { base64, base64url } from '@lockstep/crypto/base64'
import { sha256 } from '@lockstep/crypto/digest'
import { encodeForm, type FormPair, formMediaType } from '@lockstep/http/form-urlencoded'
import { type FieldLine, octets, request } from '@lockstep/http/message'
import { signToken } from '../jose/sign-token.ts'
import { findClient } from '../oauth2/clients/clients.ts'
import { type Door, oauth2Door } from '../oauth2/door.ts'
import { oauth2 } from '../oauth2/index.ts'
import type { ClientCredentials, OAuth2Credentials } from '../oauth2/sandbox.ts'
import { type Approval, issueCode } from '../oauth2/tokens/codes.ts'
import { dpopNonce } from '../oauth2/tokens/dpop-nonce.ts'
import { oidcDoor } from '../oidc/door.ts'
import type { Exchange, Server } from '../scheme.ts'
import { bothDoors } from './doors.ts'
import { failedCheck, Lab } from './lab.ts'

export type Members = Readonly<Record<string, string | undefined>>
type Sent = { readonly base?: string; readonly headers?: readonly FieldLine[]; readonly address?: string }

export const twinOf = (check: string) => `/s/lab/without/oauth2.${check}`

/** Any verifier and its challenge. */
export const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'
export const challenge = base64url.encode(sha256(octets(verifier)))
export const redirectUri = 'http://localhost:9999/callback'

/** How often each race is run. */
export const rounds = Number(process.env.ROUNDS ?? 100)

export class TokenLab extends Lab {
  /** Milliseconds by which the sandbox's clock is ahead of the store's own. */
  ahead = 0
  transport: 'http' | 'tls' = 'http'
  /** The public origin of the plain listener. */
  plainOrigin = 'http://localhost:8787'
  /** Thumbprint of the certificate that the connection showed. */
  certificate: string | undefined

  readonly door: Door

  /** Whatever is asked is asked at this door; clients and people are the same at both. */
  constructor(slug: Door['slug'] = 'oauth2') {
    super(slug === 'oauth2' ? [oauth2] : bothDoors)
    this.door = slug === 'oauth2' ? oauth2Door : oidcDoor
  }

  /** The world in which this door does without a check. */
  twin(check: string): string {
    return `${this.base}/without/${this.door.slug}.${check}`
  }

  override server(target = `${this.base}/`, address = '192.0.2.7'): Server {
    const server = super.server(target, address)
    const { transport, certificate } = this
    return {
      ...server,
      now: server.now + this.ahead,
      origin: transport === 'tls' ? 'https://localhost:8443' : this.plainOrigin,
      connection: {
        transport,
        address,
        ...(certificate === undefined ? {} : { clientCertificate: { thumbprint: certificate } }),
      },
    }
  }

  get parties(): OAuth2Credentials {
    return this.credentials(oauth2)
  }

  client(id: string): ClientCredentials {
    const { clients, labClients } = this.parties
    const found = [...clients, ...labClients].find(({ client_id }) => client_id === id)
    if (!found) throw new Error(`Unexpected client ${id}`)
    return found
  }

  issuer(base = this.base): string {
    return `${this.server(`${base}/`).origin}${base}`
  }

  /** A code that Ada agreed to. */
  async code({
    client = 'reader',
    base = this.base,
    challenge: withChallenge = true,
    ...more
  }: { client?: string; base?: string; challenge?: boolean } & Partial<
    Approval['request']
  > = {}): Promise<string> {
    const server = this.server(`${base}/`)
    const onRecord = await findClient(server, client)
    if (!onRecord) throw new Error(`Unexpected client ${client}`)
    const scope = more.scope ?? 'notes:read notes:write'
    return issueCode(server, this.door, {
      request: {
        client_id: client,
        redirect_uri: redirectUri,
        namedRedirectUri: true,
        response_type: 'code',
        response_mode: 'query',
        scope,
        ...(withChallenge ? { code_challenge: challenge, code_challenge_method: 'S256' } : {}),
        ...more,
      },
      client: onRecord,
      userId: 'ada',
      scope,
      authTime: Math.floor(server.now / 1000),
    })
  }

  /** A form, posted; a member that is undefined is left out. */
  post(path: string, members: Members | readonly FormPair[], sent: Sent = {}): Promise<Exchange> {
    const { base = this.base, headers = [], address } = sent
    const pairs = isPairs(members)
      ? members
      : Object.entries(members).filter((pair): pair is [string, string] => pair[1] !== undefined)
    const fields: FieldLine[] = [['Content-Type', formMediaType], ...headers]
    const message = request('POST', `${base}/${this.door.slug}/${path}`, fields, encodeForm(pairs))
    return this.send(message, address === undefined ? {} : { address })
  }

  /** A code, redeemed as its client does it; by HTTP Basic where that has a secret. */
  redeem(
    code: string,
    wanted: Members = {},
    { client = 'reader', ...sent }: Sent & { client?: string } = {},
  ) {
    const { client_secret } = this.client(client)
    const whole = {
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirectUri,
      code_verifier: verifier,
      ...(client_secret === undefined ? { client_id: client } : {}),
      ...wanted,
    }
    const own = client_secret === undefined ? [] : [this.basic(client)]
    return this.post('token', whole, { ...sent, headers: [...own, ...(sent.headers ?? [])] })
  }

  refresh(token: string | undefined, wanted: Members = {}, sent: Sent = {}): Promise<Exchange> {
    const whole = { grant_type: 'refresh_token', client_id: 'reader', refresh_token: token, ...wanted }
    return this.post('token', whole, sent)
  }

  /** Nightly, for itself. */
  nightly(wanted: Members = {}, { client = 'nightly', ...sent }: Sent & { client?: string } = {}) {
    const headers = [this.basic(client), ...(sent.headers ?? [])]
    return this.post('token', { grant_type: 'client_credentials', ...wanted }, { ...sent, headers })
  }

  /** Registers a client; the answer, whatever it is. */
  register(metadata: unknown, { base = this.base, type = 'application/json' } = {}): Promise<Exchange> {
    const body = typeof metadata === 'string' ? metadata : JSON.stringify(metadata)
    return this.send(request('POST', `${base}/${this.door.slug}/register`, [['Content-Type', type]], body))
  }

  /** A client that registered, with its secret. */
  async registered(
    metadata: object,
    base = this.base,
  ): Promise<{ client_id: string; client_secret: string }> {
    const exchange = await this.register(metadata, { base })
    const { client_id, client_secret = '' } = jsonOf(exchange)
    if (exchange.response.status !== 201)
      throw new Error(`Unexpected answer ${JSON.stringify(jsonOf(exchange))}, expected a client`)
    return { client_id: String(client_id), client_secret: String(client_secret) }
  }

  /** Tokens of Ada's, for Reader or another. */
  async tokens(client = 'reader', base = this.base): Promise<Record<string, string>> {
    const code = await this.code({ client, base })
    return textsOf(await this.redeem(code, {}, { client, base }))
  }

  call(token: string | undefined, base = this.base, scheme = 'Bearer', more: readonly FieldLine[] = []) {
    return this.send(
      request('GET', `${base}/${this.door.slug}/whoami`, [['Authorization', `${scheme} ${token}`], ...more]),
    )
  }

  /** RFC 6749 §2.3.1. */
  basic(client: string, secret = this.client(client).client_secret ?? ''): FieldLine {
    return basicOf(client, secret)
  }

  /** A DPoP proof for the token endpoint that holds, but for what is wanted otherwise. */
  async proof(
    keys: CryptoKeyPair,
    claims: Record<string, unknown> = {},
    base = this.base,
  ): Promise<FieldLine> {
    const server = this.server(`${base}/`)
    const jwk = await crypto.subtle.exportKey('jwk', keys.publicKey)
    const privateJwk = await crypto.subtle.exportKey('jwk', keys.privateKey)
    const header = { typ: 'dpop+jwt', alg: 'ES256', jwk: { kty: jwk.kty, crv: jwk.crv, x: jwk.x, y: jwk.y } }
    const whole = {
      jti: base64url.encode(server.random(16)),
      htm: 'POST',
      htu: `${this.issuer(base)}/${this.door.slug}/token`,
      iat: Math.floor(server.now / 1000),
      nonce: dpopNonce(server),
      ...claims,
    }
    const texts = { header: JSON.stringify(header), claims: JSON.stringify(whole) }
    return ['DPoP', (await signToken(texts, 'ES256', privateJwk)).token]
  }
}

export function dpopKeys(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify'])
}

export function basicOf(id: string, secret: string): FieldLine {
  const pair = [id, secret].map((text) => encodeForm([[text, '']]).slice(0, -1)).join(':')
  return ['Authorization', `Basic ${base64.encode(octets(pair))}`]
}

/** The members of a JSON answer. */
export function jsonOf({ response: { body } }: Exchange): Record<string, unknown> {
  return JSON.parse('text' in body ? body.text : '')
}

export function textsOf(exchange: Exchange): Record<string, string> {
  const members = jsonOf(exchange)
  if (exchange.response.status !== 200)
    throw new Error(
      `Unexpected answer ${JSON.stringify(members)} at ${failedCheck(exchange)}, expected tokens`,
    )
  return members as Record<string, string>
}

/** What a refusal says, in one line to compare: status, error, and the check that failed after all before it passed. */
export function refusalOf(exchange: Exchange): string {
  const checks = exchange.verdict?.checks ?? []
  const at = checks.findIndex(({ outcome }) => outcome === 'failed')
  const before = checks.slice(0, at).every(({ outcome }) => outcome === 'passed')
  return `${exchange.response.status} ${jsonOf(exchange).error} ${before ? '' : 'not only '}${checks[at]?.id}`
}

function isPairs(members: Members | readonly FormPair[]): members is readonly FormPair[] {
  return Array.isArray(members)
}
