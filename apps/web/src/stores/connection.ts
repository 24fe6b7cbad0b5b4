import { create } from 'zustand'

/** Whether the server answers. `down` is set by whoever meets a failed request; `stores/sandbox.ts` finds the way back. */
export const useConnection = create<{ readonly down: boolean }>(() => ({ down: false }))

const waiting = new Set<() => void>()

/** Says that a request got no answer. The first one to say so starts the polling of `/api/health`. */
export function reportDown(): void {
  if (useConnection.getState().down) return
  useConnection.setState({ down: true })
  void pollHealth()
}

/** Resolves at once while the server answers, else when it does again. */
export function untilUp(): Promise<void> {
  if (!useConnection.getState().down) return Promise.resolve()
  return new Promise((resolve) => waiting.add(resolve))
}

const firstWait = 500
const longestWait = 8_000

async function pollHealth(): Promise<void> {
  for (let wait = firstWait; ; wait = Math.min(wait * 2, longestWait)) {
    await new Promise((resolve) => setTimeout(resolve, wait))
    const answer = await fetch('/api/health', { credentials: 'omit', cache: 'no-store' }).catch(() => null)
    if (answer?.ok) break
  }
  useConnection.setState({ down: false })
  for (const resolve of waiting) resolve()
  waiting.clear()
}
