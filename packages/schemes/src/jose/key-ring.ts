/**
 * The keys of one algorithm over time. A key is made, published in the JWK Set, used, and kept until the last token that
 * it signed has expired. Each step of a key is a row of its own, so that two calls at once cannot undo each other: what
 * was withdrawn stays withdrawn, whoever publishes it at that moment.
 */
import { hex } from '@lockstep/crypto/hex'
import type { Server } from '../scheme.ts'
import type { PublicKeyAlgorithm } from './jwt-algorithm.ts'

/** Seconds for which the ring is read from fast memory. */
const readAgainAfter = 10

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

/** What a ring is of. */
export type RingOf = {
  /** Its rows begin with it: `jwt/`. */
  readonly prefix: string
  readonly alg: PublicKeyAlgorithm
  /** The kid of the key that was always there. */
  firstKid(server: RingServer): string
  /** Seconds from `iat` to `exp` of what its keys sign. */
  readonly tokenLifetime: number
  /** No more are made in one life of a sandbox. */
  readonly mostKeys: number
}

export type KeyRing = {
  /** Every key, the first one first. */
  readRing(server: RingServer): Promise<KeyRecord[]>
  /** The same from the store itself: for a kid that is not in the ring as it was read last. */
  readRingAfresh(server: RingServer): Promise<KeyRecord[]>
  /** When the last token of a key that another one replaced will have expired; null while it is in use, or before. */
  retiresAt(ring: readonly KeyRecord[], record: KeyRecord): number | null
  stateOf(ring: readonly KeyRecord[], record: KeyRecord, now: number): KeyState
  /** True for a key whose signatures are taken: it is in the published set, whether it signs already, still or no more. */
  isInSet(ring: readonly KeyRecord[], record: KeyRecord, now: number): boolean
  /** Makes the next key; undefined where there are too many. */
  addKey(server: RingServer, published: boolean): Promise<KeyRecord | undefined>
  /** Puts a key into the JWK Set. */
  publishKey(server: RingServer, record: KeyRecord): Promise<KeyRecord>
  /** Signs with this key from now on, whether it was published or not: the order is the caller's. */
  useKey(server: RingServer, record: KeyRecord): Promise<KeyRecord>
  /** Takes a key out of the set at once, with every token under it. */
  withdrawKey(server: RingServer, record: KeyRecord): Promise<KeyRecord>
}

/** The ring of one algorithm's keys, in rows of its own. */
export function keyRing({ prefix, alg, firstKid, tokenLifetime, mostKeys }: RingOf): KeyRing {
  const rows = `${prefix}keys/`
  const held = `${prefix}ring`
  /** Counts what was done to the keys. */
  const changes = `${prefix}ring-changes`

  const readRingAfresh = async (server: RingServer) => {
    const before = await server.volatile.get<number>(changes)
    const first = firstKid(server)
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

  const take = async (server: RingServer, record: KeyRecord, step: Step, what: Partial<KeyRecord>) => {
    await server.store.put(`${rows}${record.kid}/${step}`, what)
    await server.volatile.increment(changes, {})
    await server.volatile.delete(held)
    return { ...record, ...what }
  }

  const retiresAt = (ring: readonly KeyRecord[], record: KeyRecord) => {
    const { turn } = record
    if (turn === null || record === currentRecord(ring)) return null
    const next = ring
      .filter((other) => other.turn !== null && other.turn > turn)
      .reduce<number | null>((least, { usedFrom }) => Math.min(least ?? Infinity, usedFrom ?? Infinity), null)
    // Another process may go on signing with it until it reads the ring again.
    return next === null ? null : next + (tokenLifetime + readAgainAfter) * 1000
  }

  const stateOf = (ring: readonly KeyRecord[], record: KeyRecord, now: number): KeyState => {
    if (record.withdrawnAt !== null) return 'withdrawn'
    if (record === currentRecord(ring)) return 'in use'
    const end = retiresAt(ring, record)
    if (end !== null && now >= end) return 'retired'
    if (record.publishedAt === null) return 'unpublished'
    return end === null ? 'published' : 'replaced'
  }

  return {
    readRingAfresh,
    retiresAt,
    stateOf,
    readRing: async (server) => (await server.volatile.get<KeyRecord[]>(held)) ?? readRingAfresh(server),
    isInSet: (ring, record, now) =>
      record.publishedAt !== null && !['retired', 'withdrawn'].includes(stateOf(ring, record, now)),
    async addKey(server, published) {
      const made = await server.store.increment(`${prefix}keys-made`, {})
      if (made >= mostKeys) return undefined
      const record = { ...unused, kid: `${alg.toLowerCase()}-${hex(server.random(4))}` }
      return take(server, record, 'made', { publishedAt: published ? server.now : null })
    },
    publishKey: (server, record) =>
      take(server, record, 'published', { publishedAt: record.publishedAt ?? server.now }),
    async useKey(server, record) {
      const turn = await server.store.increment(`${prefix}key-turns`, {})
      return take(server, record, 'used', { usedFrom: server.now, turn })
    },
    withdrawKey: (server, record) => take(server, record, 'withdrawn', { withdrawnAt: server.now }),
  }
}

/** The key that signs now: never one that was withdrawn, even where that came a moment after its turn. */
export function currentRecord(ring: readonly KeyRecord[]): KeyRecord | undefined {
  return ring
    .filter(({ withdrawnAt }) => withdrawnAt === null)
    .reduce<KeyRecord | undefined>(
      (last, record) => (record.turn !== null && record.turn > (last?.turn ?? -1) ? record : last),
      undefined,
    )
}

type Step = 'made' | 'published' | 'used' | 'withdrawn'

const unused = { publishedAt: null, usedFrom: null, turn: null, withdrawnAt: null }
const alwaysThere = { publishedAt: 0, usedFrom: 0, turn: 0 }
