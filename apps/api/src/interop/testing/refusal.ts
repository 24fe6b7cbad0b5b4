/** What a tampered request has to get: status, the check that ended it, and the challenge lines, to the letter. */
import { expect } from 'vitest'
import type { Told } from './interop-lab.ts'

export type Refused = {
  readonly status: 400 | 401 | 403 | 429
  readonly failed: string
  /** Only the nonce is spent: ask nobody for a password again. */
  readonly stale?: true
}

/** Expects this refusal. `challenges` are the ones of a 401; no other status has any. */
export function expectRefused(
  told: Told,
  { status, failed, stale = undefined }: Refused,
  challenges: (stale: boolean) => readonly (string | RegExp)[],
  title = '',
): void {
  const lines = status === 401 ? challenges(stale === true) : []
  expect({ status: told.status, failed: told.failed, principal: told.principal }, title).toEqual({
    status,
    failed,
    principal: null,
  })
  expect(told.challenges, title).toEqual(
    lines.map((line) => (typeof line === 'string' ? line : expect.stringMatching(line))),
  )
}
