import { MemoryStore } from '@lockstep/store/memory-store'
import { expect, it } from 'vitest'
import { KeyPairs } from './key-pairs.ts'

const store = () => new MemoryStore(Date.now)

it.each([
  ['rsa', { kty: 'RSA', e: 'AQAB' }],
  ['p-256', { kty: 'EC', crv: 'P-256' }],
  ['ed25519', { kty: 'OKP', crv: 'Ed25519' }],
] as const)('makes a pair of kind %s', async (kind, members) => {
  const { privateJwk, publicJwk } = await new KeyPairs(store()).of('a', kind)
  expect(privateJwk).toMatchObject({ ...members, d: expect.any(String) })
  expect(publicJwk).toMatchObject(members)
  const { d: _d, p: _p, q: _q, dp: _dp, dq: _dq, qi: _qi, ...open } = privateJwk
  expect(publicJwk).toEqual(open)
  for (const member of ['alg', 'use', 'kid', 'key_ops', 'ext']) expect(privateJwk).not.toHaveProperty(member)
})

it('gives the same object for the same name, and another key for another', async () => {
  const pairs = new KeyPairs(store())
  const [one, again, other] = await Promise.all([
    pairs.of('a', 'p-256'),
    pairs.of('a', 'p-256'),
    pairs.of('b', 'p-256'),
  ])
  expect(again).toBe(one)
  expect(other.publicJwk).not.toEqual(one.publicJwk)
})

it('has the same pair after a restart, and in another process that asked at the same moment', async () => {
  const rows = store()
  const [one, other] = await Promise.all([
    new KeyPairs(rows).of('a', 'p-256'),
    new KeyPairs(rows).of('a', 'p-256'),
  ])
  const later = await new KeyPairs(rows).of('a', 'p-256')
  expect(other).toEqual(one)
  expect(later).toEqual(one)
})

it('forgets what ends, and nothing else', async () => {
  const pairs = new KeyPairs(store())
  const [one, other] = [await pairs.of('s/1/a', 'p-256'), await pairs.of('s/2/a', 'p-256')]
  await pairs.forget('s/1/')
  expect(await pairs.of('s/1/a', 'p-256')).not.toEqual(one)
  expect(await pairs.of('s/2/a', 'p-256')).toBe(other)
})

it('takes an RSA key that was made ahead, and never gives one out twice', async () => {
  const pairs = new KeyPairs(store(), { atOnce: 2, most: 2 })
  const made = await Promise.all(['a', 'b', 'c'].map((name) => pairs.of(name, 'rsa')))
  expect(new Set(made.map(({ publicJwk }) => publicJwk.n)).size).toBe(3)
})

it('gives a world apart pairs of its own', async () => {
  const pairs = new KeyPairs(store(), { atOnce: 1, most: 1 })
  const apart = pairs.apart(store())
  const [one, other] = await Promise.all([pairs.of('a', 'rsa'), apart.of('a', 'rsa')])
  expect(other.publicJwk.n).not.toBe(one.publicJwk.n)
  expect(await pairs.of('a', 'rsa')).toBe(one)
})

it('makes the first spare keys at once and the others with a pause before each, up to the most', async () => {
  let pauses = 0
  const goOn: (() => void)[] = []
  const pause = () => {
    pauses++
    return new Promise<void>((resolve) => goOn.push(resolve))
  }
  const pairs = new KeyPairs(store(), { atOnce: 1, most: 3, pause })
  await expect.poll(() => pauses).toBe(1)
  goOn.shift()?.()
  await expect.poll(() => pauses).toBe(2)
  goOn.shift()?.()
  await expect.poll(() => goOn.length).toBe(0)
  const made = await Promise.all(['a', 'b', 'c'].map((name) => pairs.of(name, 'rsa')))
  expect(new Set(made.map(({ publicJwk }) => publicJwk.n)).size).toBe(3)
  // Three were taken: the first is made again at once.
  await expect.poll(() => pauses).toBe(3)
})

it('makes no more once it is stopped, and has none under way then', async () => {
  let pauses = 0
  const pause = async () => void pauses++
  const pairs = new KeyPairs(store(), { atOnce: 1, most: 1000, pause })
  await pairs.stop()
  const before = pauses
  await pairs.of('a', 'rsa')
  await pairs.stop()
  expect(pauses).toBe(before)
})
