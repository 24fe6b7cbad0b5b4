import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { oneTest, playwrightCounts, reported, runStages, told, vitestCounts } from './lib/stage.ts'

const directory = mkdtempSync(join(tmpdir(), 'lockstep-stage-'))
afterAll(() => rmSync(directory, { recursive: true }))
const file = join(directory, 'report.json')
const vitest = (passed: number, failed: number) => ({
  numPassedTests: passed,
  numFailedTests: failed,
  numPendingTests: 1,
  numTodoTests: 0,
})
const command = (code: number, report?: object) => async () => {
  if (report) writeFileSync(file, JSON.stringify(report))
  return code
}

describe('reported', () => {
  it('takes the counts of the report', async () => {
    expect(await reported(file, command(0, vitest(3, 0)), vitestCounts)).toEqual({
      passed: 3,
      failed: 0,
      skipped: 1,
    })
    expect(await reported(file, command(1, vitest(3, 2)), vitestCounts)).toEqual({
      passed: 3,
      failed: 2,
      skipped: 1,
    })
  })

  it('counts a crash as a failure, with or without a report', async () => {
    expect(await reported(file, command(1, vitest(3, 0)), vitestCounts)).toMatchObject({
      passed: 3,
      failed: 1,
    })
    expect(await reported(file, command(0), vitestCounts)).toMatchObject({ passed: 0, failed: 1 })
  })

  it('counts a run without a test as a failure', async () => {
    expect(await reported(file, command(0, vitest(0, 0)), vitestCounts)).toMatchObject({ failed: 1 })
  })
})

it('counts a flaky journey as failed', () => {
  const stats = { expected: 2, unexpected: 1, flaky: 1, skipped: 1 }
  expect(playwrightCounts({ stats })).toEqual({ passed: 2, failed: 2, skipped: 1 })
})

it('goes on after a stage that failed or threw, and counts both', async () => {
  vi.spyOn(console, 'log').mockReturnValue()
  vi.spyOn(console, 'error').mockReturnValue()
  const counts = await runStages([
    { name: 'a', run: async () => oneTest(1) },
    { name: 'b', run: () => Promise.reject(new Error('crashed')) },
    { name: 'c', run: async () => oneTest(0) },
  ])
  vi.restoreAllMocks()
  expect(told(counts)).toBe('1 passed, 2 failed')
})

it('names skipped tests only where there are some', () => {
  expect(told({ passed: 1, failed: 0, skipped: 0 })).toBe('1 passed, 0 failed')
  expect(told({ passed: 1, failed: 0, skipped: 2 })).toBe('1 passed, 0 failed, 2 skipped')
})
