import type { HttpRequest, HttpResponse } from '@lockstep/http/message'
import type { Recorded } from '@lockstep/schemes/exchange'
import type { Verdict } from '@lockstep/schemes/scheme'
import type { Limits } from './limits.ts'

type Line = { readonly recorded: Recorded; readonly octets: number }

/** The lines of one sandbox: an array whose beginning is given up, so that adding and dropping cost the same. */
type Log = { lines: Line[]; first: number; octets: number; used: number; listeners: Set<Listener> }

export type Listener = (recorded: Recorded) => void

/**
 * Keeps what happened in each sandbox, as it happened: nothing is rendered until somebody asks. A log gives up its
 * oldest lines beyond its own limits; beyond the limit of all logs, those give up lines that have been quiet longest.
 */
export class Exchanges {
  readonly #logs = new Map<string, Log>()
  readonly #byId = new Map<string, Recorded>()
  readonly #limits: Pick<Limits, 'lines' | 'lineOctets' | 'allLineOctets'>
  #octets = 0
  #turn = 0

  constructor(limits: Pick<Limits, 'lines' | 'lineOctets' | 'allLineOctets'>) {
    this.#limits = limits
  }

  /** Keeps an exchange and tells whoever listens to its sandbox. */
  record(recorded: Recorded): void {
    const log = this.#log(recorded.sandbox)
    const octets = sizeOf(recorded)
    log.lines.push({ recorded, octets })
    log.octets += octets
    log.used = ++this.#turn
    this.#octets += octets
    this.#byId.set(recorded.id, recorded)
    while (
      log.lines.length - log.first > this.#limits.lines ||
      (log.octets > this.#limits.lineOctets && log.lines.length - log.first > 1)
    ) {
      this.#dropFirst(log)
    }
    if (this.#octets > this.#limits.allLineOctets) this.#makeRoom()
    for (const listener of log.listeners) listener(recorded)
  }

  get(id: string): Recorded | undefined {
    return this.#byId.get(id)
  }

  /** What is kept of a sandbox, newest last; only what came after the exchange `after`, where that is still kept. */
  of(sandbox: string, after?: string): Recorded[] {
    const log = this.#logs.get(sandbox)
    if (!log) return []
    const kept = log.lines.slice(log.first).map(({ recorded }) => recorded)
    const at = after === undefined ? -1 : kept.findIndex(({ id }) => id === after)
    return kept.slice(at + 1)
  }

  /** Calls `listener` with every exchange from now on; gives back how to stop. */
  listen(sandbox: string, listener: Listener): () => void {
    const log = this.#log(sandbox)
    log.listeners.add(listener)
    return () => {
      log.listeners.delete(listener)
      this.#tidy(sandbox, log)
    }
  }

  /** Drops every line of a sandbox. Listeners stay. */
  forget(sandbox: string): void {
    const log = this.#logs.get(sandbox)
    if (!log) return
    while (log.first < log.lines.length) this.#dropFirst(log)
    this.#tidy(sandbox, log)
  }

  /** Octets kept, about. */
  get octets(): number {
    return this.#octets
  }

  #log(sandbox: string): Log {
    let log = this.#logs.get(sandbox)
    if (!log) {
      log = { lines: [], first: 0, octets: 0, used: 0, listeners: new Set() }
      this.#logs.set(sandbox, log)
    }
    return log
  }

  #dropFirst(log: Log): void {
    const line = log.lines[log.first] as Line
    log.first++
    log.octets -= line.octets
    this.#octets -= line.octets
    this.#byId.delete(line.recorded.id)
    // What was given up is still held by the array until it is cut; cutting every time would move all others.
    if (log.first >= 64 && log.first * 8 >= log.lines.length) {
      log.lines = log.lines.slice(log.first)
      log.first = 0
    }
  }

  /** Frees an eighth at once, so that the sorting is paid for by many records. */
  #makeRoom(): void {
    const quietFirst = [...this.#logs].sort(([, a], [, b]) => a.used - b.used)
    for (const [sandbox, log] of quietFirst) {
      while (log.first < log.lines.length) {
        if (this.#octets <= (this.#limits.allLineOctets * 7) / 8) return
        this.#dropFirst(log)
      }
      this.#tidy(sandbox, log)
    }
  }

  #tidy(sandbox: string, log: Log): void {
    if (log.first < log.lines.length || log.listeners.size > 0) return
    if (this.#logs.get(sandbox) === log) this.#logs.delete(sandbox)
  }
}

/** About how many octets an exchange takes in memory: what a caller can make long is counted, the rest is a constant. */
export function sizeOf({ request, response, verdict }: Recorded): number {
  return 600 + messageSize(request) + request.target.length + messageSize(response) + verdictSize(verdict)
}

function messageSize({ headers, body }: HttpRequest | HttpResponse): number {
  let size = body.length
  for (const [name, value] of headers) size += 32 + name.length + value.length
  return size
}

function verdictSize(verdict: Verdict | null): number {
  if (!verdict) return 0
  let size = 0
  for (const { expected, actual } of verdict.checks)
    size += 64 + (expected?.length ?? 0) + (actual?.length ?? 0)
  for (const { parts } of verdict.derivation) {
    size += 64
    for (const { text } of parts) size += 32 + text.length
  }
  return size
}
