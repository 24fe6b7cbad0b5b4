import { base64url } from '@lockstep/crypto/base64'
import { equalConstantTime } from '@lockstep/crypto/bytes'
import { sha256 } from '@lockstep/crypto/digest'
import { hex } from '@lockstep/crypto/hex'
import { octets } from '@lockstep/http/message'
import type { Store } from '@lockstep/store/store'
import { Ledger } from './limited-store.ts'
import type { Limits } from './limits.ts'
import { publicSandbox } from './public-sandbox.ts'
import { refuse } from './refusal.ts'
import type { SandboxWorld } from './worlds.ts'

/** What is kept of a sandbox. Everything else of it is derived, or its schemes' rows. */
type Row = {
  /** SHA-256 of the owner token, base64url: a leaked store hands out no sandbox. */
  readonly owner: string | null
  /** Milliseconds since 1970, as is `used`. */
  readonly created: number
  /** When it was last used; written down now and then, not with every request. */
  readonly used: number
  /** Milliseconds by which its clock is ahead. */
  readonly ahead: number
  /** How often it was reset. */
  readonly resets: number
  /** When the last of them was, by its own clock, which then was the server's. */
  readonly resetAt?: number
}

export type Sandbox = {
  readonly id: string
  row: Row
  /** Milliseconds since 1970; ahead of `row.used`. */
  used: number
  /** When this process began to keep its rows in memory, by the sandbox's clock. */
  startedAt: number
  /** Dies with the process and with a reset: what was proven before counts no more. */
  processKey: Uint8Array
  ledger: Ledger
  readonly worlds: Map<string, SandboxWorld>
}

/** Seconds between two notes of the last use. A sandbox can so expire that much early after a restart. */
const noteEvery = 300

type Setting = {
  readonly store: Store
  readonly volatile: Store
  readonly limits: Limits
  now(): number
  random(bytes: number): Uint8Array
  /** Told when a sandbox's rows are dropped, and whether it ends. */
  dropped(id: string, ends: boolean): void
}

export class Sandboxes {
  readonly #known = new Map<string, Sandbox>()
  readonly #setting: Setting
  #sweepAt = 0
  readonly #startedAt: number
  #loading: Promise<void> | undefined
  #loaded = false

  constructor(setting: Setting) {
    this.#setting = setting
    this.#startedAt = setting.now()
    this.#enter(publicSandbox, { owner: null, created: this.#startedAt, used: 0, ahead: 0, resets: 0 })
  }

