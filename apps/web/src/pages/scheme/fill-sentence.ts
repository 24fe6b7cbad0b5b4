import type { Exchange, Rules, Verdict, VerdictJson } from '@lockstep/schemes/scheme'
import type { Inline } from '../../util/prose.ts'

type Judged = Pick<VerdictJson | Verdict, 'outcome' | 'checks'>

/** The sentence for an outcome: the one for the check that failed, else for the outcome, else the general one. */
export function chooseSentence(
  after: ReadonlyMap<string, readonly Inline[]>,
  verdict: Judged | null | undefined,
): readonly Inline[] | undefined {
  const failed = verdict?.checks.find(({ outcome }) => outcome === 'failed')
  return (
    (failed && after.get(`after ${failed.id}`)) ??
    (verdict ? after.get(`after ${verdict.outcome}`) : undefined) ??
    after.get('after')
  )
}

/** What every sentence can use of the run: `{status}`, `{check}`, `{says}`, `{micros}`, `{bytes}`. */
export function commonValues(
  exchange: Exchange | undefined,
  verdict: Judged | null | undefined,
  rules: Rules,
  bytes: number | undefined,
): Record<string, string> {
  const failed = verdict?.checks.find(({ outcome }) => outcome === 'failed')
  return {
    ...(exchange
      ? { status: String(exchange.response.status), micros: exchange.durationMicros.toLocaleString('en') }
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
