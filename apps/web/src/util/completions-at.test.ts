import { describe, expect, it } from 'vitest'
import { completionsAt } from './completions-at.ts'

const members = [
  { name: 'alg', says: 'the algorithm', values: ['"ES256"', '"none"'] },
  { name: 'exp', says: 'when it ends', kind: 'time' as const },
]
/** The labels at the bar, and the text with the first of them put in. */
const at = (marked: string) => {
  const place = marked.indexOf('|')
  const text = marked.replace('|', '')
  const found = completionsAt(text, place, members)
  const [first] = found?.items ?? []
  return {
    labels: found?.items.map(({ label }) => label),
    after: found && first ? text.slice(0, found.from) + first.insert + text.slice(found.to) : undefined,
  }
}

describe('completions', () => {
  it.each([
    ['{|', ['alg', 'exp'], '{"alg": '],
    ['{"|', ['alg', 'exp'], '{"alg": '],
    ['{"a|"}', ['alg', 'exp'], '{"alg": }'],
    ['{"exp": 1, |}', ['alg'], '{"exp": 1, "alg": }'],
    ['{"a|": 1}', ['alg', 'exp'], '{"alg": 1}'],
    ['{"alg": |}', ['"ES256"', '"none"'], '{"alg": "ES256"}'],
    ['{"alg": "n|"}', ['"ES256"', '"none"'], '{"alg": "ES256"}'],
    ['{"x": {|', ['alg', 'exp'], '{"x": {"alg": '],
  ])('%s', (text, labels, after) => {
    expect(at(text)).toEqual({ labels, after })
  })

  it.each(['|', '{"exp": |', '{"alg": "ES256" |', '["|', '{"alg"|', '{"other": "|'])(
    'has nothing for %s',
    (text) => {
      expect(at(text).labels).toBeUndefined()
    },
  )
})
