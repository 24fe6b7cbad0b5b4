/** The servers of a sandbox's worlds, made once and kept: what a request needs is then only its moment. */
import { type Place, withoutId } from '@lockstep/schemes/router'
import type { Connection, Server } from '@lockstep/schemes/scheme'
import { type Installation, serverFor, worldPrefix } from '@lockstep/schemes/server'
import { countedAs } from './addresses.ts'
import { limitedStore } from './limited-store.ts'
import { publicSandbox, publishedKey } from './public-sandbox.ts'
import type { Sandbox } from './sandboxes.ts'
import type { SlowQueue } from './slow-queue.ts'

/** A server without its moment: `now`, `origin` and `connection` of a kept one mean nothing. */
export type SandboxWorld = Server

export type Moment = Pick<Server, 'now' | 'origin'> & { readonly connection: Connection }

/**
 * What all sandboxes share. A sandbox adds its own process key, the moment since when it keeps rows in memory, and a
 * line of its own for slow jobs.
 */
export type Shared = Omit<Installation, 'processKey' | 'startedAt' | 'since' | 'slow'> & {
  readonly slow: SlowQueue
}

/** The installation as one sandbox sees it. */
export function installationOf(shared: Shared, sandbox: Sandbox): Installation {
  return {
    ...shared,
    ...(sandbox.id === publicSandbox ? { seedKey: publishedKey } : {}),
    processKey: sandbox.processKey,
    startedAt: sandbox.startedAt,
    since: sandbox.row.resetAt ?? 0,
    slow: (job) => shared.slow(sandbox.id, job),
  }
}

/** The server of a request to this place. The place's world must be one that the router knows. */
export function serverAt(shared: Shared, sandbox: Sandbox, place: Place, moment: Moment): Server {
  const name = withoutId(place) ?? ''
  let world = sandbox.worlds.get(name)
  if (!world) {
    world = makeWorld(shared, sandbox, place)
    sandbox.worlds.set(name, world)
  }
  const server = { ...world, now: moment.now, origin: moment.origin, connection: moment.connection }
  if (sandbox.id !== publicSandbox) return server
  // Everybody shares it, so there the lines for slow jobs are those of the callers.
  const who = countedAs(moment.connection.address)
  return { ...server, slow: (job) => shared.slow(who, job) }
}

function makeWorld(shared: Shared, sandbox: Sandbox, place: Place): SandboxWorld {
  const moment = { now: 0, origin: '', connection: { transport: 'http' as const, address: '' } }
  const server = serverFor(installationOf(shared, sandbox), place, moment)
  const prefix = worldPrefix(place)
  const { resets } = sandbox.row
  // What was minted before a reset must not be worth anything after it.
  const ofThisLife = resets === 0 ? '' : `reset ${resets}/`
  return {
    ...server,
    secret: kept(server.secret),
    worldSeed: kept(server.worldSeed),
    worldSecret: kept((name, bytes) => server.worldSecret(ofThisLife + name, bytes)),
    store: limitedStore(`store/${prefix}`, server.store, sandbox.ledger),
    volatile: limitedStore(`volatile/${prefix}`, server.volatile, sandbox.ledger),
  }
}

const secretsKept = 64

/** Remembers what was derived: a derivation costs more than most checks. The names of a scheme are few. */
function kept(derive: Server['secret']): Server['secret'] {
  const known = new Map<string, Uint8Array>()
  return (name, bytes = 32) => {
    const key = bytes === 32 ? name : `${bytes} ${name}`
    let secret = known.get(key)
    if (!secret) {
      secret = derive(name, bytes)
      if (known.size >= secretsKept) known.clear()
      known.set(key, secret)
    }
    // A copy: whoever writes to it must not change what the next one gets.
    return secret.slice()
  }
}
