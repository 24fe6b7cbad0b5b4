import type { Exchange, VerdictJson } from '@lockstep/schemes/scheme'

export type Judged = Exchange & { readonly verdict: VerdictJson }

/**
 * The exchange by which two runs are compared: the one that a check ended or let by, else the last that was judged.
 * `check` is the one taken away in the other world; null where the scheme does not stop the attack.
 */
export function decisive(exchanges: readonly Exchange[], check: string | null): Judged | undefined {
  const judged = exchanges.filter((exchange): exchange is Judged => exchange.verdict !== null)
  const about = judged.filter(({ verdict }) => verdict.checks.some(({ id }) => id === check))
  const told = about.findLast(({ verdict }) =>
    verdict.checks.some(({ id, outcome }) => id === check && (outcome === 'failed' || outcome === 'removed')),
  )
  return told ?? about.at(-1) ?? judged.at(-1)
}
