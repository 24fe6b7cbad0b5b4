import { expect, test } from 'vitest'
import { foldRows } from './fold-rows.ts'
import type { WireRow } from './wire-rows.ts'

const party = { id: 'a', label: 'A', hue: 'client' } as const
const row = (
  step: string,
  half: 'request' | 'response',
  when: 'done' | 'later' = 'done',
  message = 0,
): WireRow => ({
  key: `${step}${message || ''}${half}`,
  message,
  when,
  current: false,
  from: party,
  to: party,
  say: half === 'request' ? ['GET', '/x'] : ['200', 'OK'],
  label: `Step ${step}`,
  step,
  half,
  after: 'all checks passed',
})
const steps = (...ids: string[]) => ids.flatMap((id) => [row(id, 'request'), row(id, 'response')])
const keys = (rows: readonly WireRow[]) => rows.map(({ key }) => key)

test('leaves a short run as it is', () => {
  const rows = steps('1', '2', '3', '4')
  expect(foldRows(rows, '4', 0, String)).toEqual(rows)
})

test('folds what is older than the exchange before the open step, and names the answer', () => {
  const folded = foldRows(steps('1', '2', '3', '4', '5'), '5', 0, String)
  expect(keys(folded)).toEqual([
    '1request',
    '2request',
    '3request',
    '4request',
    '4response',
    '5request',
    '5response',
  ])
  expect(folded[0]).toMatchObject({ say: ['GET', '/x, 200'], label: 'Step 1, answered 200' })
  expect(folded[0]).not.toHaveProperty('after')
})

test('folds the step before the open one as well, where it is more than one exchange', () => {
  const folded = foldRows([...steps('1', '2'), ...steps('3', '3'), ...steps('4')], '4', 0, String)
  expect(folded.map(({ label }) => label)).toEqual([
    'Step 1, answered 200',
    'Step 2, answered 200',
    'Step 3, answered 200, 200',
    'Step 4',
    'Step 4',
  ])
})

test('counts the requests of a step that is still to come', () => {
  const later = [row('2', 'request', 'later'), row('2', 'request', 'later')]
  expect(foldRows([...steps('1'), ...later], '1', 0, (id) => `Title ${id}`).at(-1)).toMatchObject({
    say: ['', 'Title 2'],
    note: '2 requests, one after another',
  })
})

test('keeps the open exchange of many in one step, and folds the others', () => {
  const rows = [0, 1, 2, 3].flatMap((message) => [
    row('1', 'request', 'done', message),
    row('1', 'response', 'done', message),
  ])
  expect(keys(foldRows(rows, '1', 2, String))).toEqual([
    '1request',
    '11request',
    '12request',
    '12response',
    '13request',
  ])
  expect(foldRows(rows.slice(0, 6), '1', 2, String)).toEqual(rows.slice(0, 6))
})

test('leaves what is not sent yet of the open step as it is', () => {
  const rows = [0, 1, 2, 3].map((message) => row('1', 'request', 'later', message))
  expect(foldRows(rows, '1', 1, String)).toEqual(rows)
})
