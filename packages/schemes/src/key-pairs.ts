/** Key pairs that cannot be derived from a secret: made once under a name, and kept. */
import type { Store } from '@lockstep/store/store'
import type { KeyPair, KeyPairKind } from './scheme.ts'

/** How many are held in memory. */
const held = 1000

/** How many RSA keys are made ahead. */
export type Spares = {
  /** One right after another, from the start. */
  readonly atOnce: number
  /** As many as there will be, each after a pause: whoever calls meanwhile must not notice. */
  readonly most: number
  pause?(): Promise<void>
}

export class KeyPairs {
  readonly #store: Store
  readonly #known = new Map<string, Promise<KeyPair>>()
  readonly #spare: SpareKeys

  constructor(store: Store, spares: Spares | SpareKeys = { atOnce: 0, most: 0 }) {
    this.#store = store
    this.#spare = spares instanceof SpareKeys ? spares : new SpareKeys(spares)
  }

  /** Other key pairs, kept elsewhere, out of the same spare keys: for a world that is thrown away. */
  apart(store: Store): KeyPairs {
    return new KeyPairs(store, this.#spare)
  }

  /** The key pair of this name, made when it is first asked for. The same object as long as it is held. */
  of(name: string, kind: KeyPairKind): Promise<KeyPair> {
    const known = this.#known.get(name)
    if (known) return known
    const made = this.#readOrMake(name, kind)
    this.#known.set(name, made)
    // A failure is told to whoever asked, and tried again next time.
    made.catch(() => this.#known.delete(name))
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= held) break
      this.#known.delete(oldest)
    }
    return made
  }

  /** Makes no more ahead. Resolves when the one under way is made: a process must not end in the middle of it. */
  stop(): Promise<void> {
    return this.#spare.stop()
  }

  /** Drops every key pair whose name begins with `prefix`. */
  async forget(prefix: string): Promise<void> {
    for (const name of this.#known.keys()) if (name.startsWith(prefix)) this.#known.delete(name)
    await this.#store.clear(prefix)
  }

  async #readOrMake(name: string, kind: KeyPairKind): Promise<KeyPair> {
    const kept = await this.#store.get<JsonWebKey>(name)
    if (kept) return pair(kept)
    const made = kind === 'rsa' ? await this.#spare.take() : await generate(kind)
    // Of two processes that made one at the same time, both go on with what is kept.
    if (await this.#store.claim(`${name} made`, {})) await this.#store.put(name, made)
    return pair((await this.#store.get<JsonWebKey>(name)) ?? made)
  }
}

/** RSA keys that are made ahead: one takes longer than everything else a sandbox needs. */
class SpareKeys {
  readonly #made: Promise<JsonWebKey>[] = []
  readonly #spares: Spares
  #stopped = false
  #refilling: Promise<void> | undefined

  constructor(spares: Spares) {
    this.#spares = spares
    this.#refill()
  }

  /** A key that nobody else gets. Made now only where more were asked for at once than had been made. */
  take(): Promise<JsonWebKey> {
    const key = this.#made.shift() ?? generate('rsa')
    void key.then(() => this.#refill())
    return key
  }

  async stop(): Promise<void> {
    this.#stopped = true
    await Promise.all(this.#made)
  }

  #refill(): void {
    this.#refilling ??= this.#make().finally(() => {
      this.#refilling = undefined
    })
  }

  async #make(): Promise<void> {
    while (!this.#stopped && this.#made.length < this.#spares.most) {
      if (this.#made.length >= this.#spares.atOnce) await this.#spares.pause?.()
      if (this.#stopped) return
      const key = generate('rsa')
      this.#made.push(key)
      await key
    }
  }
}

const algorithms = {
  // RFC 7518 §3.3: a key of at least 2048 bits.
  rsa: {
    name: 'RSASSA-PKCS1-v1_5',
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
    hash: 'SHA-256',
  },
  'p-256': { name: 'ECDSA', namedCurve: 'P-256' },
  ed25519: { name: 'Ed25519' },
} as const

async function generate(kind: KeyPairKind): Promise<JsonWebKey> {
  const keys = (await crypto.subtle.generateKey(algorithms[kind], true, ['sign', 'verify'])) as CryptoKeyPair
  const {
    alg: _alg,
    ext: _ext,
    key_ops: _ops,
    ...jwk
  } = await crypto.subtle.exportKey('jwk', keys.privateKey)
  return jwk
}

function pair(privateJwk: JsonWebKey): KeyPair {
  const { d: _d, p: _p, q: _q, dp: _dp, dq: _dq, qi: _qi, ...publicJwk } = privateJwk
  return { privateJwk, publicJwk }
}
