import type { CheckResult, Principal, VerdictJson } from '@lockstep/schemes/scheme'

/** The outcome in words: "refused at check 9 of 11", "accepted as ada", "asks first". */
export function verdictWords(verdict: Pick<VerdictJson, 'outcome' | 'checks' | 'principal'>): string {
  const { outcome, checks, principal } = verdict
  if (outcome === 'accepted')
    return principal ? `accepted as ${nameOf(principal)}` : `accepted, ${checks.length} of ${checks.length}`
  const at = checks.findIndex(({ outcome }) => outcome === 'failed')
  if (outcome === 'refused') return at < 0 ? 'refused' : `refused at check ${at + 1} of ${checks.length}`
  return 'asks before it decides'
}

/** Who was let in: the user, or the client, or one through the other. */
export function nameOf({ id, client }: Principal): string {
  return client === undefined ? id : `${id} through ${client}`
}

/** The work of checking, in one line for the diagram. */
export function checkingWords(checks: readonly CheckResult[]): string {
  const at = checks.findIndex(({ outcome }) => outcome === 'failed')
  if (at < 0) {
    // Nothing failed, and yet it did not get to the end: a page asks something first.
    const asks = checks.findIndex(({ outcome }) => outcome === 'not-reached')
    if (asks >= 0) return `${asks} of ${checks.length} checks passed, then it asks`
    return checks.length === 1 ? 'the one check passed' : `all ${checks.length} checks passed`
  }
  if (at === 0) return 'stopped at the 1st check'
  return `${at} ${at === 1 ? 'check' : 'checks'} passed, stopped at the ${ordinal(at + 1)}`
}

/** Made once: making one is slow. */
const plurals = new Intl.PluralRules('en', { type: 'ordinal' })

function ordinal(n: number): string {
  const ends = { one: 'st', two: 'nd', few: 'rd', other: 'th', many: 'th', zero: 'th' }
  return `${n}${ends[plurals.select(n)]}`
}
