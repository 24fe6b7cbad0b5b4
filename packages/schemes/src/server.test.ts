import { expect, it } from 'vitest'
import { fixture } from './testing/fixture-scheme.ts'
import { Lab } from './testing/lab.ts'

const weak = '/s/lab/without/fixture.word-right/'

it('derives the same seeded secret in every world of a sandbox, and another in another sandbox', () => {
  const lab = new Lab([fixture])
  const secret = lab.server().secret('password')
  expect(lab.server(weak).secret('password')).toEqual(secret)
  expect(lab.server('/s/other/').secret('password')).not.toEqual(secret)
  expect(lab.server().secret('key')).not.toEqual(secret)
})

it('derives world secrets for one world alone', () => {
  const lab = new Lab([fixture])
  expect(lab.server(weak).worldSecret('signing')).not.toEqual(lab.server().worldSecret('signing'))
})

it('gives as many octets as are asked for', () => {
  const lab = new Lab([fixture])
  expect(lab.server().secret('x', 16)).toHaveLength(16)
  expect(lab.server().secret('x', 80)).toHaveLength(80)
  expect(lab.server().secret('x', 80).slice(0, 16)).toEqual(lab.server().secret('x', 16))
})

it('shows a world its own rows only', async () => {
  const lab = new Lab([fixture])
  await lab.server().store.put('row', 1)
  expect(await lab.server(weak).store.get('row')).toBeUndefined()
  expect(await lab.server('/s/lab2/').store.list('')).toEqual([])
  expect(await lab.server().store.list('')).toEqual([['row', 1]])
})
