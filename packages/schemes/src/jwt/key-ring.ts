/**
 * The ES256 keys of a world over time. A key is made, published in the JWK Set, used, and kept until the last token that
 * it signed has expired. Each step of a key is a row of its own, so that two calls at once cannot undo each other: what
 * was withdrawn stays withdrawn, whoever publishes it at that moment.
 */
import { hex } from '@lockstep/crypto/hex'
import type { Server } from '../scheme.ts'
import { seededKid } from './seeded-keys.ts'

/** Seconds from `iat` to `exp` of what this issuer signs. */
export const tokenLifetime = 900
/** Seconds for which the ring is read from fast memory. */
const readAgainAfter = 10
/** No more are made in one life of a sandbox. */
export const mostKeys = 16

export type KeyRecord = {
  readonly kid: string
  /** Milliseconds since 1970; 0 for the first key, which was always there. */
  readonly publishedAt: number | null
  readonly usedFrom: number | null
  /** Counts the switches: of all keys the one with the highest turn signs. */
  readonly turn: number | null
  readonly withdrawnAt: number | null
}

export type RingServer = Pick<Server, 'store' | 'volatile' | 'worldSeed' | 'now' | 'random'>

export type KeyState = 'unpublished' | 'published' | 'in use' | 'replaced' | 'retired' | 'withdrawn'

const rows = 'jwt/keys/'
const held = 'jwt/ring'
/** Counts what was done to the keys. */
const changes = 'jwt/ring-changes'

/** Every ES256 key, the first one first. */
export async function readRing(server: RingServer): Promise<KeyRecord[]> {
  return (await server.volatile.get<KeyRecord[]>(held)) ?? readRingAfresh(server)
}

/** The same from the store itself: for a kid that is not in the ring as it was read last. */
export async function readRingAfresh(server: RingServer): Promise<KeyRecord[]> {
  const before = await server.volatile.get<number>(changes)
  const first = seededKid(server, 'ES256')
  const records = new Map<string, KeyRecord>([[first, { ...unused, kid: first, ...alwaysThere }]])
  for (const [row, step] of await server.store.list<Partial<KeyRecord>>(rows)) {
    const [kid = ''] = row.slice(rows.length).split('/')
    records.set(kid, { ...(records.get(kid) ?? { ...unused, kid }), ...step })
  }
  const ring = [...records.values()]
  ring.sort((a, b) => (a.publishedAt ?? server.now) - (b.publishedAt ?? server.now))
  await server.volatile.put(held, ring, { ttl: readAgainAfter })
  // A key that was withdrawn while the rows were read must not be held as a good one.
  if ((await server.volatile.get<number>(changes)) !== before) await server.volatile.delete(held)
  return ring
}

const unused = { publishedAt: null, usedFrom: null, turn: null, withdrawnAt: null }
const alwaysThere = { publishedAt: 0, usedFrom: 0, turn: 0 }

/** The key that signs now: never one that was withdrawn, even where that came a moment after its turn. */
export function currentRecord(ring: readonly KeyRecord[]): KeyRecord | undefined {
  return ring
    .filter(({ withdrawnAt }) => withdrawnAt === null)
    .reduce<KeyRecord | undefined>(
      (last, record) => (record.turn !== null && record.turn > (last?.turn ?? -1) ? record : last),
      undefined,
    )
}

/** When the last token of a key that another one replaced will have expired; null while it is in use, or before. */
export function retiresAt(ring: readonly KeyRecord[], record: KeyRecord): number | null {
  const { turn } = record
  if (turn === null || record === currentRecord(ring)) return null
  const next = ring
    .filter((other) => other.turn !== null && other.turn > turn)
    .reduce<number | null>((least, { usedFrom }) => Math.min(least ?? Infinity, usedFrom ?? Infinity), null)
  // Another process may go on signing with it until it reads the ring again.
  return next === null ? null : next + (tokenLifetime + readAgainAfter) * 1000
}

export function stateOf(ring: readonly KeyRecord[], record: KeyRecord, now: number): KeyState {
  if (record.withdrawnAt !== null) return 'withdrawn'
  if (record === currentRecord(ring)) return 'in use'
  const end = retiresAt(ring, record)
  if (end !== null && now >= end) return 'retired'
  if (record.publishedAt === null) return 'unpublished'
  return end === null ? 'published' : 'replaced'
}

/** True for a key whose signatures are taken: it is in the published set, whether it signs already, still or no more. */
export function isInSet(ring: readonly KeyRecord[], record: KeyRecord, now: number): boolean {
  return record.publishedAt !== null && !['retired', 'withdrawn'].includes(stateOf(ring, record, now))
}

/** Makes the next key; undefined where there are too many. */
export async function addKey(server: RingServer, published: boolean): Promise<KeyRecord | undefined> {
  const made = await server.store.increment('jwt/keys-made', {})
  if (made >= mostKeys) return undefined
  const record = { ...unused, kid: `es256-${hex(server.random(4))}` }
  return take(server, record, 'made', { publishedAt: published ? server.now : null })
}

/** Puts a key into the JWK Set. */
export function publishKey(server: RingServer, record: KeyRecord): Promise<KeyRecord> {
  return take(server, record, 'published', { publishedAt: record.publishedAt ?? server.now })
}

/** Signs with this key from now on, whether it was published or not: the order is the caller's. */
export async function useKey(server: RingServer, record: KeyRecord): Promise<KeyRecord> {
  const turn = await server.store.increment('jwt/key-turns', {})
  return take(server, record, 'used', { usedFrom: server.now, turn })
}

/** Takes a key out of the set at once, with every token under it. */
export function withdrawKey(server: RingServer, record: KeyRecord): Promise<KeyRecord> {
  return take(server, record, 'withdrawn', { withdrawnAt: server.now })
}

type Step = 'made' | 'published' | 'used' | 'withdrawn'

async function take(
  server: RingServer,
  record: KeyRecord,
  step: Step,
  what: Partial<KeyRecord>,
): Promise<KeyRecord> {
  await server.store.put(`${rows}${record.kid}/${step}`, what)
  await server.volatile.increment(changes, {})
  await server.volatile.delete(held)
  return { ...record, ...what }
}
