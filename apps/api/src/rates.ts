import type { Rate } from './limits.ts'

type Bucket = { tokens: number; at: number }

/** Token buckets by key. A bucket that is full again is forgotten, so that memory follows the callers of the last minute. */
export class Rates {
  readonly #buckets = new Map<string, Bucket>()
  readonly #rate: Rate
  readonly #now: () => number
  #sweepAt = 0

  /** `now` is the wall clock in milliseconds. */
  constructor(rate: Rate, now: () => number) {
    this.#rate = rate
    this.#now = now
  }

  /** Takes one; 0 where there was one, else the whole seconds until there is (for Retry-After). */
  take(key: string): number {
    const { burst, perSecond } = this.#rate
    if (burst === Number.POSITIVE_INFINITY) return 0
    const now = this.#now()
    if (now >= this.#sweepAt) this.#sweep(now)
    let bucket = this.#buckets.get(key)
    if (!bucket) {
      bucket = { tokens: burst, at: now }
      this.#buckets.set(key, bucket)
    }
    // A wall clock can be set back; nothing is owed for that.
    const elapsed = Math.max(0, now - bucket.at) / 1000
    bucket.tokens = Math.min(burst, bucket.tokens + elapsed * perSecond)
    bucket.at = now
    if (bucket.tokens >= 1) {
      bucket.tokens -= 1
      return 0
    }
    return Math.max(1, Math.ceil((1 - bucket.tokens) / perSecond))
  }

  forget(key: string): void {
    this.#buckets.delete(key)
  }

  /** How many buckets are kept. */
  get size(): number {
    return this.#buckets.size
  }

  #sweep(now: number): void {
    const { burst, perSecond } = this.#rate
    for (const [key, { tokens, at }] of this.#buckets) {
      if (tokens + ((now - at) / 1000) * perSecond >= burst) this.#buckets.delete(key)
    }
    this.#sweepAt = now + 10_000
  }
}
