import type { WireRow } from './wire-rows.ts'

/** So many rows of other steps stand beside the open one before the older ones are folded. */
const room = 6
/** The exchange before the open step stays whole where it is one request, its answer, and at most one more row. */
const whole = 3

/** From so many exchanges on, only the open one of a step stays whole. */
const many = 4

/**
 * The rows as far as they fit beside a message: the open step whole, or of many exchanges the open one; the step before
 * it if it is one exchange, each other one as one row that names what was answered, and a later step of several requests
 * as one row that counts them.
 */
export function foldRows(
  rows: readonly WireRow[],
  open: string,
  openMessage: number,
  titleOf: (step: string) => string,
): WireRow[] {
  const steps = Map.groupBy(rows, ({ step }) => step ?? '')
  const others = rows.filter(({ step, when }) => step !== open && when === 'done')
  const ids = [...steps.keys()]
  const before = ids
    .slice(0, Math.max(ids.indexOf(open), 0))
    .findLast((id) => steps.get(id)?.some(({ to }) => to))
  return [...steps].flatMap(([step, rows]) => {
    const [first] = rows
    if (!first || rows.length === 1) return rows
    if (step === open) return foldExchanges(rows, openMessage)
    if (first.when === 'later')
      return [
        { ...first, say: ['', titleOf(step)] as const, note: `${rows.length} requests, one after another` },
      ]
    if (others.length <= room || (step === before && rows.length <= whole)) return rows
    return [folded(first, rows)]
  })
}

function foldExchanges(rows: readonly WireRow[], open: number): WireRow[] {
  const exchanges = Map.groupBy(rows, ({ message }) => message ?? 0)
  if (exchanges.size < many) return [...rows]
  return [...exchanges].flatMap(([message, rows]) => {
    const [first] = rows
    return !first || message === open || rows.length === 1 ? rows : [folded(first, rows)]
  })
}

/** "GET …/whoami, 401", "GET …/begin, 302 … 200". */
function folded({ before: _, after: __, size: ___, ...first }: WireRow, rows: readonly WireRow[]): WireRow {
  const answers = rows.flatMap(({ half, say }) => (half === 'response' && say ? [say[0]] : []))
  // A row has the width of a few answers: of many, how it began and how it ended.
  const shown = answers.length > 3 ? `${answers[0]} … ${answers.at(-1)}` : answers.join(', ')
  const words = `${first.say?.[1] ?? ''}, ${shown}`
  return {
    ...first,
    say: [first.say?.[0] ?? '', words],
    label: `${first.label}, answered ${answers.join(', ')}`,
  }
}
