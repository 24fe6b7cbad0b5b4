/** Rows in one file, kept over a restart. Several processes on one machine may share it. */
import { closeSync, openSync } from 'node:fs'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { copyJson } from '@lockstep/store/json'
import { type Expiry, type Store, StoreUnavailable } from '@lockstep/store/store'
import { afterPrefix } from './after-prefix.ts'

/**
 * After so many writes the next rows, by key, are looked at, and those that have expired go: several are looked at for
 * each one written. An index by expiry would find them sooner, and would have to be kept at every write.
 */
const writesPerSweep = 64
const lookedAtInSweep = 256

const schema = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  PRAGMA busy_timeout = 5000;
  CREATE TABLE IF NOT EXISTS rows (key TEXT PRIMARY KEY, value TEXT NOT NULL, expires REAL) WITHOUT ROWID, STRICT;
`

const statements = {
  get: 'SELECT value FROM rows WHERE key = :key AND (expires IS NULL OR expires > :now)',
  put: 'INSERT INTO rows VALUES (:key, :value, :expires) ON CONFLICT DO UPDATE SET value = :value, expires = :expires',
  delete: 'DELETE FROM rows WHERE key = :key',
  list: `SELECT key, value FROM rows WHERE key >= :from AND (:to IS NULL OR key < :to)
           AND (expires IS NULL OR expires > :now) ORDER BY key`,
  clear: 'DELETE FROM rows WHERE key >= :from AND (:to IS NULL OR key < :to)',
  claim: `INSERT INTO rows VALUES (:key, '1', :expires)
            ON CONFLICT DO UPDATE SET value = '1', expires = :expires WHERE rows.expires <= :now`,
  increment: `INSERT INTO rows VALUES (:key, '1', :expires) ON CONFLICT DO UPDATE SET
                value = CASE WHEN rows.expires <= :now THEN '1' ELSE CAST(rows.value + 1 AS TEXT) END,
                expires = CASE WHEN rows.expires <= :now THEN :expires ELSE rows.expires END
              RETURNING value`,
  look: `SELECT key, expires FROM rows WHERE key > :after ORDER BY key LIMIT ${lookedAtInSweep}`,
  sweep: 'DELETE FROM rows WHERE key > :after AND key <= :last AND expires <= :now',
} as const

/**
 * A store in a SQLite file. `now` is the wall clock in milliseconds. Each call is one statement, hence atomic, also
 * between processes. What a call has answered survives the process being killed at any moment; a loss of power can
 * take the last moments with it (WAL with synchronous = NORMAL writes through at checkpoints only).
 */
export class SqliteStore implements Store {
  readonly #database: DatabaseSync
  readonly #do: Record<keyof typeof statements, StatementSync>
  readonly #now: () => number
  #writes = 0
  /** The last key that a sweep looked at. */
  #swept = ''

  constructor(path: string, now: () => number) {
    this.#now = now
    // SQLite gives the files beside it the rights of this one: for their owner alone.
    if (path !== ':memory:') closeSync(openSync(path, 'a', 0o600))
    this.#database = new DatabaseSync(path, { timeout: 5000 })
    this.#database.exec(schema)
    const prepared = Object.entries(statements).map(([name, sql]) => [name, this.#database.prepare(sql)])
    this.#do = Object.fromEntries(prepared)
  }

  get<T>(key: string): T | undefined {
    const row = tried(() => this.#do.get.get({ key, now: this.#now() }))
    return row && (JSON.parse(row.value as string) as T)
  }

  put(key: string, value: unknown, expiry: Expiry = {}): void {
    const json = JSON.stringify(copyJson(value))
    tried(() => this.#do.put.run({ key, value: json, expires: this.#expires(expiry) }))
    this.#written()
  }

  delete(key: string): void {
    tried(() => this.#do.delete.run({ key }))
  }

  list<T>(prefix: string): [string, T][] {
    const rows = tried(() => this.#do.list.all({ from: prefix, to: afterPrefix(prefix), now: this.#now() }))
    return rows.map(({ key, value }) => [key as string, JSON.parse(value as string) as T])
  }

  clear(prefix: string): void {
    tried(() => this.#do.clear.run({ from: prefix, to: afterPrefix(prefix) }))
  }

  claim(key: string, expiry: Expiry): boolean {
    const { changes } = tried(() =>
      this.#do.claim.run({ key, expires: this.#expires(expiry), now: this.#now() }),
    )
    this.#written()
    return changes === 1
  }

  increment(key: string, expiry: Expiry): number {
    const row = tried(() => this.#do.increment.get({ key, expires: this.#expires(expiry), now: this.#now() }))
    this.#written()
    return Number(row?.value)
  }

  /** Writes everything into the one file and lets go of it. */
  close(): void {
    if (this.#database.isOpen) this.#database.close()
  }

  #expires({ ttl }: Expiry): number | null {
    return ttl === undefined ? null : this.#now() + ttl * 1000
  }

  #written(): void {
    this.#writes++
    if (this.#writes % writesPerSweep > 0) return
    try {
      this.#sweep(this.#now())
    } catch {
      // The write is done and stands; what could not be swept now is swept later.
    }
  }

  #sweep(now: number): void {
    const after = this.#swept
    const rows = this.#do.look.all({ after })
    const last = rows.at(-1)?.key as string | undefined
    const hasExpired = rows.some(({ expires }) => expires !== null && (expires as number) <= now)
    if (last !== undefined && hasExpired) this.#do.sweep.run({ after, last, now })
    this.#swept = last === undefined || rows.length < lookedAtInSweep ? '' : last
  }
}

/** What SQLite could not do is no mistake of the caller. Its own words stay here: they can quote a path. */
function tried<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'ERR_SQLITE_ERROR') throw error
    throw new StoreUnavailable('The store cannot be used now.')
  }
}
