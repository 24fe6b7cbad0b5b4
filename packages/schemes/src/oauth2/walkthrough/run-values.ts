/** What the steps read off a run: who takes part, and what earlier answers brought. */
import { decodeForm, onlyValue } from '@lockstep/http/form-urlencoded'
import type { Exchange, Run } from '../../scheme.ts'
import type { ClientCredentials, OAuth2Credentials } from '../sandbox.ts'

export function credentialsOf(run: Run): OAuth2Credentials {
  return run.credentials
}

/** A client of the sandbox, as its owner knows it. */
export function clientOf(run: Run, clientId: string): ClientCredentials {
  const { clients, labClients } = credentialsOf(run)
  const found = [...clients, ...labClients].find(({ client_id }) => client_id === clientId)
  if (!found) throw new Error(`Unexpected sandbox without a client ${clientId}`)
  return found
}

/** The path of an endpoint. */
export function pathOf({ base }: Pick<Run, 'base'>, endpoint: string): string {
  return `${base}/oauth2/${endpoint}`
}

/** Where Reader takes its redirects. */
export function redirectUriOf({ origin, base }: Pick<Run, 'origin' | 'base'>): string {
  return `${origin}${pathOf({ base }, 'client/callback')}`
}

/** The base of the world without a check, wherever this run is. */
export function baseWithout({ sandbox }: Pick<Run, 'sandbox'>, check: string): string {
  return `/s/${sandbox}/without/oauth2.${check}`
}

/** The members of a JSON answer; none where there is no such answer. */
export function answerOf(exchange: Exchange | undefined): Readonly<Record<string, unknown>> {
  const body = exchange?.response.body
  if (!body || !('text' in body)) return {}
  try {
    const value: unknown = JSON.parse(body.text)
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}
  } catch {
    return {}
  }
}

/** A member of a JSON answer that is a string. */
export function memberOf(exchange: Exchange | undefined, name: string): string | undefined {
  const value = answerOf(exchange)[name]
  return typeof value === 'string' ? value : undefined
}

export function answerField(exchange: Exchange | undefined, name: string): string | undefined {
  return exchange?.response.headers.find(([given]) => given.toLowerCase() === name)?.[1]
}

/** A parameter of the address that the last answer of a step leads to, in its query or its fragment. */
export function redirected(run: Run, step: string, name: string): string | undefined {
  const location = answerField(run.exchanges(step).at(-1), 'location')
  const at = location?.search(/[?#]/) ?? -1
  return at < 0 ? undefined : onlyValue(decodeForm(location?.slice(at + 1) ?? '') ?? [], name)
}

/** The access token that a step brought, whichever of its answers it came in. Throws where it brought none. */
export function accessTokenIn(run: Run, step: string, then = 'Get one first'): string {
  const brought = run.exchanges(step).flatMap((exchange) => memberOf(exchange, 'access_token') ?? [])
  return brought[0] ?? missing('access tokens', then)
}

export function statusOf(run: Run, step: string, message = -1): string {
  return String(run.exchanges(step).at(message)?.response.status ?? '')
}

/** The check that a request of a step ended at, or `none`. */
export function checkOf(run: Run, step: string): string {
  const checks = run.exchanges(step).at(-1)?.verdict?.checks ?? []
  return checks.find(({ outcome }) => outcome === 'failed')?.id ?? 'none'
}

export function bodyTextOf(exchange: Exchange | undefined, of: 'request' | 'response'): string {
  const body = exchange?.[of].body
  return body && 'text' in body ? body.text : ''
}

/** A sentence needs the beginning of a value only. */
export function shortened(value: string): string {
  return value.length > 10 ? `${value.slice(0, 8)}…` : value
}

/** The values that are there, for a sentence. */
export function known(values: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
}

export function missing(what: string, then: string): never {
  throw new Error(`Unexpected step: there are no ${what} yet. ${then}.`)
}
