import { loadSchemes } from '@lockstep/schemes/list'
import { parameters } from '@lockstep/schemes/scheme'
import { expect, it } from 'vitest'
import { meets, rank } from './rank.ts'

const words = { words: '', why: '', depth: '' }

it('sorts a range by its middle', () => {
  expect(rank({ score: [0, 1], ...words })).toBe(0.5)
  expect(rank({ score: 3, ...words })).toBe(3)
  expect(rank({ score: null, ...words })).toBeUndefined()
})

it('lets a range meet a condition by its better end, and words alone never', async () => {
  const [scheme] = await loadSchemes()
  if (!scheme) throw new Error('The list is empty')
  const rated = (score: number | readonly [number, number] | null) => ({
    facts: { ...scheme.facts, ratings: { ...scheme.facts.ratings, security: { score, ...words } } },
  })
  expect(meets(rated([1, 2]), 'security')).toBe(true)
  expect(meets(rated([0, 1]), 'security')).toBe(false)
  expect(meets(rated(1), 'security')).toBe(false)
  expect(meets(rated(2), 'security')).toBe(true)
  expect(meets(rated(null), 'security')).toBe(false)
})

it('ranks every rating of the list but the common use', async () => {
  for (const { facts, slug } of await loadSchemes())
    for (const parameter of parameters)
      expect(typeof rank(facts.ratings[parameter]), `${slug} ${parameter}`).toBe(
        parameter === 'uses' ? 'undefined' : 'number',
      )
})
