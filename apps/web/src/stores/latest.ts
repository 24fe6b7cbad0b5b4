/** The newest exchange that a visitor of the home page can see, live. */
import type { Exchange } from '@lockstep/schemes/scheme'
import { create } from 'zustand'
import { ApiError, call, ServerDown } from '../util/api.ts'
import { followExchanges } from '../util/follow-exchanges.ts'
import { send } from '../util/send.ts'
import { untilUp } from './connection.ts'
import { buildOpening } from './opening-request.ts'
import { type Sandbox, sandboxReady } from './sandbox.ts'

type Watched = {
  readonly id: string
  readonly credentials: Sandbox['credentials']
  readonly ownerToken?: string
}

type State = {
  /** The sandbox that is watched; null until it is known. */
  readonly watched: Watched | null
  readonly exchange: Exchange | null
  /** True for one that arrived while the page was watching: only then does anything move. */
  readonly arrived: boolean
}

export const useLatest = create<State>(() => ({ watched: null, exchange: null, arrived: false }))

/** Watches until it is aborted. Never throws: a server that is away is waited for. */
export async function watchLatest(signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await watch(signal)
    } catch (error) {
      if (signal.aborted) return
      if (error instanceof ServerDown) await untilUp()
      else if (!(error instanceof ApiError)) throw error
      await new Promise((resolve) => setTimeout(resolve, 1_000))
    }
  }
}

async function watch(signal: AbortSignal): Promise<void> {
  const { watched, exchanges } = await choose(signal)
  const last = exchanges.findLast(isShown)
  useLatest.setState({ watched, exchange: last ?? null, arrived: false })
  if (!last) void open(watched, signal)
  await followExchanges({
    sandbox: watched.id,
    ...(watched.ownerToken === undefined ? {} : { token: watched.ownerToken }),
    after: exchanges.at(-1)?.id,
    signal,
    untilUp,
    onExchange: show,
  })
}

/**
 * The public sandbox where its wire is open (a server on this machine), so that a command from any terminal shows up;
 * else this tab's own.
 */
async function choose(signal: AbortSignal): Promise<{ watched: Watched; exchanges: readonly Exchange[] }> {
  try {
    const [watched, exchanges] = await Promise.all([
      call<Watched>('/api/sandboxes/demo', { signal }),
      call<Exchange[]>('/api/sandboxes/demo/exchanges', { signal }),
    ])
    return { watched, exchanges }
  } catch (error) {
    if (!(error instanceof ApiError) || ![401, 403].includes(error.problem.status)) throw error
    const watched = await sandboxReady()
    const exchanges = await call<Exchange[]>(`/api/sandboxes/${watched.id}/exchanges`, {
      token: watched.ownerToken,
      signal,
    })
    return { watched, exchanges }
  }
}

/** Sends one real request, so that the page does not begin empty. */
async function open(watched: Watched, signal: AbortSignal): Promise<void> {
  const request = await buildOpening(watched)
  if (!request || signal.aborted) return
  const { exchange } = await send(request, { signal }).catch(() => ({ exchange: null }))
  if (exchange) show(exchange)
}

function show(exchange: Exchange): void {
  if (!isShown(exchange) || useLatest.getState().exchange?.id === exchange.id) return
  useLatest.setState({ exchange, arrived: true })
}

/** Only what a scheme answered: there is nothing to say about a path that nobody serves. */
function isShown({ scheme, verdict }: Exchange): boolean {
  return scheme !== null && verdict !== null
}
