/** A sandbox as a client of its authorization server meets it, and gets one thing wrong. */
import { createHash, generateKeyPairSync, randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import { told } from '../interop-lab.ts'
import { ResourceOwner } from '../resource-owner.ts'
import { type Jwk, signJwt } from '../sign-jwt.ts'
import type { ProbeWorld } from './probe.ts'

export type Door = 'oauth2' | 'oidc'
export type Client = { readonly client_id: string; readonly client_secret?: string }
export type Fields = Readonly<Record<string, string | undefined>>
export type Answer = {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  // biome-ignore lint/suspicious/noExplicitAny: each endpoint has content of its own
  readonly body: any
}

export const callback = 'http://127.0.0.1:49152/callback'
export const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code'
export const verifier = 'a-verifier-of-forty-three-characters-or-more'
export const sha256 = (text: string) => createHash('sha256').update(text).digest('base64url')
export const pkce = { code_challenge: sha256(verifier), code_challenge_method: 'S256' }

/** A client that the sandbox begins with. */
export function seeded(world: ProbeWorld, id: string): Client {
  const { oauth2, oidc } = world.sandbox.credentials
  const all: Client[] = [...oauth2.clients, ...oauth2.labClients, ...oidc.clients, ...oidc.labClients]
  const found = all.find(({ client_id }) => client_id === id)
  if (!found) throw new Error(`There is no client ${id}`)
  return found
}

export const basic = ({ client_id, client_secret = '' }: Client): Record<string, string> => ({
  authorization: `Basic ${btoa(`${encodeURIComponent(client_id)}:${encodeURIComponent(client_secret)}`)}`,
})

export function formOf(fields: Fields): URLSearchParams {
  return new URLSearchParams(
    Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
}

/** Asks an endpoint, and follows no redirect. */
export async function ask(world: ProbeWorld, path: string, init: RequestInit = {}): Promise<Answer> {
  const answer = await fetch(path.startsWith('http') ? path : world.sandbox.url(path), {
    redirect: 'manual',
    ...init,
  })
  const text = await answer.text()
  const isJson = /json/.test(answer.headers.get('content-type') ?? '')
  return { status: answer.status, headers: answer.headers, text, body: isJson ? JSON.parse(text) : null }
}

type Posting = { readonly door?: Door; readonly headers?: Record<string, string> }

/** Posts a form as this client: with its secret where it has one, else by its name. */
export function post(
  world: ProbeWorld,
  path: string,
  client: Client | undefined,
  fields: Fields,
  { door = 'oauth2', headers = {} }: Posting = {},
): Promise<Answer> {
  const proves = client?.client_secret !== undefined
  const named = client && !proves ? { client_id: client.client_id } : {}
  return ask(world, `/${door}/${path}`, {
    method: 'POST',
    headers: { ...(client && proves ? basic(client) : {}), ...headers },
    body: formOf({ ...named, ...fields }),
  })
}

/** Registers a client for these probes. */
export async function register(
  world: ProbeWorld,
  metadata: object = {},
  door: Door = 'oauth2',
): Promise<Client> {
  const { status, body } = await tryRegister(world, metadata, door)
  expect(status, JSON.stringify(body)).toBe(201)
  return body
}

export function tryRegister(world: ProbeWorld, metadata: object, door: Door = 'oauth2'): Promise<Answer> {
  return ask(world, `/${door}/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ client_name: 'Probe', redirect_uris: [callback], ...metadata }),
  })
}

/** The usual authorization request of Reader, with changes; `undefined` leaves one out. */
export function requestOf(fields: Fields = {}): URLSearchParams {
  return formOf({
    client_id: 'reader',
    redirect_uri: callback,
    response_type: 'code',
    scope: 'notes:read notes:write',
    state: 'a state',
    ...pkce,
    ...fields,
  })
}

export const authorize = (world: ProbeWorld, query: URLSearchParams | string, door: Door = 'oauth2') =>
  world.sandbox.url(`/${door}/authorize?${query}`)

const people = new WeakMap<ProbeWorld, ResourceOwner>()

/** Ada at her user agent, the same one each time. */
export function ada(world: ProbeWorld): ResourceOwner {
  const known = people.get(world) ?? new ResourceOwner(world.sandbox)
  people.set(world, known)
  return known
}

/** Ada approves; what came back to the client. */
export async function approved(
  world: ProbeWorld,
  fields: Fields = {},
  door: Door = 'oauth2',
): Promise<URLSearchParams> {
  const { url } = await ada(world).approve(authorize(world, requestOf(fields), door))
  return url.searchParams
}

export async function codeOf(world: ProbeWorld, fields: Fields = {}, door: Door = 'oauth2') {
  const code = (await approved(world, fields, door)).get('code')
  if (code === null) throw new Error('There is no code')
  return code
}

/** Redeems a code, with changes. */
export function redeem(
  world: ProbeWorld,
  code: string,
  { client = { client_id: 'reader' }, ...fields }: { client?: Client } & Record<string, unknown> = {},
  posting: Posting = {},
): Promise<Answer> {
  const usual = { grant_type: 'authorization_code', code, redirect_uri: callback, code_verifier: verifier }
  return post(world, 'token', client, { ...usual, ...(fields as Fields) }, posting)
}

/** The tokens of a flow of their own. */
export async function tokensOf(
  world: ProbeWorld,
  fields: Fields = {},
  client?: Client,
  door: Door = 'oauth2',
) {
  const code = await codeOf(world, { ...(client ? { client_id: client.client_id } : {}), ...fields }, door)
  const answer = await redeem(world, code, client ? { client } : {}, { door })
  expect(answer.status, answer.text).toBe(200)
  return answer.body as { access_token: string; refresh_token: string; id_token: string; scope: string }
}

export function refresh(
  world: ProbeWorld,
  token: string,
  fields: Fields = {},
  client: Client = { client_id: 'reader' },
) {
  return post(world, 'token', client, { grant_type: 'refresh_token', refresh_token: token, ...fields })
}

/** Calls the API with a token. */
export function call(
  world: ProbeWorld,
  token: string,
  { method = 'GET', scheme = 'Bearer', path = '/oauth2/whoami', headers = {} } = {},
): Promise<Answer> {
  return ask(world, path, { method, headers: { authorization: `${scheme} ${token}`, ...headers } })
}

/** Status and error code of an endpoint that answers in JSON. */
export const errorOf = ({ status, body }: Answer) => [status, body?.error]

export async function failed(world: ProbeWorld, { headers }: Answer): Promise<string | null> {
  return told(await world.sandbox.exchange(headers.get('exchange-id'))).failed
}

/** Expects a page for people, and no way on. */
export function expectDeadEnd({ status, headers, text }: Answer, what = ''): void {
  expect([status, headers.get('location')], what).toEqual([400, null])
  expect(headers.get('content-type'), what).toBe('text/html; charset=utf-8')
  expect(text, what).not.toMatch(/http-equiv|<script|<form/i)
}

export type ProofKey = { readonly privateJwk: Jwk; readonly publicJwk: Jwk; readonly jkt: string }

export function proofKey(): ProofKey {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const publicJwk = publicKey.export({ format: 'jwk' }) as unknown as Jwk
  const { crv, kty, x, y } = publicJwk
  return {
    privateJwk: privateKey.export({ format: 'jwk' }) as unknown as Jwk,
    publicJwk,
    jkt: sha256(JSON.stringify({ crv, kty, x, y })),
  }
}

/** A DPoP proof by Node's own cryptography, with members in place of, or beside, the right ones. */
export function proof(key: ProofKey, claims: object, header: object = {}, signer = key): string {
  return signJwt(
    JSON.stringify({ typ: 'dpop+jwt', alg: 'ES256', jwk: key.publicJwk, ...header }),
    JSON.stringify({ jti: randomUUID(), iat: Math.floor(Date.now() / 1000), ...claims }),
    { alg: 'ES256', key: signer.privateJwk },
  )
}
