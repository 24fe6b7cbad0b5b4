import type { Exchange, Search } from '@lockstep/schemes/scheme'
import { expect, test } from 'vitest'
import { runSearch, type SearchNews } from './run-search.ts'

const search: Search = {
  title: '4 words',
  words: () => ['red', 'green', 'blue', 'grey'],
  caught: ([first]) => first?.id,
  fits: async (word, caught) => word === caught,
}

async function run(id: string | undefined, step = 50): Promise<SearchNews[]> {
  let time = 0
  const news: SearchNews[] = []
  const exchanges = id === undefined ? [] : [{ id } as Exchange]
  await runSearch(
    search,
    exchanges,
    () => {
      time += step
      return time
    },
    (one) => void news.push(one),
  )
  return news
}

test('stops at the word that fits, and says how many it tried', async () => {
  expect((await run('blue')).at(-1)).toMatchObject({ state: 'found', word: 'blue', tried: 3, of: 4 })
})

test('reports on the way, but not with every word', async () => {
  const news = await run('grey', 30)
  const running = news.filter(({ state }) => state === 'running')
  expect(running.length).toBeGreaterThan(0)
  expect(running.length).toBeLessThan(3)
  expect(running[0]?.rate).toBeGreaterThan(0)
})

test('says when no word fits, and when there is nothing to try them on', async () => {
  expect((await run('violet')).at(-1)).toMatchObject({ state: 'exhausted', tried: 4 })
  expect(await run(undefined)).toMatchObject([{ state: 'nothing-caught', tried: 0 }])
})
