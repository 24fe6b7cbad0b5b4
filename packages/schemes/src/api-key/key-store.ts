/** The rows of a world's keys. The seeded key has none until something happens to it. */
import type { Server } from '../scheme.ts'
import type { KeyRecord } from './key-record.ts'
import { seededRecord } from './sandbox.ts'

const row = (id: string) => `api-key/key/${id}`
const revokedRow = (id: string) => `api-key/revoked/${id}`

/** The record with this id, or undefined. */
export async function findRecord(server: Server, id: string): Promise<KeyRecord | undefined> {
  const kept = await server.store.get<KeyRecord>(row(id))
  if (kept) return kept
  const seeded = await seededRecord(server)
  return seeded.id === id ? seeded : undefined
}

export async function keepRecord(server: Server, record: KeyRecord): Promise<void> {
  await server.store.put(row(record.id), record)
}

/** Every record of this world, the seeded one first, then from the oldest on. */
export async function listRecords(server: Server): Promise<KeyRecord[]> {
  const seeded = await seededRecord(server)
  const rows = (await server.store.list<KeyRecord>(row(''))).map(([, record]) => record)
  const all = rows.some(({ id }) => id === seeded.id) ? rows : [seeded, ...rows]
  return all.toSorted((a, b) => (a.createdAt ?? 0) - (b.createdAt ?? 0))
}

/** Ends a key for good. An earlier end stands. */
export async function revokeRecord(server: Server, record: KeyRecord): Promise<KeyRecord> {
  const ended = { ...record, revokedAt: Math.min(record.revokedAt ?? server.now, server.now) }
  await server.store.put(revokedRow(record.id), true)
  await keepRecord(server, ended)
  return ended
}

/**
 * Lets another key take this one's place; the old one goes on until `endsAt`. False where that has already happened:
 * of two rotations at once, one wins.
 */
export async function replaceRecord(
  server: Server,
  old: KeyRecord,
  successor: KeyRecord,
  endsAt: number,
): Promise<KeyRecord | false> {
  if (!(await server.store.claim(`api-key/rotated/${old.id}`, {}))) return false
  await keepRecord(server, successor)
  const ending = { ...old, replacedBy: successor.id, revokedAt: endsAt }
  await keepRecord(server, ending)
  // A revocation in the meantime has seen the row without its overlap. It must not be written over.
  if (!(await server.store.get(revokedRow(old.id)))) return ending
  return revokeRecord(server, ending)
}
