import type { Server } from '../scheme.ts'

/** Work under way, by process. */
const flights = new WeakMap<Uint8Array, Map<string, Promise<unknown>>>()

/**
 * What is asked for twice at once is done once: whoever comes while `key` is being worked on gets the same promise.
 * `done` tells when it may be begun anew, where that is later than the promise itself.
 */
export function inFlight<T>(
  { processKey }: Pick<Server, 'processKey'>,
  key: string,
  begin: (done: () => void) => Promise<T>,
): Promise<T> {
  const under = flights.get(processKey) ?? new Map<string, Promise<unknown>>()
  flights.set(processKey, under)
  const flying = under.get(key)
  if (flying) return flying as Promise<T>
  const landed = () => void under.delete(key)
  const begun = begin(landed)
  under.set(key, begun)
  begun.catch(landed)
  return begun
}
