import { expect, test } from 'vitest'
import { differenceOf } from './difference.ts'
import type { CheckResult, Derived, DerivedPart, Rules } from './scheme.ts'

const rules = { proof: { says: 'It matches.', proof: 'mac' }, other: { says: 'It holds.' } } satisfies Rules
const failed = (id: string): CheckResult[] => [{ id, clause: 'policy', outcome: 'failed', actual: 'f00d' }]
const piece = (text: string, component?: string): DerivedPart => (component ? { text, component } : { text })
const text = (...parts: DerivedPart[]): Derived[] => [
  { name: 'base', parts },
  { name: 'mac', parts: [piece('c0de…')] },
]
const mine = text(piece('GET', 'method'), piece('\n'), piece('/é?a=1', 'target'))

const differ = (server: Derived[], id = 'proof') =>
  differenceOf(mine, { checks: failed(id), derivation: server }, rules)

test('names the component, and counts octets up to the first that differs', () => {
  expect(differ(text(piece('GET', 'method'), piece('\n'), piece('/é?a=2', 'target')))).toEqual({
    value: 'base',
    component: 'target',
    at: 6,
    client: '/é?a=1',
    server: '/é?a=2',
  })
})

test('names what was added, and what was left out', () => {
  const added = text(piece('GET', 'method'), piece('\n'), piece('x', 'nonce'), piece('/é?a=1', 'target'))
  expect(differ(added)).toMatchObject({ component: 'nonce', server: 'x' })
  expect(differ(text(piece('GET', 'method')))).toMatchObject({
    component: 'target',
    client: '\n',
    server: '',
  })
  expect(differ(text(piece('GET', 'method'), piece('\n')))).toMatchObject({ component: 'target', server: '' })
})

test('names the proof where every value agrees and its check failed', () => {
  expect(differ(mine)).toEqual({ value: 'mac', component: 'mac', at: 0, client: 'c0de…', server: 'f00d' })
})

test('says nothing where nothing differs', () => {
  expect(differ(mine, 'other')).toBeUndefined()
  expect(differenceOf(mine, { checks: [], derivation: mine }, rules)).toBeUndefined()
  expect(differenceOf(mine, { checks: [] }, rules)).toBeUndefined()
})
