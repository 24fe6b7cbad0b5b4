import type { CheckResult, Outcome } from '@lockstep/schemes/scheme'
import { expect, test } from 'vitest'
import { shortenChecks } from './shorten-checks.ts'

test('a short list stays whole', () => {
  expect(shortenChecks(list(6))).toEqual({ shown: list(6), left: 0 })
})

test('a long list that passed shows its beginning and its last, and counts what lies between', () => {
  const { shown, fold, left } = shortenChecks(list(14))
  expect(ids(shown)).toEqual(['1', '2', '3', '4', '14'])
  expect({ fold, left }).toEqual({ fold: { before: 4, count: 9 }, left: 0 })
})

test('a check that failed late is always shown, and what was not reached is counted', () => {
  const { shown, fold, left } = shortenChecks(list(14, 12))
  expect(ids(shown)).toEqual(['1', '2', '3', '4', '12'])
  expect({ fold, left }).toEqual({ fold: { before: 4, count: 7 }, left: 2 })
})

test('a check that failed early stands in the beginning as it is', () => {
  const { shown, fold, left } = shortenChecks(list(14, 1))
  expect(ids(shown)).toEqual(['1', '2', '3', '4', '5', '6'])
  expect({ fold, left }).toEqual({ fold: undefined, left: 8 })
})

function ids(checks: readonly CheckResult[]): string[] {
  return checks.map(({ id }) => id)
}

/** So many checks, of which the one with this number failed. */
function list(count: number, failed = count + 1): CheckResult[] {
  return Array.from({ length: count }, (_, i) => ({
    id: String(i + 1),
    clause: 'RFC 7616 §3.4',
    outcome: outcome(i + 1, failed),
  }))
}

function outcome(at: number, failed: number): Outcome {
  if (at === failed) return 'failed'
  return at < failed ? 'passed' : 'not-reached'
}
