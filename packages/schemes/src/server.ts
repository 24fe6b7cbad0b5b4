/** Makes the `Server` that a request is judged by: one sandbox, one world, one moment. */
import { concat } from '@lockstep/crypto/bytes'
import { hmacSha256 } from '@lockstep/crypto/mac'
import { octets } from '@lockstep/http/message'
import type { Store } from '@lockstep/store/store'
import { under } from '@lockstep/store/under'
import type { KeyPairs } from './key-pairs.ts'
import type { Place } from './router.ts'
import type { Connection, Server } from './scheme.ts'

/** What all sandboxes of a process share. */
export type Installation = {
  /** The key from which every secret is derived. */
  readonly key: Uint8Array
  /** Another key for seeded secrets: those of a public sandbox are published, and the same everywhere. */
  readonly seedKey?: Uint8Array
  readonly processKey: Uint8Array
  readonly startedAt: number
  readonly since: number
  readonly store: Store
  readonly volatile: Store
  /** Key pairs by name, kept apart from the rows: a reset leaves them. */
  readonly keyPairs: Pick<KeyPairs, 'of' | 'apart'>
  /** Those of a world; the same unless a world is thrown away. */
  readonly worldKeyPairs?: Pick<KeyPairs, 'of'>
  random(bytes: number): Uint8Array
  slow<T>(job: () => Promise<T>): Promise<T>
}

export type Moment = {
  readonly now: number
  readonly origin: string
  readonly connection: Connection
}

/** The rows of a world within a store: `s/{sandbox}/`, then `-` for the real one or the id of the check taken away. */
export function worldPrefix({ sandbox, without }: Pick<Place, 'sandbox' | 'without'>): string {
  return `s/${sandbox}/${without ? `${without.slug}.${without.check}` : '-'}/`
}

/** The server of one request. */
export function serverFor(installation: Installation, place: Place, moment: Moment): Server {
  const prefix = worldPrefix(place)
  const { key, seedKey = key, keyPairs, worldKeyPairs = keyPairs } = installation
  return {
    sandbox: place.sandbox,
    without: place.without?.check ?? null,
    base: place.base,
    origin: moment.origin,
    now: moment.now,
    connection: moment.connection,
    startedAt: installation.startedAt,
    since: installation.since,
    processKey: installation.processKey,
    random: installation.random,
    slow: installation.slow,
    secret: (name, bytes = 32) => expand(seedKey, `s/${place.sandbox}/${name}`, bytes),
    worldSecret: (name, bytes = 32) => expand(key, `${prefix}${name}`, bytes),
    worldSeed: (name, bytes = 32) => expand(key, `${prefix}seed/${name}`, bytes),
    keyPair: (name, kind) => keyPairs.of(`s/${place.sandbox}/${name}`, kind),
    worldKeyPair: (name, kind) => worldKeyPairs.of(`${prefix}world/${name}`, kind),
    store: under(prefix, installation.store),
    volatile: under(prefix, installation.volatile),
  }
}

/** HMAC-SHA-256 in counter mode, as many blocks as are asked for. */
function expand(key: Uint8Array, name: string, bytes: number): Uint8Array {
  const blocks: Uint8Array[] = []
  for (let i = 0; i * 32 < bytes; i++) blocks.push(hmacSha256(key, octets(`${i}/${name}`)))
  return concat(...blocks).slice(0, bytes)
}
