import { StoreFull } from '@lockstep/schemes/scheme'
import type { Expiry, Store } from '@lockstep/store/store'
import { refuse } from './refusal.ts'

type Kind = 'rows' | 'claims'

/**
 * Counts the rows that one life of a sandbox keeps, over all of its worlds. It counts what this process wrote: after a
 * restart the count begins anew, the rows stay.
 */
export class Ledger {
  readonly #most: Readonly<Record<Kind, number>>
  readonly #now: () => number
  /** When each row expires, by key. */
  readonly #kept: Record<Kind, Map<string, number>> = { rows: new Map(), claims: new Map() }
  /** Before this moment a sweep would find nothing. */
  readonly #sweepAt: Record<Kind, number> = { rows: 0, claims: 0 }
  #ended = false

  constructor(most: Readonly<Record<Kind, number>>, now: () => number) {
    this.#most = most
    this.#now = now
  }

  /** The sandbox was reset or has ended: a request that is still under way writes no row any more. */
  end(): void {
    this.#ended = true
  }

  /** Enters a row; `renews` where writing it again begins its life anew. Throws `StoreFull` where there is no room: nothing unexpired ever makes room for another. */
  enter(kind: Kind, key: string, { ttl }: Expiry, renews: boolean): void {
    this.#needLife()
    const kept = this.#kept[kind]
    const now = this.#now()
    // A second claim and a further count leave the expiry of the first.
    if (!renews && (kept.get(key) ?? 0) > now) return
    if (kept.size >= this.#most[kind] && !kept.has(key)) {
      this.#sweep(kind, now)
      if (kept.size >= this.#most[kind]) throw new StoreFull(`No room for more ${kind}.`)
    }
    const expires = ttl === undefined ? Number.POSITIVE_INFINITY : now + ttl * 1000
    kept.set(key, expires)
    if (expires < this.#sweepAt[kind]) this.#sweepAt[kind] = expires
  }

  leave(key: string): void {
    this.#needLife()
    this.#kept.rows.delete(key)
    this.#kept.claims.delete(key)
  }

  leaveAll(prefix: string): void {
    this.#needLife()
    for (const kept of Object.values(this.#kept))
      for (const key of kept.keys()) if (key.startsWith(prefix)) kept.delete(key)
  }

  #needLife(): void {
    if (this.#ended) throw refuse('sandbox-ended')
  }

  #sweep(kind: Kind, now: number): void {
    if (now < this.#sweepAt[kind]) return
    let next = Number.POSITIVE_INFINITY
    for (const [key, expires] of this.#kept[kind]) {
      if (expires <= now) this.#kept[kind].delete(key)
      else if (expires < next) next = expires
    }
    this.#sweepAt[kind] = next
  }
}

/** A world's store that keeps to the sandbox's ledger. `name` tells the world's rows in the ledger from all others. */
export function limitedStore(name: string, store: Store, ledger: Ledger): Store {
  return {
    get: (key) => store.get(key),
    list: (prefix) => store.list(prefix),
    put(key, value, expiry = {}) {
      ledger.enter('rows', name + key, expiry, true)
      return store.put(key, value, expiry)
    },
    increment(key, expiry) {
      ledger.enter('rows', name + key, expiry, false)
      return store.increment(key, expiry)
    },
    claim(key, expiry) {
      ledger.enter('claims', name + key, expiry, false)
      return store.claim(key, expiry)
    },
    delete(key) {
      ledger.leave(name + key)
      return store.delete(key)
    },
    clear(prefix) {
      ledger.leaveAll(name + prefix)
      return store.clear(prefix)
    },
  }
}
