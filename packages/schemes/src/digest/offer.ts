import type { Server } from '../scheme.ts'
import { digestAlgorithm } from './digest-algorithm.ts'

/** What a world's challenges offer. */
export type Offer = {
  /** One challenge each, in this order (RFC 7616 §3.7: the order of preference). */
  readonly algorithms: readonly string[]
  readonly qop: readonly string[]
  /** Seconds. */
  readonly nonceLifetime: number
  /** Each nonce serves one request, and the answer brings the next (RFC 7616 §3.5, nextnonce). */
  readonly oneTime: boolean
}

/**
 * MD5 is there because clients without SHA-256 are, and last, because the first that a client supports is taken. Neither
 * SHA-512-256 nor -sess is offered unasked: some clients get them wrong, and one gives up on a first it does not know.
 */
export const standardOffer: Offer = {
  algorithms: ['SHA-256', 'MD5'],
  qop: ['auth', 'auth-int'],
  nonceLifetime: 300,
  oneTime: false,
}

export type Settings = {
  readonly offer: Offer
  /** Nonces from before are stale: which counts were seen then is not known any more (after a reset, say). */
  readonly since: number
}

const row = 'digest/settings'

/** The settings of a world, made at its first request. They live in fast memory, with the nonce counts. */
export async function settingsOf(server: Pick<Server, 'volatile' | 'now'>): Promise<Settings> {
  const kept = await server.volatile.get<Settings>(row)
  if (kept) return kept
  const settings = { offer: standardOffer, since: server.now }
  await server.volatile.put(row, settings)
  return settings
}

/** Changes what a world offers. Nonces that are out keep their lifetime. */
export async function changeOffer(server: Pick<Server, 'volatile' | 'now'>, offer: Offer): Promise<void> {
  const { since } = await settingsOf(server)
  await server.volatile.put(row, { offer, since })
}

/** Reads the wanted changes of an offer; a sentence about the first mistake where there is one. */
export function readOffer(text: string, from: Offer): Offer | string {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return 'The body is not JSON.'
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return 'The body is not a JSON object.'
  const wanted = { ...from, ...value }
  const algorithms = choices(wanted.algorithms, (name) => digestAlgorithm(name)?.name === name)
  if (!algorithms)
    return '"algorithms" lists at least one of MD5, SHA-256, SHA-512-256 and their -sess forms, each once.'
  const qop = choices(wanted.qop, (name) => name === 'auth' || name === 'auth-int')
  if (!qop) return '"qop" lists "auth", "auth-int" or both.'
  const { nonceLifetime, oneTime } = wanted
  if (!Number.isInteger(nonceLifetime) || nonceLifetime < 1 || nonceLifetime > 86_400)
    return '"nonceLifetime" is a whole number of seconds, from 1 to 86400.'
  if (typeof oneTime !== 'boolean') return '"oneTime" is true or false.'
  return { algorithms, qop, nonceLifetime, oneTime }
}

/** The value where it is a list of known names, each there once and at least one. */
function choices(value: unknown, known: (name: string) => boolean): string[] | undefined {
  if (!Array.isArray(value) || value.length === 0 || new Set(value).size < value.length) return undefined
  return value.every((name): name is string => typeof name === 'string' && known(name)) ? value : undefined
}
