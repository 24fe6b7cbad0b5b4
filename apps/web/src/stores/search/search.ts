/** Searches that were begun on the page, by the key of their attack. */
import { create } from 'zustand'
import type { SearchNews } from './run-search.ts'
import type { SearchOrder } from './search-worker.ts'

export type SearchState =
  | SearchNews
  | (Omit<SearchNews, 'state'> & { readonly state: 'stopped' | 'trouble'; readonly why?: string })

export const useSearches = create<Readonly<Record<string, SearchState>>>(() => ({}))

const workers = new Map<string, Worker>()

/** Begins a search in a worker. One that runs under this key is ended first. */
export function startSearch(key: string, order: SearchOrder): void {
  stopSearch(key)
  const worker = new Worker(new URL('./search-worker.ts', import.meta.url), { type: 'module' })
  workers.set(key, worker)
  useSearches.setState({ [key]: { state: 'running', tried: 0, of: 0, rate: 0 } })
  worker.addEventListener('message', ({ data }: MessageEvent<SearchNews>) => {
    useSearches.setState({ [key]: data })
    if (data.state !== 'running') end(key)
  })
  worker.addEventListener('error', (event) => {
    event.preventDefault()
    end(key)
    tell(key, 'trouble', event.message || 'The worker could not be started.')
  })
  worker.postMessage(order)
}

/** Ends a search where it is. */
export function stopSearch(key: string): void {
  if (end(key)) tell(key, 'stopped')
}

function end(key: string): boolean {
  workers.get(key)?.terminate()
  return workers.delete(key)
}

function tell(key: string, state: 'stopped' | 'trouble', why?: string): void {
  useSearches.setState((all) => {
    const { tried = 0, of = 0, rate = 0 } = all[key] ?? {}
    return { [key]: { state, tried, of, rate, ...(why === undefined ? {} : { why }) } }
  })
}
