import type { Exchange } from '@lockstep/schemes/scheme'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { FrontLog } from './front-log.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const exchange = (id: string) => ({ id }) as Exchange
const is = (id: string) => (one: Exchange) => one.id === id
const ids = (log: FrontLog) => log.waiting.map(({ id }) => id)

test('takes what fits once, and passes over what came before it', () => {
  const log = new FrontLog()
  for (const id of ['a', 'b', 'c', 'a']) log.arrive(exchange(id))
  expect(ids(log)).toEqual(['a', 'b', 'c'])
  expect(log.take(is('b'))?.id).toBe('b')
  expect(ids(log)).toEqual(['c'])
  expect(log.take(is('a'))).toBeUndefined()
})

test('waits for what is on its way, and gives up after a while', async () => {
  const log = new FrontLog()
  const coming = log.next(is('b'), 1000)
  log.arrive(exchange('a'))
  log.arrive(exchange('b'))
  expect((await coming)?.id).toBe('b')
  const never = log.next(is('c'), 1000)
  await vi.advanceTimersByTimeAsync(1001)
  expect(await never).toBeUndefined()
  // Who gave up takes nothing afterwards.
  log.arrive(exchange('c'))
  expect(ids(log)).toEqual(['c'])
})

test('a new attempt begins with what comes next, or with what was done already', () => {
  const log = new FrontLog()
  for (const id of ['a', 'b', 'c']) log.arrive(exchange(id))
  log.begin()
  expect(ids(log)).toEqual([])
  log.begin(exchange('b'))
  expect(ids(log)).toEqual(['b', 'c'])
})

test('tells its listeners until they stop', () => {
  const log = new FrontLog()
  let heard = 0
  const stop = log.listen(() => {
    heard++
  })
  log.arrive(exchange('a'))
  stop()
  log.arrive(exchange('b'))
  expect(heard).toBe(1)
})
