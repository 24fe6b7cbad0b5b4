import type { Expiry, Store } from './store.ts'

type Row = { value: unknown; expires: number }

/** A store in this process's memory. `now` is the wall clock in milliseconds. */
export class MemoryStore implements Store {
  readonly #rows = new Map<string, Row>()
  readonly #now: () => number
  #sweepAt = 0

  constructor(now: () => number) {
    this.#now = now
  }

  get<T>(key: string): T | undefined {
    return this.#live(key)?.value as T | undefined
  }

  put(key: string, value: unknown, expiry: Expiry = {}): void {
    this.#set(key, structuredClone(value), expiry)
  }

  delete(key: string): void {
    this.#rows.delete(key)
  }

  list<T>(prefix: string): [string, T][] {
    const found: [string, T][] = []
    for (const key of this.#rows.keys()) {
      if (!key.startsWith(prefix)) continue
      const row = this.#live(key)
      if (row) found.push([key, row.value as T])
    }
    return found.sort(([a], [b]) => (a < b ? -1 : 1))
  }

  clear(prefix: string): void {
    for (const key of this.#rows.keys()) if (key.startsWith(prefix)) this.#rows.delete(key)
  }

  claim(key: string, expiry: Expiry): boolean {
    if (this.#live(key)) return false
    this.#set(key, 1, expiry)
    return true
  }

  increment(key: string, expiry: Expiry): number {
    const row = this.#live(key)
    if (!row) {
      this.#set(key, 1, expiry)
      return 1
    }
    row.value = (row.value as number) + 1
    return row.value as number
  }

  #live(key: string): Row | undefined {
    const row = this.#rows.get(key)
    if (row && row.expires <= this.#now()) {
      this.#rows.delete(key)
      return undefined
    }
    return row
  }

  #set(key: string, value: unknown, { ttl }: Expiry): void {
    const now = this.#now()
    if (now >= this.#sweepAt) this.#sweep(now)
    this.#rows.set(key, { value, expires: ttl === undefined ? Number.POSITIVE_INFINITY : now + ttl * 1000 })
  }

  /** Once a minute at the most: expired rows must not pile up where nobody asks for them again. */
  #sweep(now: number): void {
    for (const [key, row] of this.#rows) if (row.expires <= now) this.#rows.delete(key)
    this.#sweepAt = now + 60_000
  }
}
