/** Things of the authorization server that can be used once, made and used over HTTP. */
import { createHash, generateKeyPairSync, randomUUID } from 'node:crypto'
import { readHtmlForm } from '@lockstep/schemes/html-form'
import type { LabSandbox } from '../interop/testing/interop-lab.ts'
import { signJwt } from '../interop/testing/sign-jwt.ts'

/** One thing, and how to use it. */
export type SingleUse = {
  readonly kind: Kind
  use(): Promise<Used>
}

/** Whether it was taken, and the access token that came for it. */
export type Used = { readonly won: boolean; readonly token?: string }

export const kinds = [
  'code',
  'refresh token',
  'device code',
  'request_uri',
  'jti of an assertion',
  'jti of a proof',
  'decision',
] as const
export type Kind = (typeof kinds)[number]

const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'
const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code'
const asked = {
  client_id: 'reader',
  response_type: 'code',
  redirect_uri: 'http://localhost:9999/callback',
  scope: 'notes:read',
  state: 'a state',
  code_challenge: createHash('sha256').update(verifier).digest('base64url'),
  code_challenge_method: 'S256',
}

type Fields = Readonly<Record<string, string>>
type Pairs = readonly (readonly [string, string])[]

/** Ada at her user agent, and her clients. */
export class SingleUses {
  readonly #sandbox: LabSandbox
  readonly #keys = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  #cookie = ''

  constructor(sandbox: LabSandbox) {
    this.#sandbox = sandbox
  }

  make(kind: Kind): Promise<SingleUse> {
    return this.#makers[kind]()
  }

