/** A record as its owner is shown it. The key itself is not in it, because it is not in the record. */
import type { KeyRecord } from '../key-record.ts'

export function toldRecord(record: KeyRecord, now: number) {
  const { createdAt, expiresAt, revokedAt, ...rest } = record
  return {
    ...rest,
    state: stateOf(record, now),
    createdAt: iso(createdAt),
    expiresAt: iso(expiresAt),
    revokedAt: iso(revokedAt),
  }
}

export function stateOf({ expiresAt, revokedAt }: KeyRecord, now: number) {
  if (revokedAt !== null && revokedAt <= now) return 'revoked'
  if (expiresAt !== null && expiresAt <= now) return 'expired'
  return revokedAt === null ? 'active' : 'in its overlap'
}

function iso(time: number | null): string | null {
  return time === null ? null : new Date(time).toISOString()
}
