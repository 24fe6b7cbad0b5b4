/** What hit this tab's sandbox, newest last, live. */
import type { Exchange } from '@lockstep/schemes/scheme'
import { create } from 'zustand'
import { ApiError, isSandboxUnknown, ServerDown } from '../util/api.ts'
import { followExchanges } from '../util/follow-exchanges.ts'
import { type WireLine, wireLine } from '../util/wire-line.ts'
import { untilUp } from './connection.ts'
import { owned, replaceLost, sandboxReady, useSandbox } from './sandbox.ts'

type State = {
  readonly lines: readonly WireLine[]
  /** Those that came while the list was paused. */
  readonly waiting: readonly WireLine[]
  readonly paused: boolean
  /** False until what had happened before is here. */
  readonly loaded: boolean
  /** True while the stream is open. */
  readonly live: boolean
}

/** How many the page keeps; the oldest go first. */
export const mostLines = 10_000
/** New lines are shown together, ten times a second at most: fifty renders a second would be wasted. */
const flushEvery = 100

export const useWire = create<State>(() => ({
  lines: [],
  waiting: [],
  paused: false,
  loaded: false,
  live: false,
}))

/** Follows the sandbox, also into the one that replaces it, until it is aborted. */
export async function watchWire(signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const { id, ownerToken } = await sandboxReady()
    const { epoch } = useSandbox.getState()
    const change = onNewEpoch(epoch, signal)
    try {
      const before = await owned<Exchange[]>('/exchanges', { signal })
      if (useSandbox.getState().epoch !== epoch) continue
      useWire.setState({ lines: before.map(wireLine), waiting: [], loaded: true })
      await followExchanges({
        sandbox: id,
        token: ownerToken,
        after: before.at(-1)?.id,
        signal: change.signal,
        untilUp,
        onExchange: receive,
        onOpen: (live) => useWire.setState({ live }),
      })
    } catch (error) {
      if (signal.aborted) return
      if (isSandboxUnknown(error)) await replaceLost(id)
      else if (error instanceof ServerDown) await untilUp()
      else if (error instanceof ApiError) await new Promise((resolve) => setTimeout(resolve, 2_000))
      else if (!change.signal.aborted) throw error
    } finally {
      change.stop()
    }
  }
}

/** Holds the list still; what comes meanwhile waits. */
export function pauseWire(paused: boolean): void {
  useWire.setState({ paused })
  if (!paused) flush()
}

/** Empties the page's list. The server keeps its own. */
export function clearWire(): void {
  useWire.setState({ lines: [], waiting: [] })
}

let scheduled = false
let arrived: WireLine[] = []

function receive(exchange: Exchange): void {
  arrived.push(wireLine(exchange))
  if (scheduled) return
  scheduled = true
  setTimeout(() => {
    scheduled = false
    const news = arrived
    arrived = []
    useWire.setState(({ waiting }) => ({ waiting: [...waiting, ...news].slice(-mostLines) }))
    if (!useWire.getState().paused) flush()
  }, flushEvery)
}

function flush(): void {
  useWire.setState(({ lines, waiting }) => ({ lines: [...lines, ...waiting].slice(-mostLines), waiting: [] }))
}

/** Aborts when the sandbox was reset or replaced, or the caller leaves. */
function onNewEpoch(epoch: number, signal: AbortSignal): { signal: AbortSignal; stop: () => void } {
  const change = new AbortController()
  const leave = () => change.abort()
  signal.addEventListener('abort', leave)
  const unsubscribe = useSandbox.subscribe((state) => {
    if (state.epoch !== epoch) leave()
  })
  return {
    signal: change.signal,
    stop: () => {
      unsubscribe()
      signal.removeEventListener('abort', leave)
      change.abort()
    },
  }
}
