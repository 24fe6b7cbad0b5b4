import { expect, it } from 'vitest'
import { MemoryStore } from './memory-store.ts'
import { storeSuite } from './testing/store-suite.ts'

storeSuite('MemoryStore', (now) => {
  const store = new MemoryStore(now)
  return { handles: Array(8).fill(store), close: () => store.clear('') }
})

it('lets expired rows go while others are written, without being asked for them', () => {
  let clock = 0
  const store = new MemoryStore(() => clock)
  for (let i = 0; i < 10_000; i++) store.claim(`s/a/-/nonces/${i}`, { ttl: 60 })
  clock = 60_000
  for (let i = 0; i < 5_000; i++) store.claim(`s/b/-/nonces/${i}`, { ttl: 60 })
  expect(store.size).toBe(5_000)
})
