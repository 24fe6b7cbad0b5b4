/** What keeps state: a map with an expiry, an atomic claim and an atomic counter. Values are JSON. */

export type Awaitable<T> = T | Promise<T>

/** Seconds from now until the row is gone; without it the row stays. */
export type Expiry = { readonly ttl?: number }

export interface Store {
  /** The value, or undefined where there is none or it has expired. */
  get<T>(key: string): Awaitable<T | undefined>
  put(key: string, value: unknown, expiry?: Expiry): Awaitable<void>
  delete(key: string): Awaitable<void>
  /** Every live row whose key begins with `prefix`, by key. */
  list<T>(prefix: string): Awaitable<[key: string, value: T][]>
  /** Deletes every row whose key begins with `prefix`. */
  clear(prefix: string): Awaitable<void>
  /**
   * True for the first caller, false for every other until the row expires. Atomic: of any number of callers at
   * once exactly one is told true. A claim is never undone, so that a second use can still be seen as one.
   */
  claim(key: string, expiry: Expiry): Awaitable<boolean>
  /** Adds one and returns the new count; the expiry runs from the first. Atomic. */
  increment(key: string, expiry: Expiry): Awaitable<number>
}

/** Thrown where the rows cannot be read or written now: a full disk, a file that is locked. Nothing was changed. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable'
}
