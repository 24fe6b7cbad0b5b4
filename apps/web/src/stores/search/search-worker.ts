/** A worker of its own for a search: the page stays quick, and stopping it is ending it. */
import { list } from '@lockstep/schemes/list'
import type { Exchange } from '@lockstep/schemes/scheme'
import { runSearch } from './run-search.ts'

export type SearchOrder = {
  readonly slug: string
  readonly attack: string
  readonly exchanges: readonly Exchange[]
}

addEventListener('message', ({ data }: MessageEvent<SearchOrder>) => void begin(data))

async function begin({ slug, attack, exchanges }: SearchOrder): Promise<void> {
  const scheme = await list.find((entry) => entry.slug === slug)?.load()
  const search = scheme?.attacks.find(({ id }) => id === attack)?.search
  if (!search) throw new Error(`Unexpected attack "${attack}" without a search`)
  await runSearch(
    search,
    exchanges,
    () => performance.now(),
    (news) => postMessage(news),
  )
}

// What is rejected in a worker is told to nobody; thrown outside a promise it reaches the page.
addEventListener('unhandledrejection', ({ reason }) => {
  setTimeout(() => {
    throw reason
  })
})
