import { expect, test } from 'vitest'
import { searchWords } from './search-words.ts'

const at = { tried: 12, of: 1000, rate: 500 }

test('says what came of a search', () => {
  expect(searchWords({ ...at, state: 'found', word: 'summer1' })).toBe('Found: summer1, at try 12 of 1000.')
  expect(searchWords({ ...at, state: 'exhausted' })).toBe('None of the 1000 words fits.')
  expect(searchWords({ ...at, state: 'stopped' })).toBe('Stopped after 12 of 1000 words.')
  expect(searchWords({ ...at, state: 'trouble', why: 'No.' })).toBe('The search could not run. No.')
})
