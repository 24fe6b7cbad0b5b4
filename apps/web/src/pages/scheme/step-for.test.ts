import { hmac } from '@lockstep/schemes/hmac/index'
import { jwt } from '@lockstep/schemes/jwt/index'
import { oauth1 } from '@lockstep/schemes/oauth1/index'
import { expect, test } from 'vitest'
import { judgedSteps, stepFor } from './step-for.ts'

test.each([
  ['verifier-matches', 'token'],
  ['callback-registered', 'initiate'],
  ['decision-from-own-page', 'authorize'],
  ['signature-matches', 'initiate'],
] as const)('of OAuth 1.0, %s is tried with %s', (check, step) => {
  expect(Object.keys(oauth1.rules)).toContain(check)
  expect(stepFor(oauth1, check)?.step.id).toBe(step)
})

test('a check of one branch is tried in the walkthrough that takes it', () => {
  expect(stepFor(hmac, 'mac-matches')?.step.id).toBe('t-call')
  expect(stepFor(hmac, 'coverage-sufficient')?.step.id).toBe('s-call')
  expect(stepFor(hmac, 'aws-signature-matches')?.step.id).toBe('a-call')
})

test('a step before the one that calls is passed over where the check is not at its address', () => {
  expect(stepFor(jwt, 'signature-matches')?.step.id).toBe('call')
})

test('where nothing goes to its address, the first honest step is tried', () => {
  expect(stepFor(jwt, 'no-such-check')?.step.id).toBe(judgedSteps(jwt)[0]?.step.id)
})
