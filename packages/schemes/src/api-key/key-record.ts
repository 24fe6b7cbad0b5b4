/** What the server keeps of a key: everything but the key. */
import { sha256 } from '@lockstep/crypto/digest'
import { hex } from '@lockstep/crypto/hex'
import { octets } from '@lockstep/http/message'
import { claimedId, prefixOf } from './key.ts'

/** Where a key may travel. It is issued for one place and refused in the others. */
export const keyPlaces = ['header', 'query', 'body'] as const
export type KeyPlace = (typeof keyPlaces)[number]

export type KeySettings = {
  /** The name of the program that holds the key. A key names a client, never a user (OWASP API2:2023). */
  readonly label: string
  /** Space-separated, as in `notes:read notes:write`. */
  readonly scope: string
  readonly place: KeyPlace
  /** Calls a minute; null for a key that only the sandbox's own limit holds back. */
  readonly quota: number | null
}

/** Times are milliseconds since 1970 by the sandbox's clock; null for a time that never comes. */
export type KeyRecord = KeySettings & {
  readonly id: string
  readonly prefix: string
  /** For people who compare a key with a list. They belong to the checksum, so they tell nothing of the secret. */
  readonly lastFour: string
  /** SHA-256 of the whole key, hexadecimal. */
  readonly storedHash: string
  readonly createdAt: number | null
  readonly expiresAt: number | null
  /** From here on the key is refused: the moment of revocation, or the end of the overlap after a rotation. */
  readonly revokedAt: number | null
  readonly replacedBy: string | null
}

/**
 * SHA-256 of a key. A fast hash is enough for 160 random bits: there is nothing to guess. A password needs a slow
 * and salted one.
 */
export function hashOf(key: string): string {
  return hex(sha256(octets(key)))
}

/** The record of a new key. */
export function recordOf(
  key: string,
  settings: KeySettings,
  times: Pick<KeyRecord, 'createdAt' | 'expiresAt'>,
): KeyRecord {
  const id = claimedId(key)
  if (id === undefined) throw new Error('Unexpected text, expected a key')
  return {
    id,
    prefix: prefixOf(id),
    lastFour: key.slice(-4),
    ...settings,
    storedHash: hashOf(key),
    ...times,
    revokedAt: null,
    replacedBy: null,
  }
}
