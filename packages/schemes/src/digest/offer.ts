import type { Member } from '../json-body.ts'
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

/** The members of a change, each as it is now where the change leaves it out. */
export function offerMembers(from: Offer) {
  return {
    algorithms: {
      initial: from.algorithms,
      says: 'at least one of MD5, SHA-256, SHA-512-256 and their -sess forms, each once',
      is: (value): value is readonly string[] =>
        isChoice(value, (name) => digestAlgorithm(name)?.name === name),
    } satisfies Member<readonly string[]>,
    qop: {
      initial: from.qop,
      says: 'a list of "auth", "auth-int" or both',
      is: (value): value is readonly string[] =>
        isChoice(value, (name) => name === 'auth' || name === 'auth-int'),
    } satisfies Member<readonly string[]>,
    nonceLifetime: {
      initial: from.nonceLifetime,
      says: 'a whole number of seconds, from 1 to 86400',
      is: (value): value is number =>
        Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 86_400,
    } satisfies Member<number>,
    oneTime: {
      initial: from.oneTime,
      says: 'true or false',
      is: (value): value is boolean => typeof value === 'boolean',
    } satisfies Member<boolean>,
  }
}

/** True for a list of known names, each there once and at least one. */
function isChoice(value: unknown, known: (name: string) => boolean): value is string[] {
  if (!Array.isArray(value) || value.length === 0 || new Set(value).size < value.length) return false
  return value.every((name) => typeof name === 'string' && known(name))
}
