/** What a fresh sandbox holds: one key, derived and never stored. */
import type { SandboxSeed, Server } from '../scheme.ts'
import { keyOctets, makeKey } from './key.ts'
import { type KeyRecord, recordOf } from './key-record.ts'

/** `credentials` is `{ key }`: a header key that may read and write. */
export const sandbox: SandboxSeed = {
  credentials: (seed) => ({ key: seededKey(seed) }),
}

function seededKey({ secret }: Pick<Server, 'secret'>): string {
  return makeKey(secret('api-key/key', keyOctets))
}

const cached = 'api-key/seeded'

/**
 * The record of the seeded key. Deriving it costs several times what a look-up does, so the record (a hash, not the
 * key) is kept in fast memory for an hour.
 */
export async function seededRecord(server: Server): Promise<KeyRecord> {
  const known = await server.volatile.get<KeyRecord>(cached)
  if (known) return known
  const record = recordOf(
    seededKey(server),
    { label: 'notebook-sync', scope: 'notes:read notes:write', place: 'header', quota: null },
    { createdAt: null, expiresAt: null },
  )
  await server.volatile.put(cached, record, { ttl: 3600 })
  return record
}
