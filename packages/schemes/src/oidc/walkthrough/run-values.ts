/** What the steps read off a run: who takes part, and what earlier answers brought. */

import { base64url } from '@lockstep/crypto/base64'
import { decodeForm, onlyValue } from '@lockstep/http/form-urlencoded'
import { memberOf, missing } from '../../oauth2/walkthrough/run-values.ts'
import type { Exchange, Run } from '../../scheme.ts'
import type { Configured, Json } from '../client.ts'
import type { Drawn } from '../credentials/authentication-request.ts'
import type { OidcCredentials } from '../sandbox.ts'

/** The one client of this lesson: the confidential one. */
export const clientId = 'relying-party'

export function clientOf(run: Run) {
  const { clients } = run.credentials as OidcCredentials
  const found = clients.find(({ client_id }) => client_id === clientId)
  if (!found) throw new Error(`Unexpected sandbox without a client ${clientId}`)
  return found
}

/** The path of an endpoint of the provider, or of the client's own. */
export function pathOf({ base }: Pick<Run, 'base'>, endpoint: string): string {
  return `${base}/oidc/${endpoint}`
}

export function redirectUriOf({ origin, base }: Pick<Run, 'origin' | 'base'>): string {
  return `${origin}${pathOf({ base }, 'client/callback')}`
}

/** What the client was set up with: written down before anything was fetched. */
export function configuredIn({ origin, base }: Pick<Run, 'origin' | 'base'>): Configured {
  return { issuer: `${origin}${base}`, client_id: clientId, id_token_signed_response_alg: 'RS256' }
}

/** What a step drew for its login. */
export function drawnIn(run: Run, step: string): Drawn {
  const { state, nonce, codeVerifier } = run.inputsOf(step)
  if (state === undefined || nonce === undefined || codeVerifier === undefined)
    return missing('values to compare with', 'Send Ada off first')
  return { state, nonce, codeVerifier }
}

/** 128 random bits. */
export function fresh({ random }: Pick<Run, 'random'>, octets = 16): string {
  return base64url.encode(random(octets))
}

/** A token of the last answer of a step. Throws where it brought none. */
export function tokenIn(run: Run, step: string, name: 'id_token' | 'access_token'): string {
  const what = name === 'id_token' ? 'ID Tokens' : 'access tokens'
  return memberOf(run.exchanges(step).at(-1), name) ?? missing(what, 'Redeem the code first')
}

/** A JSON answer, or undefined where there is none. */
export function jsonIn(exchange: Exchange | undefined): Json | undefined {
  const body = exchange?.response.body
  if (exchange?.response.status !== 200 || !body || !('text' in body)) return undefined
  try {
    const value: unknown = JSON.parse(body.text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined
  } catch {
    return undefined
  }
}

/** The keys of a JWK Set. */
export function keysIn(exchange: Exchange | undefined): readonly (JsonWebKey & { readonly kid?: string })[] {
  const keys = jsonIn(exchange)?.keys
  return Array.isArray(keys) ? keys : []
}

/** The claims of a token, unverified; empty where it cannot be read. */
export function partsOf(token: string): { readonly header: Json; readonly claims: Json } {
  const [header, claims] = token.split('.').map(objectIn)
  return { header: header ?? {}, claims: claims ?? {} }
}

function objectIn(part: string): Json {
  const octets = base64url.decode(part)
  if (!octets) return {}
  try {
    return JSON.parse(new TextDecoder().decode(octets)) as Json
  } catch {
    return {}
  }
}

/** What came to the redirect URI with the last message of a step that went there. */
export function answerAt(run: Run, step: string, message = -1): ReturnType<typeof pairsOf> {
  return pairsOf(run.exchanges(step).at(message)?.request.target ?? '')
}

function pairsOf(target: string) {
  const at = target.indexOf('?')
  return (at < 0 ? undefined : decodeForm(target.slice(at + 1))) ?? []
}

export function parameterAt(run: Run, step: string, name: string, message = -1): string | undefined {
  return onlyValue(answerAt(run, step, message), name)
}
