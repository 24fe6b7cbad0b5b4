import type { Store } from './store.ts'

/** The part of a store below a prefix: nothing outside it can be read, changed or listed. */
export function under(prefix: string, store: Store): Store {
  return {
    get: (key) => store.get(prefix + key),
    put: (key, value, expiry) => store.put(prefix + key, value, expiry),
    delete: (key) => store.delete(prefix + key),
    list: async <T>(inner: string) =>
      (await store.list<T>(prefix + inner)).map(([key, value]): [string, T] => [
        key.slice(prefix.length),
        value,
      ]),
    clear: (inner) => store.clear(prefix + inner),
    claim: (key, expiry) => store.claim(prefix + key, expiry),
    increment: (key, expiry) => store.increment(prefix + key, expiry),
  }
}
