/** Server half: nine checks, from "is there a key" to "may it do this". */
import { equalConstantTime } from '@lockstep/crypto/bytes'
import { fieldLines, type HttpRequest, octets } from '@lockstep/http/message'
import { scopeCovers, scopeFor } from '../endpoint.ts'
import { list, verifier } from '../run-checks.ts'
import type { Principal, Rules, Server } from '../scheme.ts'
import { claimedId, prefixOf } from './key.ts'
import { hashOf, type KeyRecord } from './key-record.ts'
import { findRecord } from './key-store.ts'
import { presentedKeys } from './presented-keys.ts'

export const rules = {
  'key-present': { says: 'A key stands in one of the places that are read.', structural: true },
  'key-sent-once': { says: 'The key came in one place, on one field line.' },
  'key-known': { says: 'The prefix belongs to a key on record.', structural: true },
  'key-matches': { says: 'The hash of the whole key is the one on record.' },
  'key-place-allowed': { says: 'The key came in the place that it was issued for.' },
  'key-not-revoked': { says: 'The key is not revoked, and not past the overlap of a rotation.' },
  'key-not-expired': { says: 'The key is inside its lifetime.' },
  'quota-left': { says: 'The key has calls left in this minute.' },
  'scope-covers-request': { says: 'The scope of the key covers what the method does.' },
} satisfies Rules

const checks = list('whoami', [
  ['key-present', 'RFC 9110 §11.4'],
  ['key-sent-once', 'policy; RFC 9110 §5.3'],
  ['key-known', 'policy; RFC 9110 §11.4'],
  ['key-matches', 'policy; ASVS 11.2.4'],
  ['key-place-allowed', 'policy; RFC 9110 §17.9'],
  ['key-not-revoked', 'policy'],
  ['key-not-expired', 'policy'],
  ['quota-left', 'RFC 6585 §4'],
  ['scope-covers-request', 'RFC 9110 §15.5.4'],
])

/** Judges a call to whoami. The value is the principal alone: a key names a client, and no user stands behind it. */
export const verify = verifier(rules, checks, async (request: HttpRequest, server, run) => {
  const { need, check, derive } = run

  const presented = presentedKeys(request)
  const places = presented?.map(({ where }) => where).join(', ') ?? 'none'
  // A second Authorization line is one too many, whatever it says: it is no list, and who reads which is not settled.
  const authorizations = fieldLines(request, 'authorization').length
  const [first, ...others] = need(presented, 'key-present', {
    expected: 'X-API-Key, Authorization, the query or the body',
    actual: places,
  })

  // Two components can each read the first or the last of two keys. In the weak world they do not agree: the meter
  // takes the first, and the look-up takes the last.
  const { key, metered } = check.or(
    others.length === 0 && authorizations < 2 && { key: first, metered: first },
    'key-sent-once',
    { without: () => ({ key: others.at(-1) ?? first, metered: first }) },
    {
      expected: 'one place',
      actual: authorizations < 2 ? places : `${places}; ${authorizations} Authorization fields`,
    },
  )

  // Hashed before the look-up, so that an unknown key costs as much as a wrong one.
  const storedHash = hashOf(key.value)
  const id = claimedId(key.value)
  if (id !== undefined) derive({ name: 'prefix', parts: [{ text: prefixOf(id), maker: 'user-agent' }] })
  derive({ name: 'storedHash', how: 'SHA-256(key)', parts: [{ text: storedHash, maker: 'server' }] })

  const record = need(id !== undefined && (await findRecord(server, id)), 'key-known', {
    expected: 'a prefix on record',
    actual: id === undefined ? 'a text without a prefix of ours' : prefixOf(id),
  })
  const principal: Principal = { type: 'client', id: record.label, scope: record.scope }

  check(equalConstantTime(octets(storedHash), octets(record.storedHash)), 'key-matches', {
    expected: record.storedHash,
    actual: storedHash,
  })
  check(key.place === record.place, 'key-place-allowed', { expected: record.place, actual: key.place })
  const now = iso(server.now)
  check(server.now < (record.revokedAt ?? Number.POSITIVE_INFINITY), 'key-not-revoked', {
    expected: record.revokedAt === null ? 'no end' : `before ${iso(record.revokedAt)}`,
    actual: now,
  })
  check(server.now < (record.expiresAt ?? Number.POSITIVE_INFINITY), 'key-not-expired', {
    expected: record.expiresAt === null ? 'no end' : `before ${iso(record.expiresAt)}`,
    actual: now,
  })

  const call = await countCall(server, record, claimedId(metered.value) ?? record.id)
  check(record.quota === null || call <= record.quota, 'quota-left', {
    expected: record.quota === null ? 'no quota' : `at most ${record.quota} calls`,
    actual: record.quota === null ? 'not counted' : `call ${call} of this minute`,
  })
  check(scopeCovers(principal, request.method), 'scope-covers-request', {
    expected: scopeFor(request.method),
    actual: record.scope,
  })
  return { principal }
})

const minute = 60_000

/** Counts a call on the bill of the key with this id. A window is a minute of the clock, the same for all keys. */
function countCall(server: Server, { quota }: KeyRecord, id: string): number | Promise<number> {
  if (quota === null) return 0
  const window = Math.floor(server.now / minute)
  return server.volatile.increment(`api-key/calls/${id}/${window}`, { ttl: 120 })
}

/** Seconds until the next window begins, never 0. */
export function secondsToNextWindow(now: number): number {
  return Math.ceil((minute - (now % minute)) / 1000)
}

function iso(time: number): string {
  return new Date(time).toISOString()
}