  /** Makes a sandbox. The owner token is told this once. */
  async create(): Promise<{ sandbox: Sandbox; ownerToken: string }> {
    const { limits, now, random } = this.#setting
    await this.sweep()
    if (this.#known.size - 1 >= limits.liveSandboxes) throw refuse('too-many-sandboxes')
    const ownerToken = base64url.encode(random(32))
    // Lower case, without "_": it is a DNS label too, where a TLS client names its sandbox.
    const id = hex(random(16))
    const row = {
      owner: base64url.encode(sha256(octets(ownerToken))),
      created: now(),
      used: now(),
      ahead: 0,
      resets: 0,
    }
    const sandbox = this.#enter(id, row)
    await this.#keep(sandbox)
    return { sandbox, ownerToken }
  }

  /** A live sandbox, and notes that it is used; undefined for one that does not exist or has expired. */
  find(id: string): Sandbox | undefined | Promise<Sandbox | undefined> {
    const { now } = this.#setting
    const sandbox = this.#known.get(id)
    if (!sandbox)
      return this.#loaded
        ? undefined
        : this.#load().then(() => (this.#known.has(id) ? this.find(id) : undefined))
    if (sandbox.id !== publicSandbox && now() >= this.expires(sandbox))
      return this.#end(sandbox).then(() => undefined)
    // Nobody waits for it: what fails is looked for again a minute later.
    if (now() >= this.#sweepAt) void this.sweep().catch(() => {})
    return this.#touched(sandbox)
  }

  /** When it ends unless it is used before, in milliseconds since 1970. */
  expires({ row, used }: Pick<Sandbox, 'row' | 'used'>): number {
    const { idle, life } = this.#setting.limits
    return Math.min(used + idle * 1000, row.created + life * 1000)
  }

  /** The time in a sandbox. */
  now({ row }: Sandbox): number {
    return this.#setting.now() + row.ahead
  }

  /** True for its owner's token. Takes the same time for every wrong one. */
  owns({ row }: Sandbox, token: string): boolean {
    const owner = row.owner === null ? undefined : base64url.decode(row.owner)
    return owner !== undefined && equalConstantTime(sha256(octets(token)), owner)
  }

  /** Moves a sandbox's clock on. */
  async advance(sandbox: Sandbox, seconds: number): Promise<void> {
    sandbox.row = { ...sandbox.row, ahead: sandbox.row.ahead + seconds * 1000 }
    await this.#keep(sandbox)
  }

  /** Drops everything but id, owner and what is derived. */
  async reset(sandbox: Sandbox): Promise<void> {
    sandbox.row = { ...sandbox.row, ahead: 0, resets: sandbox.row.resets + 1, resetAt: this.#setting.now() }
    this.#renew(sandbox)
    this.#setting.dropped(sandbox.id, false)
    await this.#clear(sandbox.id)
    await this.#keep(sandbox)
  }

  async remove(sandbox: Sandbox): Promise<void> {
    await this.#end(sandbox)
  }

  /** False once it has ended, for a request that is still under way. */
  lives(sandbox: Sandbox): boolean {
    return this.#known.get(sandbox.id) === sandbox
  }

  /** How many are live, without the public one. */
  get live(): number {
    return this.#known.size - 1
  }

  /** Ends what has expired, at most once a minute. Nobody asks again for most of it, so it has to be looked for. */
  async sweep(): Promise<void> {
    await this.#load()
    const now = this.#setting.now()
    if (now < this.#sweepAt) return
    this.#sweepAt = now + 60_000
    for (const sandbox of this.#known.values())
      if (sandbox.id !== publicSandbox && now >= this.expires(sandbox)) await this.#end(sandbox)
  }

  #touched(sandbox: Sandbox): Sandbox {
    const now = this.#setting.now()
    sandbox.used = now
    if (sandbox.id !== publicSandbox && now - sandbox.row.used > noteEvery * 1000) {
      sandbox.row = { ...sandbox.row, used: now }
      // Nobody waits for it: a note that is lost costs minutes of idle time, no more.
      void (async () => this.#keep(sandbox))().catch(() => {})
    }
    return sandbox
  }

  /** Reads all sandboxes of an earlier process, once. */
  #load(): Promise<void> {
    this.#loading ??= (async () => {
      for (const [key, row] of await this.#setting.store.list<Row>('sandbox/')) {
        const id = key.slice('sandbox/'.length)
        if (!this.#known.has(id)) this.#enter(id, row)
      }
      this.#loaded = true
    })()
    return this.#loading
  }

  #enter(id: string, row: Row): Sandbox {
    const sandbox: Sandbox = {
      id,
      row,
      used: row.used,
      startedAt: 0,
      processKey: new Uint8Array(0),
      ledger: new Ledger({ rows: 0, claims: 0 }, this.#setting.now),
      worlds: new Map(),
    }
    this.#renew(sandbox)
    this.#known.set(id, sandbox)
    return sandbox
  }

  #renew(sandbox: Sandbox): void {
    const { limits, now, random } = this.#setting
    const { rows, claims, publicRows, publicClaims } = limits
    const shared = sandbox.id === publicSandbox
    sandbox.startedAt = now() + sandbox.row.ahead
    sandbox.processKey = random(32)
    sandbox.ledger.end()
    sandbox.ledger = new Ledger(shared ? { rows: publicRows, claims: publicClaims } : { rows, claims }, now)
    sandbox.worlds.clear()
  }

  async #end(sandbox: Sandbox): Promise<void> {
    this.#known.delete(sandbox.id)
    sandbox.ledger.end()
    this.#setting.dropped(sandbox.id, true)
    await this.#clear(sandbox.id)
    await this.#setting.store.delete(`sandbox/${sandbox.id}`)
  }

  /** Both at once: what the next life writes while one of them is waited for must not go with the old. */
  async #clear(id: string): Promise<void> {
    const { store, volatile } = this.#setting
    await Promise.all([store.clear(`s/${id}/`), volatile.clear(`s/${id}/`)])
  }

  /** Writes it down, unless it has ended: it would be back after a restart. */
  #keep(sandbox: Sandbox) {
    if (this.lives(sandbox)) return this.#setting.store.put(`sandbox/${sandbox.id}`, sandbox.row)
  }
}
