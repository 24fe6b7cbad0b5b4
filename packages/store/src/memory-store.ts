import { copyJson } from './json.ts'
import type { Expiry, Store } from './store.ts'

type Row = { value: unknown; expires: number }

/** The keys that end right after this path, and the paths one step further down: as in a file system. */
type Directory = { readonly keys: Set<string>; readonly below: Set<string> }

/** Expired rows looked for at each write: more than one, so that they go faster than new ones come. */
const sweptPerWrite = 4

/**
 * A store in this process's memory. `now` is the wall clock in milliseconds. A key is found in one step; listing and
 * clearing a prefix touch its own directory and what is below, however many rows there are elsewhere.
 */
export class MemoryStore implements Store {
  readonly #rows = new Map<string, Row>()
  readonly #directories = new Map<string, Directory>()
  readonly #now: () => number
  #sweeper = this.#rows.entries()

  constructor(now: () => number) {
    this.#now = now
  }

  /** How many rows are held, expired ones that nobody asked for since included. */
  get size(): number {
    return this.#rows.size
  }

  get<T>(key: string): T | undefined {
    const row = this.#live(key)
    return row && (copyJson(row.value) as T)
  }

  put(key: string, value: unknown, expiry: Expiry = {}): void {
    this.#set(key, copyJson(value), expiry)
  }

  delete(key: string): void {
    if (!this.#rows.delete(key)) return
    const path = directoryOf(key)
    this.#directories.get(path)?.keys.delete(key)
    this.#prune(path)
  }

  list<T>(prefix: string): [string, T][] {
    const found: [string, T][] = []
    for (const key of this.#keys(prefix)) {
      const row = this.#live(key)
      if (row) found.push([key, copyJson(row.value) as T])
    }
    return found.sort(([a], [b]) => (a < b ? -1 : 1))
  }

  clear(prefix: string): void {
    for (const key of this.#keys(prefix)) this.delete(key)
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
      this.delete(key)
      return undefined
    }
    return row
  }

  #set(key: string, value: unknown, { ttl }: Expiry): void {
    const now = this.#now()
    this.#sweep(now)
    const row = { value, expires: ttl === undefined ? Number.POSITIVE_INFINITY : now + ttl * 1000 }
    if (!this.#rows.has(key)) this.#directory(directoryOf(key)).keys.add(key)
    this.#rows.set(key, row)
  }

  /** A few rows further at every write, so that no request ever pays for all of them. */
  #sweep(now: number): void {
    for (let i = 0; i < sweptPerWrite; i++) {
      const next = this.#sweeper.next()
      if (next.done) {
        this.#sweeper = this.#rows.entries()
        return
      }
      const [key, row] = next.value
      if (row.expires <= now) this.delete(key)
    }
  }

  #directory(path: string): Directory {
    const known = this.#directories.get(path)
    if (known) return known
    const made: Directory = { keys: new Set(), below: new Set() }
    this.#directories.set(path, made)
    if (path !== '') this.#directory(directoryOf(path.slice(0, -1))).below.add(path)
    return made
  }

  /** Drops directories that hold nothing any more. */
  #prune(path: string): void {
    const directory = this.#directories.get(path)
    if (!directory || directory.keys.size > 0 || directory.below.size > 0 || path === '') return
    this.#directories.delete(path)
    const above = directoryOf(path.slice(0, -1))
    this.#directories.get(above)?.below.delete(path)
    this.#prune(above)
  }

  /** The keys under a prefix, gathered before any of them goes. */
  #keys(prefix: string): string[] {
    const found: string[] = []
    const waiting = [directoryOf(prefix)]
    for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
      const directory = this.#directories.get(path)
      if (!directory) continue
      for (const key of directory.keys) if (key.startsWith(prefix)) found.push(key)
      for (const below of directory.below) if (below.startsWith(prefix)) waiting.push(below)
    }
    return found
  }
}

/** All up to the last slash, with it; empty where there is none. */
function directoryOf(key: string): string {
  return key.slice(0, key.lastIndexOf('/') + 1)
}
