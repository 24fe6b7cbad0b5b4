import type { Derived } from '@lockstep/schemes/scheme'
import { expect, test } from 'vitest'
import { comparable, mostTelling } from './comparable.ts'

const value = (name: string, ...parts: Derived['parts'][number][]): Derived => ({ name, parts })
const client = [
  value('key', { text: 'swordfish', secret: true }),
  value('base', { text: 'GET', component: 'method' }, { text: '/x', component: 'target' }),
  value('mac', { text: 'c0de' }),
]

test('compares with the server where it tells a value whole, and with the client half where not', () => {
  const server = [value('base', { text: 'POST', component: 'method' }), value('mac', { text: 'c0…' })]
  expect(comparable(client, server).map(({ name, of }) => [name, of])).toEqual([
    ['base', 'server'],
    ['mac', 'client'],
  ])
  expect(comparable(client).map(({ of }) => of)).toEqual(['client', 'client'])
})

test('leaves out what is covered, and begins with what most goes into', () => {
  expect(comparable(client).map(({ name }) => name)).not.toContain('key')
  expect(mostTelling(comparable(client))?.name).toBe('base')
  expect(mostTelling([])).toBeUndefined()
})
