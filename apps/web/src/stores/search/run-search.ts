/** The search itself: every word of the list, until one fits. Runs in a worker; here it is only told what time it is. */
import type { Exchange, Search } from '@lockstep/schemes/scheme'

/** How far it is; and at the end, with what result. */
export type SearchNews = {
  readonly state: 'running' | 'found' | 'exhausted' | 'nothing-caught'
  readonly tried: number
  readonly of: number
  /** Tries a second, so far. */
  readonly rate: number
  readonly word?: string
}

/** Milliseconds between two reports: more often nobody could read. */
const pace = 80

/** Tries the words in their order and reports on the way. `now` counts milliseconds. */
export async function runSearch(
  search: Search,
  exchanges: readonly Exchange[],
  now: () => number,
  report: (news: SearchNews) => void,
): Promise<void> {
  const words = await search.words()
  const caught = search.caught(exchanges)
  const began = now()
  const news = (state: SearchNews['state'], tried: number): SearchNews => {
    const seconds = (now() - began) / 1000
    return { state, tried, of: words.length, rate: seconds > 0 ? Math.round(tried / seconds) : 0 }
  }
  if (caught === undefined) return report(news('nothing-caught', 0))
  let told = began
  for (const [i, word] of words.entries()) {
    if (await search.fits(word, caught)) return report({ ...news('found', i + 1), word })
    if (now() - told < pace) continue
    told = now()
    report(news('running', i + 1))
  }
  report(news('exhausted', words.length))
}