  /** The status of the API's answer to a token. */
  async call(token: string): Promise<number> {
    const headers = { authorization: `Bearer ${token}` }
    const answer = await fetch(this.#sandbox.url('/oauth2/whoami'), { headers })
    await answer.text()
    return answer.status
  }

  readonly #makers: Readonly<Record<Kind, () => Promise<SingleUse>>> = {
    code: async () => {
      const form = { ...(await this.#code()), client_id: 'reader' }
      return { kind: 'code', use: () => this.#token(form) }
    },
    'refresh token': async () => {
      const { refresh_token } = await this.#members('token', { ...(await this.#code()), client_id: 'reader' })
      const form = { grant_type: 'refresh_token', refresh_token: text(refresh_token), client_id: 'reader' }
      return { kind: 'refresh token', use: () => this.#token(form) }
    },
    'device code': async () => {
      const kiosk = { client_id: 'kiosk', scope: 'notes:read' }
      const { device_code, user_code } = await this.#members('device_authorization', kiosk)
      await this.#logIn()
      const page = await this.#post('device', { user_code: text(user_code) })
      const decided = await this.#post('device', [...hidden(await page.text()), ['decision', 'approve']])
      if (decided.status !== 200) throw new Error(`Unexpected ${decided.status}, expected a decision`)
      const form = { grant_type: deviceGrant, client_id: 'kiosk', device_code: text(device_code) }
      return { kind: 'device code', use: () => this.#token(form) }
    },
    request_uri: async () => {
      const { request_uri } = await this.#members('par', asked)
      const query = new URLSearchParams({ client_id: 'reader', request_uri: text(request_uri) })
      const address = this.#sandbox.url(`/oauth2/authorize?${query}`)
      return { kind: 'request_uri', use: async () => used(await fetch(address), 200) }
    },
    'jti of an assertion': async () => {
      const form = { grant_type: 'client_credentials', ...this.#assertion() }
      return { kind: 'jti of an assertion', use: () => this.#token(form) }
    },
    'jti of a proof': async () => {
      const form = () => ({ grant_type: 'client_credentials', ...this.#assertion() })
      const refused = await this.#post('token', form(), { dpop: this.#proof('') })
      await refused.text()
      const dpop = this.#proof(refused.headers.get('dpop-nonce') ?? '')
      return {
        kind: 'jti of a proof',
        use: async () => used(await this.#post('token', form(), { dpop }), 200),
      }
    },
    decision: async () => {
      const fields = [...(await this.#consent()), ['decision', 'approve']] as const
      return { kind: 'decision', use: async () => used(await this.#post('authorize', fields), 303) }
    },
  }

  async #token(form: Fields): Promise<Used> {
    return used(await this.#post('token', form), 200)
  }

  /** A code that Ada agreed to, as the form that redeems it. */
  async #code(): Promise<Fields> {
    const decided = await this.#post('authorize', [...(await this.#consent()), ['decision', 'approve']])
    const code = new URL(decided.headers.get('location') ?? '').searchParams.get('code')
    const { redirect_uri } = asked
    return { grant_type: 'authorization_code', code: text(code), redirect_uri, code_verifier: verifier }
  }

  /** The fields of a page that asks Ada for her consent. */
  async #consent(): Promise<Pairs> {
    await this.#logIn()
    return hidden(await this.#page())
  }

  async #page(): Promise<string> {
    const headers = { cookie: this.#cookie }
    return (
      await fetch(this.#sandbox.url(`/oauth2/authorize?${new URLSearchParams(asked)}`), { headers })
    ).text()
  }

  async #logIn(): Promise<void> {
    if (this.#cookie !== '') return
    const { userId, password } = this.#sandbox.credentials.oauth2.resourceOwner
    const fields: Pairs = [...hidden(await this.#page()), ['userId', userId], ['password', password]]
    const answer = await this.#post('authorize', fields)
    this.#cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? ''
    if (this.#cookie === '') throw new Error(`Unexpected ${answer.status} without a session`)
  }

  async #members(path: string, form: Fields): Promise<Readonly<Record<string, unknown>>> {
    const answer = await this.#post(path, form)
    if (!answer.ok) throw new Error(`Unexpected ${answer.status} of ${path}: ${await answer.text()}`)
    return (await answer.json()) as Record<string, unknown>
  }

  #post(path: string, fields: Fields | Pairs, headers: Fields = {}): Promise<Response> {
    const pairs: Pairs = Array.isArray(fields) ? fields : Object.entries(fields)
    const body = new URLSearchParams(pairs.map(([name, value]) => [name, value]))
    return fetch(this.#sandbox.url(`/oauth2/${path}`), {
      method: 'POST',
      headers: { ...headers, cookie: this.#cookie },
      body,
      redirect: 'manual',
    })
  }

  #assertion(): Fields {
    const client_id = 'nightly-key'
    const { labClients } = this.#sandbox.credentials.oauth2
    const { privateJwk } = labClients.find((client: { client_id: string }) => client.client_id === client_id)
    const exp = Math.floor(Date.now() / 1000) + 600
    const iss = this.#sandbox.url('')
    const claims = { iss: client_id, sub: client_id, aud: iss, exp, jti: randomUUID() }
    const alg: string = privateJwk.alg ?? (privateJwk.kty === 'EC' ? 'ES256' : 'RS256')
    return {
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: signJwt(JSON.stringify({ alg }), JSON.stringify(claims), { alg, key: privateJwk }),
    }
  }

  #proof(nonce: string): string {
    const { kty, crv, x, y } = this.#keys.publicKey.export({ format: 'jwk' })
    const header = { typ: 'dpop+jwt', alg: 'ES256', jwk: { kty, crv, x, y } }
    const iat = Math.floor(Date.now() / 1000)
    const htu = this.#sandbox.url('/oauth2/token')
    const claims = { jti: randomUUID(), htm: 'POST', htu, iat, nonce }
    const key = this.#keys.privateKey.export({ format: 'jwk' }) as JsonWebKey
    return signJwt(JSON.stringify(header), JSON.stringify(claims), { alg: 'ES256', key })
  }
}

/** Taken, or refused in the protocol's own way. Anything else is neither. */
async function used(answer: Response, taken: number): Promise<Used> {
  const body = await answer.text()
  if (answer.status !== taken && answer.status !== 400 && answer.status !== 401)
    throw new Error(`Unexpected ${answer.status}: ${body}`)
  const won = answer.status === taken
  const isJson = answer.headers.get('content-type') === 'application/json'
  return won && isJson ? { won, token: text(JSON.parse(body).access_token) } : { won }
}

function hidden(page: string): Pairs {
  const form = readHtmlForm(page)
  if (!form) throw new Error(`Unexpected page without a form: ${page}`)
  return form.fields
}

function text(value: unknown): string {
  if (typeof value !== 'string') throw new Error(`Unexpected ${value}, expected a string`)
  return value
}
