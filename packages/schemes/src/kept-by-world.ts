/** Remembers what a world's secrets give: deriving it anew costs as much as checking a request. */
import type { Server } from './scheme.ts'

/** At most this many worlds are kept; what falls out is derived again. */
const keptWorlds = 4096

type Place = Pick<Server, 'processKey' | 'base'>

/**
 * The same function with a memory, by world. It forgets with the key of the process, which stands for the installation
 * and for the life of a sandbox between two resets.
 */
export function keptByWorld<From extends Place, Made>(make: (server: From) => Made): (server: From) => Made {
  const kept = new WeakMap<Uint8Array, Map<string, Made>>()
  return (server) => {
    const worlds = kept.get(server.processKey) ?? new Map<string, Made>()
    kept.set(server.processKey, worlds)
    const known = worlds.get(server.base)
    if (known !== undefined) return known
    for (const oldest of worlds.keys()) {
      if (worlds.size < keptWorlds) break
      worlds.delete(oldest)
    }
    const made = make(server)
    worlds.set(server.base, made)
    return made
  }
}
