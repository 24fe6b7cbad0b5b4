import { describe, expect, it } from 'vitest'
import { apiKey } from './index.ts'
import { checksumFits, claimedId, keyOctets, makeKey, partsOf, secretOctets } from './key.ts'

describe('the form of a key', () => {
  const sample = apiKey.facts.travels.replace('X-API-Key: ', '')
  const random = (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes))

  it('is the same for ten thousand keys, none of which collide', () => {
    const keys = Array.from({ length: 10_000 }, () => makeKey(random(keyOctets)))
    expect(new Set(keys).size).toBe(keys.length)
    expect(new Set(keys.map(claimedId)).size).toBe(keys.length)
    for (const key of keys) {
      expect(key).toMatch(/^lk_live_[0-9A-Za-z]{43}$/)
      const parts = partsOf(key)
      expect(parts && checksumFits(parts)).toBe(true)
    }
  })

  it('holds all 160 bits of its secret', () => {
    const octets = random(keyOctets)
    const parts = partsOf(makeKey(octets))
    const secret = parts && secretOctets(parts)
    expect(secret).toEqual(octets.slice(7))
    expect((secret?.length ?? 0) * 8).toBe(160)
  })

  it('lets a scanner tell a slip from a key', () => {
    const parts = partsOf(sample.replace(/.$/, (last) => (last === 'a' ? 'b' : 'a')))
    expect(parts && checksumFits(parts)).toBe(false)
  })

  it('is that of the sample in the facts', () => {
    const parts = partsOf(sample)
    expect(parts && checksumFits(parts)).toBe(true)
  })
})
