/** This tab's own sandbox. Its owner token and credentials live in the tab's sessionStorage, never in a URL. */
import { create } from 'zustand'
import { ApiError, call, isSandboxUnknown, ServerDown } from '../util/api.ts'
import { untilUp } from './connection.ts'

export type Sandbox = {
  readonly id: string
  readonly ownerToken: string
  readonly expiresAt: string
  /** Seconds by which its clock is ahead; a walkthrough can move it. */
  readonly clock?: { readonly ahead: number }
  /** By slug; each scheme knows the shape of its own part. */
  readonly credentials: Readonly<Record<string, unknown>>
}

type State = {
  readonly sandbox: Sandbox | null
  /** Counts up with each reset and replacement, so that what leans on old exchanges can begin again. */
  readonly epoch: number
  /** One sentence where the sandbox was replaced without being asked; null once it was read. */
  readonly notice: string | null
  /** Why there is no sandbox although the server answers ("Too many sandboxes …"). */
  readonly problem: string | null
}

const key = 'sandbox'
export const useSandbox = create<State>(() => ({ sandbox: null, epoch: 0, notice: null, problem: null }))

/** Takes up the tab's sandbox, or makes one. Called once, before the first render. */
export function startSandbox(): void {
  // A page that was left for hours looks again when it is looked at.
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) void refreshSandbox()
  })
  const kept = readKept()
  if (!kept) return void makeSandbox(null)
  useSandbox.setState({ sandbox: kept })
  void refreshSandbox()
}

/** The sandbox, once there is one. */
export function sandboxReady(): Promise<Sandbox> {
  const now = useSandbox.getState().sandbox
  if (now) return Promise.resolve(now)
  return new Promise((resolve) => {
    const stop = useSandbox.subscribe(({ sandbox }) => {
      if (!sandbox) return
      stop()
      resolve(sandbox)
    })
  })
}

/** Drops whatever happened in the sandbox and keeps its id, its owner and its seeds. */
export async function resetSandbox(): Promise<void> {
  noteSandbox(await owned<Pick<Sandbox, 'expiresAt' | 'clock'>>('/reset', { method: 'POST' }))
  useSandbox.setState(({ epoch }) => ({ epoch: epoch + 1 }))
}

/** Leaves this sandbox for a new one. */
export async function newSandbox(): Promise<void> {
  await makeSandbox(null)
}

/** A call below `/api/sandboxes/{id}` with the owner token. A lost sandbox is replaced, and the call made again there. */
export async function owned<T>(
  below: string,
  options: { method?: string; headers?: Record<string, string>; body?: BodyInit; signal?: AbortSignal } = {},
): Promise<T> {
  const { id, ownerToken } = await sandboxReady()
  try {
    return await call<T>(`/api/sandboxes/${id}${below}`, { ...options, token: ownerToken })
  } catch (error) {
    if (!isSandboxUnknown(error)) throw error
    await replaceLost(id)
    return owned<T>(below, options)
  }
}

/** Replaces a sandbox that the server no longer knows, once, however many calls find out at the same time. */
export function replaceLost(id: string): Promise<void> {
  if (useSandbox.getState().sandbox?.id !== id) return making ?? Promise.resolve()
  return makeSandbox('Your sandbox had expired. This is a new one, with new credentials and an empty wire.')
}

export function dismissNotice(): void {
  useSandbox.setState({ notice: null })
}

let making: Promise<void> | undefined

function makeSandbox(notice: string | null): Promise<void> {
  making ??= (async () => {
    for (;;) {
      await untilUp()
      try {
        const sandbox = await call<Sandbox>('/api/sandboxes', { method: 'POST' })
        keep(sandbox)
        useSandbox.setState(({ epoch }) => ({ sandbox, epoch: epoch + 1, notice, problem: null }))
        return
      } catch (error) {
        if (error instanceof ServerDown) continue
        if (!(error instanceof ApiError)) throw error
        useSandbox.setState({ problem: error.message })
        await new Promise((resolve) => setTimeout(resolve, 10_000))
      }
    }
  })().finally(() => {
    making = undefined
  })
  return making
}

/** Asks how long the sandbox has left, which each use puts off; finds out whether it is still there. */
export async function refreshSandbox(): Promise<void> {
  if (!useSandbox.getState().sandbox) return
  try {
    const told = await owned<Pick<Sandbox, 'expiresAt' | 'clock'>>('')
    noteSandbox(told)
  } catch (error) {
    // A server that is away or busy changes nothing about the sandbox. What is asked next finds out.
    if (!(error instanceof ServerDown || error instanceof ApiError)) throw error
  }
}

/** What changes of a sandbox in its life: when it ends, and how far its clock is ahead. */
export function noteSandbox({ expiresAt, clock }: Partial<Pick<Sandbox, 'expiresAt' | 'clock'>>): void {
  useSandbox.setState(({ sandbox }) => ({
    sandbox: sandbox && { ...sandbox, ...(expiresAt ? { expiresAt } : {}), ...(clock ? { clock } : {}) },
  }))
}

function readKept(): Sandbox | null {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? 'null')
  } catch {
    return null
  }
}

function keep(sandbox: Sandbox): void {
  try {
    sessionStorage.setItem(key, JSON.stringify(sandbox))
  } catch {
    // Storage is closed to this page: the sandbox lives as long as the page does.
  }
}
