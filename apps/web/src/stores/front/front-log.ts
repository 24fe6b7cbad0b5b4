/** What a window of the lesson brought to the server, in order, and how much of it the run has taken up. */
import type { Exchange } from '@lockstep/schemes/scheme'

type Fits = (exchange: Exchange) => boolean

export class FrontLog {
  readonly #arrived: Exchange[] = []
  readonly #listeners = new Set<() => void>()
  /** What stands before it was taken, or passed over for good. */
  #at = 0

  arrive(exchange: Exchange): void {
    if (this.#arrived.some(({ id }) => id === exchange.id)) return
    this.#arrived.push(exchange)
    for (const listener of [...this.#listeners]) listener()
  }

  /** What came and was not taken yet, oldest first. */
  get waiting(): readonly Exchange[] {
    return this.#arrived.slice(this.#at)
  }

  /** The first that waits and fits, and everything before it is passed over. */
  take(fits: Fits): Exchange | undefined {
    const at = this.#arrived.findIndex((exchange, i) => i >= this.#at && fits(exchange))
    if (at < 0) return
    this.#at = at + 1
    return this.#arrived[at]
  }

  /** The same, as soon as it is there; undefined where it is not by then. */
  async next(fits: Fits, patience: number): Promise<Exchange | undefined> {
    const now = this.take(fits)
    if (now) return now
    return new Promise((resolve) => {
      const settle = (exchange: Exchange | undefined) => {
        clearTimeout(timer)
        stop()
        resolve(exchange)
      }
      const timer = setTimeout(() => settle(undefined), patience)
      const stop = this.listen(() => {
        const exchange = this.take(fits)
        if (exchange) settle(exchange)
      })
    })
  }

  /** A new attempt: what has come so far belongs to none, or only what came before `from`. */
  begin(from?: Exchange): void {
    const at = this.#arrived.findIndex(({ id }) => id === from?.id)
    this.#at = at < 0 ? this.#arrived.length : at
  }

  /** Calls back with each arrival, until it is stopped. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}
