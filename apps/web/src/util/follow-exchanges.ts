import type { Exchange } from '@lockstep/schemes/scheme'
import { ApiError, isSandboxUnknown, reach, readProblem, ServerDown } from './api.ts'
import { EventStreamReader } from './event-stream.ts'

export type FollowOptions = {
  readonly sandbox: string
  /** The owner token; the public sandbox needs none where its stream is open. */
  readonly token?: string
  /** The exchange after which to begin; undefined for everything that is kept, null for what comes from now on. */
  readonly after: string | undefined | null
  readonly signal: AbortSignal
  onExchange(exchange: Exchange): void
  /** True while the stream is open. */
  onOpen?(open: boolean): void
  /** Waits until the server answers again. */
  untilUp(): Promise<void>
}

/** An id that no exchange has. After an id that it does not keep, the server tells all that it keeps. */
const beginning = 'none'
const firstWait = 500
const longestWait = 15_000

/**
 * Follows the exchanges of a sandbox as they happen, and comes back after every break where it stopped. Ends only when
 * it is aborted, or throws ApiError where the server refuses for good: no such sandbox, not the owner's, not open.
 */
export async function followExchanges(options: FollowOptions): Promise<void> {
  const { sandbox, token, signal, onExchange, onOpen, untilUp } = options
  const reader = { last: options.after === undefined ? beginning : options.after, wait: firstWait }
  while (!signal.aborted) {
    try {
      const answer = await reach(`/api/sandboxes/${sandbox}/exchanges`, {
        headers: {
          Accept: 'text/event-stream',
          ...(reader.last === null ? {} : { 'Last-Event-ID': reader.last }),
        },
        ...(token === undefined ? {} : { token }),
        signal,
      })
      if (!answer.ok || !answer.body) throw new ApiError(await readProblem(answer))
      onOpen?.(true)
      reader.wait = firstWait
      const events = new EventStreamReader()
      for await (const text of textOf(answer.body, signal)) {
        for (const { event, data, id } of events.push(text)) {
          if (event !== 'exchange') continue
          reader.last = id
          onExchange(JSON.parse(data))
        }
      }
    } catch (error) {
      if (signal.aborted) return
      if (error instanceof ApiError && isFinal(error)) throw error
      if (error instanceof ServerDown) {
        await untilUp()
        continue
      }
    } finally {
      onOpen?.(false)
    }
    await new Promise((resolve) => setTimeout(resolve, reader.wait))
    reader.wait = Math.min(reader.wait * 2, longestWait)
  }
}

/** Too many streams or a busy server pass by themselves; a refusal does not. */
function isFinal(error: ApiError): boolean {
  return isSandboxUnknown(error) || [401, 403, 404].includes(error.problem.status)
}

async function* textOf(body: ReadableStream<Uint8Array>, signal: AbortSignal): AsyncGenerator<string> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done || signal.aborted) return
      yield decoder.decode(value, { stream: true })
    }
  } finally {
    void reader.cancel().catch(() => {})
  }
}
