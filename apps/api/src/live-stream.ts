import { octets } from '@lockstep/http/message'
import { type Recorded, tellExchange } from '@lockstep/schemes/exchange'
import type { Exchanges } from './exchanges.ts'
import type { Limits } from './limits.ts'
import { refuse } from './refusal.ts'

const beat = 15_000

type Wanted = {
  readonly sandbox: string
  readonly eyes: 'owner' | 'anybody'
  /** The id in Last-Event-ID: what came after it is sent first. */
  readonly after: string | undefined
  /** Streams that this sandbox may have. */
  readonly most: number
}

/** Exchanges as server-sent events (HTML §9.2), as they happen. */
export class LiveStreams {
  readonly #exchanges: Exchanges
  readonly #limits: Pick<Limits, 'allStreams' | 'backlog'>
  readonly #open = new Map<string, Set<() => void>>()
  #count = 0

  constructor(exchanges: Exchanges, limits: Pick<Limits, 'allStreams' | 'backlog'>) {
    this.#exchanges = exchanges
    this.#limits = limits
  }

  /** A stream that ends when its reader goes away, falls too far behind, or the sandbox ends. */
  open({ sandbox, eyes, after, most }: Wanted): ReadableStream<Uint8Array> {
    const here = this.#open.get(sandbox) ?? new Set()
    if (here.size >= most || this.#count >= this.#limits.allStreams) throw refuse('too-many-streams')
    this.#open.set(sandbox, here)
    this.#count++
    let end = () => {}
    return new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          const send = (text: string) => {
            // A reader that is too slow is let go. It comes back with Last-Event-ID and misses nothing that is kept.
            if ((controller.desiredSize ?? 0) <= 0) return close()
            controller.enqueue(octets(text))
          }
          const stop = this.#exchanges.listen(sandbox, (recorded) => send(event(recorded, eyes)))
          const timer = setInterval(() => send(':\n\n'), beat)
          end = () => {
            end = () => {}
            stop()
            clearInterval(timer)
            here.delete(close)
            if (here.size === 0 && this.#open.get(sandbox) === here) this.#open.delete(sandbox)
            this.#count--
          }
          const close = () => {
            end()
            try {
              controller.close()
            } catch {
              // The reader has gone already.
            }
          }
          here.add(close)
          // The first octets make the fields of the answer go out at once; three seconds is when to come again.
          controller.enqueue(octets('retry: 3000\n\n'))
          if (after !== undefined)
            for (const recorded of this.#exchanges.of(sandbox, after)) send(event(recorded, eyes))
        },
        cancel: () => end(),
      },
      new ByteLengthQueuingStrategy({ highWaterMark: this.#limits.backlog }),
    )
  }

  /** Ends the streams of a sandbox, or all. */
  close(sandbox?: string): void {
    for (const [id, closers] of this.#open)
      if (sandbox === undefined || id === sandbox) for (const close of [...closers]) close()
  }

  get count(): number {
    return this.#count
  }
}

/**
 * One event. JSON has no bare line break, so the data is one line whatever the exchange holds; and the id is ours.
 */
export function event(recorded: Recorded, eyes: 'owner' | 'anybody'): string {
  return `id: ${recorded.id}\nevent: exchange\ndata: ${JSON.stringify(tellExchange(recorded, eyes))}\n\n`
}
