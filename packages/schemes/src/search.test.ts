/** Every search that the page offers, on what its attack really caught. */
import { describe, expect, it } from 'vitest'
import { loadSchemes } from './list.ts'
import { Lab } from './testing/lab.ts'

const searches = (await loadSchemes()).flatMap((scheme) =>
  scheme.attacks.flatMap((attack) =>
    attack.search ? [{ scheme, attack, search: attack.search, name: `${scheme.slug}/${attack.id}` }] : [],
  ),
)

it('there are searches to try', () => {
  expect(searches.length).toBeGreaterThan(0)
})

describe.each(searches)('$name', ({ scheme, attack, search }) => {
  it('finds one word in the exchanges of the attack, and nothing where it caught nothing', async () => {
    const run = await new Lab([scheme]).attack(scheme, attack)
    // The search goes on what the page was told of the run that is on it: the one with the check.
    const caught = search.caught(run.with.exchanges)
    expect(caught).toBeDefined()
    const words = await search.words()
    const fitting: string[] = []
    for (const word of words) if (await search.fits(word, caught ?? '')) fitting.push(word)
    expect(fitting).toHaveLength(1)
    expect(search.caught([])).toBeUndefined()
  })

  it('counts its words in the title', async () => {
    const [count] = /[\d,]+/.exec(search.title) ?? ['']
    expect(Number(count.replaceAll(',', ''))).toBe((await search.words()).length)
  })
})
