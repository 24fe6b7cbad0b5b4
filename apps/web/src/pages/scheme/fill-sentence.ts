import type { Exchange, Rules, Verdict, VerdictJson } from '@lockstep/schemes/scheme'
import type { Inline } from '../../util/prose.ts'
import { timeTaken } from '../../util/time-taken.ts'

type Judged = Pick<VerdictJson | Verdict, 'outcome' | 'checks'>

/**
 * The sentences that fit an outcome, the most telling first: the one for the check that failed, then the one for the
 * outcome, then the general one. A refusal that the step is there to show is what the general one is about.
 */
export function sentencesFor(
  after: ReadonlyMap<string, readonly Inline[]>,
  verdict: Judged | null | undefined,
  asExpected: boolean,
): (readonly Inline[])[] {
  const failed = verdict?.checks.find(({ outcome }) => outcome === 'failed')
  const outcome = verdict ? `after ${verdict.outcome}` : 'after'
  const rest = asExpected && failed ? ['after', outcome] : [outcome, 'after']
  return [failed ? `after ${failed.id}` : outcome, ...rest]
    .map((key) => after.get(key))
    .filter((sentence) => sentence !== undefined)
}

/**
 * What every sentence can use of the run: `{status}`, `{check}`, `{says}`, `{took}`, and `{bytes}`, the octets of the
 * request that are there for the proof.
 */
export function commonValues(
  exchange: Exchange | undefined,
  verdict: Judged | null | undefined,
  rules: Rules,
  bytes: number | undefined,
): Record<string, string> {
  const failed = verdict?.checks.find(({ outcome }) => outcome === 'failed')
  return {
    ...(exchange
      ? { status: String(exchange.response.status), took: timeTaken(exchange.durationMicros) }
      : {}),
    ...(failed ? { check: failed.id, says: rules[failed.id]?.says ?? failed.id } : {}),
    ...(bytes === undefined ? {} : { bytes: String(bytes) }),
  }
}

/** The sentence with its values. Undefined where one is missing: half a sentence is worse than none. */
export function fillSentence(
  sentence: readonly Inline[],
  values: Readonly<Record<string, string>>,
): readonly Inline[] | undefined {
  let whole = true
  const fill = (text: string) =>
    text.replace(/\{([a-zA-Z0-9-]+)\}/g, (placeholder, name: string) => {
      const value = values[name]
      if (value === undefined) whole = false
      return value ?? placeholder
    })
  const fillAll = (inlines: readonly Inline[]): Inline[] =>
    inlines.map((inline) =>
      'text' in inline
        ? { ...inline, text: fill(inline.text) }
        : { ...inline, inlines: fillAll(inline.inlines) },
    )
  const filled = fillAll(sentence)
  return whole ? filled : undefined
}

/** The sentence as text, for the live region. */
export function textOf(inlines: readonly Inline[]): string {
  return inlines.map((inline) => ('text' in inline ? inline.text : textOf(inline.inlines))).join('')
}
