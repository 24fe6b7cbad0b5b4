/** What the stories are made of: the honest moves of Ada, of Reader and of the others, and how Mallory makes hers. */
import { base64url } from '@lockstep/crypto/base64'
import {
  decodeForm,
  encodeForm,
  type FormPair,
  formMediaType,
  onlyValue,
} from '@lockstep/http/form-urlencoded'
import { type FieldLine, field, type HttpRequest, request } from '@lockstep/http/message'
import { heldTarget } from '../../redirect-to.ts'
import type { ClientCertificate, Exchange, World } from '../../scheme.ts'
import { clientSecretBasic } from '../credentials/client-authentication.ts'
import { codeChallengeOf } from '../credentials/pkce.ts'
import type { OAuth2Credentials } from '../sandbox.ts'

export type Confidential = { readonly client_id: string; readonly client_secret: string }
export type Tokens = {
  readonly access_token: string
  readonly token_type: string
  readonly refresh_token?: string
  readonly scope?: string
}
export type Fields = Readonly<Record<string, string>>

/** Where the program on Ada's own machine waits for its redirect. Any port will do there (RFC 8252 §7.3). */
export const loopbackRedirect = 'http://localhost:4711/callback'

export const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code'

export function credentialsIn(world: World): OAuth2Credentials {
  return world.credentials
}

/** A confidential client, as it authenticates. */
export function confidential(world: World, clientId: string): Confidential {
  const { clients, labClients } = credentialsIn(world)
  const known = [...clients, ...labClients].find(({ client_id }) => client_id === clientId)
  return { client_id: clientId, client_secret: expected(known?.client_secret, `a secret of ${clientId}`) }
}

// ─── Requests ───────────────────────────────────────────────────────────────────────────────────────────────────────

/** The address of an endpoint of the authorization server, or of the API beside it. */
export function at({ base }: Pick<World, 'base'>, path: string): string {
  return `${base}/oauth2/${path}`
}

export function authorizeAt(world: World, parameters: Fields): string {
  return `${at(world, 'authorize')}?${encodeForm(Object.entries(parameters))}`
}

/** What Reader asks for: a code, for a redirect URI and a scope, with a challenge where there is one. */
export function codeRequest(more: Fields = {}): Fields {
  return {
    response_type: 'code',
    client_id: 'reader',
    redirect_uri: loopbackRedirect,
    scope: 'notes:read',
    ...more,
  }
}

/** RFC 7636 §4.1 and §4.2. */
export function pkcePair(world: World): { verifier: string; challenge: Fields } {
  const verifier = base64url.encode(world.random(32))
  const code_challenge = codeChallengeOf(verifier)
  return { verifier, challenge: { code_challenge, code_challenge_method: 'S256' } }
}

/** A form, posted to one of the server's back-channel endpoints; by HTTP Basic where a secret is given. */
export function post(
  world: World,
  from: string,
  path: string,
  fields: Fields,
  { by, headers = [], says }: { by?: Confidential; headers?: readonly FieldLine[]; says?: string } = {},
): Promise<Exchange> {
  const message = formTo(at(world, path), Object.entries(fields), [...(by ? [basic(by)] : []), ...headers])
  return world.send(from, message, { to: 'authorization-server', ...(says === undefined ? {} : { says }) })
}

export function formTo(
  target: string,
  fields: readonly FormPair[],
  headers: readonly FieldLine[] = [],
): HttpRequest {
  return request('POST', target, [...headers, ['Content-Type', formMediaType]], encodeForm(fields))
}

export function basic({ client_id, client_secret }: Confidential): FieldLine {
  return ['Authorization', `Basic ${clientSecretBasic(client_id, client_secret).value}`]
}

export function call(
  world: World,
  from: string,
  { access_token, token_type }: Tokens,
  {
    method = 'GET',
    ...how
  }: { method?: 'GET' | 'POST'; says?: string; certificate?: ClientCertificate } = {},
): Promise<Exchange> {
  const message = request(method, at(world, 'whoami'), [['Authorization', `${token_type} ${access_token}`]])
  return world.send(from, message, { to: 'resource-server', ...how })
}

/** The first call with what was caught; undefined where nothing was. */
export async function used(world: World, from: string, tokens: Tokens | undefined) {
  return tokens && call(world, from, tokens)
}

// ─── Answers ────────────────────────────────────────────────────────────────────────────────────────────────────────

export function tokensIn(answer: Exchange): Tokens | undefined {
  if (answer.response.status !== 200) return undefined
  const { access_token, ...rest } = jsonIn(answer)
  return access_token === undefined ? undefined : ({ access_token, ...rest } as Tokens)
}

/** The members of a JSON answer. */
export function jsonIn(answer: Exchange): Readonly<Record<string, unknown>> {
  return JSON.parse(bodyOf(answer))
}

export function bodyOf({ response: { body } }: Exchange): string {
  return 'text' in body ? body.text : ''
}

export function locationOf({ response }: Exchange): string | undefined {
  return field(response, 'location')
}

/** Where a user agent was led: a Location, what this sandbox shows in place of one, or a page of Mallory's. */
export function leadsTo(answer: Exchange): string | undefined {
  const arrived = answer.to === 'attacker' ? answer.request.target : undefined
  return arrived ?? locationOf(answer) ?? heldTarget(bodyOf(answer))
}

/** A parameter in the query or the fragment of an address. */
export function parameterOf(address: string | undefined, name: string): string | undefined {
  const pairs = address?.split(/[?#]/).slice(1).join('&')
  return pairs === undefined ? undefined : onlyValue(decodeForm(pairs) ?? [], name)
}

/** For whom a call was let in, or null. */
export function letIn(answer: Exchange | undefined): string | null {
  return answer?.response.status === 200 ? (answer.verdict?.principal?.id ?? null) : null
}

export function expected<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`Unexpected answer of an honest flow, expected ${what}`)
  return value
}
