import { expect, test } from 'vitest'
import { type Compared, compareDerivations, type MarkedPart } from './compare-derivations.ts'
import type { Derived } from './scheme.ts'

const value = (name: string, ...texts: string[]): Derived => ({
  name,
  parts: texts.map((text) => ({ text })),
})
const states = (...args: Parameters<typeof compareDerivations>) =>
  compareDerivations(...args).map(({ state }) => state)

/** What is marked on both sides of the first difference. */
function marked(rows: readonly Compared[]) {
  const row = rows.find(({ state }) => state === 'first')
  const text = (parts: readonly MarkedPart[] = []) =>
    parts.map(({ text, mark }) => (mark ? text.slice(...mark) : '')).join('')
  return { name: row?.name, client: text(row?.client), server: text(row?.server) }
}

test('finds the first difference by name, and what follows from it', () => {
  const client = [value('a', '1'), value('b', 'GET', ':/x'), value('c', 'x')]
  const server = [value('c', 'y'), value('a', '1'), value('b', 'POST', ':/x')]
  expect(states(client, server)).toEqual(['same', 'first', 'follows'])
  expect(marked(compareDerivations(client, server))).toEqual({
    name: 'b',
    client: 'GET',
    server: 'POST',
  })
})

test('leaves alone what only the client half derives', () => {
  expect(states([value('a', '1')], [])).toEqual(['alone'])
  expect(states([value('a', '1')])).toEqual(['alone'])
})

test('takes a server value that ends in … for a beginning', () => {
  expect(states([value('proof', 'abcdef')], [value('proof', 'abc…')])).toEqual(['same'])
  expect(states([value('proof', 'abXdef')], [value('proof', 'abc…')])).toEqual(['first'])
})

test('marks no more of a long piece than differs', () => {
  const [row] = compareDerivations(
    [value('uri', '/a/long/path?note=12')],
    [value('uri', '/a/long/path?note=all')],
  )
  expect(row?.client[0]?.mark).toEqual([18, 20])
  expect(row?.server?.[0]?.mark).toEqual([18, 21])
})

test('compares the texts where the pieces do not correspond', () => {
  const rows = compareDerivations([value('v', 'ab', 'c')], [value('v', 'abd')])
  expect(marked(rows)).toEqual({ name: 'v', client: 'abc', server: 'abd' })
})

test('marks the piece that was added where the others correspond', () => {
  const piece = (text: string, component: string) => ({ text, component })
  const [mine, theirs] = [
    [piece('GET', 'method'), piece('/x', 'target')],
    [piece('GET', 'method'), piece('1', 'nonce'), piece('/x', 'target')],
  ]
  const [row] = compareDerivations([{ name: 'v', parts: mine }], [{ name: 'v', parts: theirs }])
  expect(row?.client.map(({ mark }) => mark)).toEqual([undefined, [0, 2]])
  expect(row?.server?.map(({ mark }) => mark)).toEqual([undefined, [0, 1], undefined])
  const [longer] = compareDerivations(
    [{ name: 'v', parts: mine.slice(0, 1) }],
    [{ name: 'v', parts: [...mine.slice(0, 1), piece('!', 'end')] }],
  )
  expect(longer?.server?.map(({ mark }) => mark)).toEqual([undefined, [0, 1]])
})
