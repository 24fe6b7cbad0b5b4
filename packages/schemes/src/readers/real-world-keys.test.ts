import { describe, expect, it } from 'vitest'
import { realWorldKeys } from './real-world-keys.ts'

/** Made up of pieces, so that no scanner takes a test for a leak. */
const join = (...pieces: string[]) => pieces.join('')

describe('keys of well-known providers', () => {
  it.each([
    ['an AWS access key id', join('AKIA', 'IOSFODNN7EXAMPLE')],
    ['a live Stripe key', join('sk_', 'live_', '4eC39HqLyjWDarjtT1zdp7dc')],
    ['a GitHub token', join('ghp', '_', 'a'.repeat(36))],
    ['a GitHub token', join('github', '_pat_', 'b'.repeat(40))],
    ['a Slack token', join('xox', 'b-', '123456789012-abcdefghijkl')],
    ['a Google API key', join('AI', 'za', 'c'.repeat(35))],
    ['an npm token', join('npm', '_', 'd'.repeat(36))],
  ])('knows %s', (what, key) => {
    expect(realWorldKeys(`X-API-Key: ${key}\r\n`)).toEqual([{ what, at: 11, length: key.length }])
  })

  it('says where each of several stands, in the order of the text', () => {
    const [slack, aws] = [join('xox', 'p-', '1234567890'), join('ASIA', 'ABCDEFGHIJKLMNOP')]
    expect(realWorldKeys(`${slack} and ${aws}`).map(({ at }) => at)).toEqual([0, slack.length + 5])
  })

  it.each(['', 'AKIA', 'sk_test_4eC39HqLyjWDarjtT1zdp7dc', 'ghp_short', 'the AIza prefix', 'lk_demo_abc'])(
    'leaves %j alone',
    (text) => {
      expect(realWorldKeys(text)).toEqual([])
    },
  )

  it('takes no longer for a long text that nearly matches', () => {
    expect(realWorldKeys('xoxb'.repeat(100_000))).toEqual([])
  })
})
