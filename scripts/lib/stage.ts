/** A part of the test run, and what came of it. */
import { existsSync, readFileSync, rmSync } from 'node:fs'

export type Counts = { readonly passed: number; readonly failed: number; readonly skipped: number }

export type Stage = { readonly name: string; run(): Promise<Counts> }

/** What a command without tests of its own counts as: one test. */
export function oneTest(code: number): Counts {
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 }
}

/** Runs the stages in order, each with a heading and its time; a stage that throws counts as one failure. */
export async function runStages(stages: readonly Stage[]): Promise<Counts> {
  const all: Counts[] = []
  for (const [index, { name, run }] of stages.entries()) {
    console.log(`\n── ${index + 1}/${stages.length} ${name}`)
    const began = performance.now()
    const counts = await run().catch((error: unknown) => {
      console.error(error)
      return { passed: 0, failed: 1, skipped: 0 }
    })
    all.push(counts)
    console.log(`── ${name}: ${told(counts)}, in ${((performance.now() - began) / 1000).toFixed(1)} s`)
  }
  return sum(all)
}

export function told({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}

export function sum(all: readonly Counts[]): Counts {
  return all.reduce(
    (total, each) => ({
      passed: total.passed + each.passed,
      failed: total.failed + each.failed,
      skipped: total.skipped + each.skipped,
    }),
    { passed: 0, failed: 0, skipped: 0 },
  )
}

/**
 * Runs a command that writes a report into `file`, and reads the counts from it. A command that fails without a
 * failed test in its report, or with no test at all, counts as one failure: it must not pass for a success.
 */
export async function reported(
  file: string,
  command: () => Promise<number>,
  read: (report: unknown) => Counts,
): Promise<Counts> {
  rmSync(file, { force: true })
  const code = await command()
  if (!existsSync(file)) return { passed: 0, failed: 1, skipped: 0 }
  const counts = read(JSON.parse(readFileSync(file, 'utf8')))
  const unexplained = counts.failed === 0 && (code !== 0 || counts.passed === 0)
  return unexplained ? { ...counts, failed: 1 } : counts
}

type VitestReport = {
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
  numTodoTests: number
}

export function vitestCounts(report: unknown): Counts {
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = report as VitestReport
  return { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests + numTodoTests }
}

type PlaywrightReport = { stats: { expected: number; unexpected: number; flaky: number; skipped: number } }

/** A flaky test is a failed one: it failed. */
export function playwrightCounts(report: unknown): Counts {
  const { expected, unexpected, flaky, skipped } = (report as PlaywrightReport).stats
  return { passed: expected, failed: unexpected + flaky, skipped }
}
