/** Whether the client is who it says (RFC 6749 §2.3). */
import { base64 } from '@lockstep/crypto/base64'
import { equalConstantTime } from '@lockstep/crypto/bytes'
import { parseCredentials } from '@lockstep/http/authentication'
import { decodeFormText } from '@lockstep/http/form-urlencoded'
import { field, fieldLines, type HttpRequest, octets } from '@lockstep/http/message'
import type { Server } from '../../scheme.ts'
import type { Form } from '../verify/form.ts'
import { assertionFlaw, assertionType, clientNamedBy } from './client-assertion.ts'
import type { AuthenticationMethod, OAuthClient } from './client-metadata.ts'
import { findClient, hashOf } from './clients.ts'
import { mayTry, noteFailure } from './failed-tries.ts'

export type ClientAuthentication = {
  /** Whom the request names, where that is on record: not proven by itself. */
  readonly client?: OAuthClient
  /** True where it proved it, by the method that it registered. */
  readonly proven: boolean
  /** What was wrong, for the trace. No secret stands in it. */
  readonly flaw?: string
  /** True where too many tries failed: then nothing was compared. */
  readonly limited?: true
}

/** What a request brings to prove who its client is. */
export type Presented = {
  readonly method: AuthenticationMethod
  readonly clientId: string
  readonly secret?: string
  readonly assertion?: string
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** The ways in which a request authenticates its client; `none`, where it only names it. Empty where it does not. */
export function presentedWays(request: HttpRequest, form: Form): readonly Presented[] {
  const named = form.value('client_id')
  const ways: Presented[] = []
  if (fieldLines(request, 'authorization').length > 0) ways.push(readBasic(request))
  const secret = form.value('client_secret')
  if (secret !== undefined) ways.push({ method: 'client_secret_post', clientId: named ?? '', secret })
  const assertion = form.value('client_assertion')
  if (assertion !== undefined || form.value('client_assertion_type') !== undefined)
    ways.push(readAssertion(form, assertion ?? ''))
  return ways.length === 0 && named !== undefined ? [{ method: 'none', clientId: named }] : ways
}

/**
 * Authenticates the client of a request. `several` is for an endpoint whose list refuses two ways before: where that check
 * is taken away, the first is taken.
 */
export async function authenticateClient(
  request: HttpRequest,
  server: Server,
  form: Form,
  { several = 'refused' }: { several?: 'refused' | 'first' } = {},
): Promise<ClientAuthentication> {
  const ways = presentedWays(request, form)
  const [presented] = ways
  if (!presented) return { proven: false, flaw: 'no client named' }
  const client = await findClient(server, presented.clientId)
  const known = client ? { client } : {}
  if (ways.length > 1 && several === 'refused')
    return { ...known, proven: false, flaw: 'more than one way to authenticate' }
  const named = form.value('client_id')
  if (named !== undefined && named !== presented.clientId)
    return { ...known, proven: false, flaw: 'two clients named' }
  if (presented.secret !== undefined && !(await mayTry(server, presented.clientId)))
    return { ...known, proven: false, limited: true, flaw: 'too many failed tries' }
  const flaw = client ? await flawOf(server, client, presented) : 'no client on record'
  if (flaw === undefined) return { ...known, proven: true }
  if (presented.secret !== undefined) await noteFailure(server, presented.clientId)
  return { ...known, proven: false, flaw }
}

async function flawOf(
  server: Server,
  client: OAuthClient,
  { method, secret, assertion }: Presented,
): Promise<string | undefined> {
  // A client has one method: with two, the weaker one would do for whoever stole it (RFC 7591 §2).
  if (method !== client.token_endpoint_auth_method) return `${method}, which is not the registered method`
  if (method === 'none') return undefined
  if (method === 'private_key_jwt') return assertionFlaw(server, client, assertion ?? '')
  return isSecretOf(client, secret ?? '') ? undefined : 'another secret'
}

/** True where it hashes to the hash on record. */
export function isSecretOf({ secretHash }: Pick<OAuthClient, 'secretHash'>, secret: string): boolean {
  return secretHash !== undefined && equalConstantTime(octets(hashOf(secret)), octets(secretHash))
}

/** RFC 6749 §2.3.1: id and secret are form-encoded first, and then they are Basic's user-id and password. */
export function readBasic(request: HttpRequest): Presented {
  const nobody: Presented = { method: 'client_secret_basic', clientId: '', secret: '' }
  if (fieldLines(request, 'authorization').length > 1) return nobody
  const credentials = parseCredentials(field(request, 'authorization') ?? '')
  const pair = credentials?.authScheme.toLowerCase() === 'basic' ? textOf(credentials.token68) : undefined
  const colon = pair?.indexOf(':') ?? -1
  if (pair === undefined || colon < 0) return nobody
  const clientId = decodeFormText(pair.slice(0, colon))
  const secret = decodeFormText(pair.slice(colon + 1))
  return clientId === undefined || secret === undefined ? nobody : { ...nobody, clientId, secret }
}

function textOf(token68: string | undefined): string | undefined {
  const decoded = token68 === undefined ? undefined : base64.decode(token68)
  try {
    return decoded && utf8.decode(decoded)
  } catch {
    return undefined
  }
}

/** RFC 7521 §4.2: `client_id` is unnecessary, for the assertion names the client. */
function readAssertion(form: Form, assertion: string): Presented {
  const isJwt = form.value('client_assertion_type') === assertionType
  const clientId = isJwt ? clientNamedBy(assertion) : undefined
  return { method: 'private_key_jwt', clientId: clientId ?? form.value('client_id') ?? '', assertion }
}
