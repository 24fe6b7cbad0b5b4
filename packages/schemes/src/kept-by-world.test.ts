import { expect, test } from 'vitest'
import { keptByWorld } from './kept-by-world.ts'

test('makes once for a world, anew for another and for another process, and keeps no more than it may', () => {
  let made = 0
  const of = keptByWorld(({ base }: { processKey: Uint8Array; base: string }) => ({ base, turn: ++made }))
  const processKey = new Uint8Array(32)
  const first = of({ processKey, base: '/s/1' })
  expect(of({ processKey, base: '/s/1' })).toBe(first)
  expect(of({ processKey, base: '/s/2' })).toEqual({ base: '/s/2', turn: 2 })
  expect(of({ processKey: new Uint8Array(32), base: '/s/1' }).turn).toBe(3)
  for (let i = 0; i < 4096; i++) of({ processKey, base: `/s/more-${i}` })
  expect(of({ processKey, base: '/s/1' })).not.toBe(first)
})
