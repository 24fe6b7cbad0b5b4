import type { CheckResult } from '@lockstep/schemes/scheme'

type Shortened = {
  readonly shown: readonly CheckResult[]
  /** So many that passed are left out before the shown one with this index. */
  readonly fold?: { readonly before: number; readonly count: number }
  /** So many at the end were not reached and are left out. */
  readonly left: number
}

/** How many checks there is room for; a fold takes the room of one. */
const room = 6

/** A list of checks as far as there is room: its beginning, its end, and how many passed in between. */
export function shortenChecks(checks: readonly CheckResult[]): Shortened {
  const failed = checks.findIndex(({ outcome }) => outcome === 'failed')
  const end = failed < 0 ? checks.length : failed + 1
  if (end <= room) {
    const shown = checks.slice(0, room)
    return { shown, left: checks.length - shown.length }
  }
  const before = room - 2
  const shown = [...checks.slice(0, before), ...checks.slice(end - 1, end)]
  return { shown, fold: { before, count: end - 1 - before }, left: checks.length - end }
}
