import type { CheckResult, Hue, Outcome, Rules } from '@lockstep/schemes/scheme'
import { Fragment, useRef } from 'react'
import { showTheStop, useBroughtIntoView } from '../hooks/use-brought-into-view.ts'
import type { Judged } from './decisive.ts'
import { GateEnd } from './GateEnd.tsx'
import { GateRow } from './GateRow.tsx'
import { Mark } from './Mark.tsx'

type Props = {
  rules: Rules
  /** The list before it is run; what was run shows its own. */
  list: readonly CheckResult[]
  /** The check that is taken away on the right; null for one run alone. */
  check: string | null
  hue: Hue
  /** The two runs. Without `other` there is one line. */
  one: Judged | undefined
  other?: Judged | undefined
  two: boolean
  /** True where the answer is judged, by whoever asked. */
  byClient?: boolean
  paths: readonly [string, string]
  /** Below: what it means. */
  children: React.ReactNode
  /** What the attacker holds, in words. */
  got?: string | null | undefined
}

/** One list of checks between two lines: the same message with the check, and without it. */
export function Gates({
  rules,
  list,
  check,
  hue,
  one,
  other,
  two,
  paths,
  children,
  got,
  byClient = false,
}: Props) {
  const checks = one?.verdict.checks ?? other?.verdict.checks ?? list
  const right = (id: string): Outcome => {
    if (other) return other.verdict.checks.find((result) => result.id === id)?.outcome ?? 'not-applicable'
    return id === check ? 'removed' : 'not-reached'
  }
  const gates = useRef<HTMLOListElement>(null)
  useBroughtIntoView(gates, one, showTheStop)
  return (
    <ol className="gates" ref={gates} data-runs={two ? 2 : 1} data-party={hue}>
      <li className="gate gate-top">
        <div className="run-head">
          {check === null ? 'As it is' : 'With the check'}
          <small className="ep">{paths[0]}</small>
        </div>
        <div className="mid-note">
          {two ? 'one message, two worlds, ' : ''}
          {checks.length} {checks.length === 1 ? 'check' : 'checks'}
        </div>
        {two && (
          <div className="run-head">
            Without it
            <small className="ep">
              <Path text={paths[1]} />
            </small>
          </div>
        )}
      </li>
      <li className="gate" aria-hidden="true">
        <div className="from">
          <Mark hue={hue} />
        </div>
        <span />
        {two && (
          <div className="from">
            <Mark hue={hue} />
          </div>
        )}
      </li>
      {checks.map((result) => (
        <GateRow
          key={result.id}
          result={one ? result : { ...result, outcome: 'not-reached' }}
          says={rules[result.id]?.says ?? result.id}
          right={two ? right(result.id) : undefined}
          isThe={result.id === check || (one !== undefined && result.outcome === 'failed')}
        />
      ))}
      {one && (
        <GateEnd one={one} other={two ? other : undefined} got={got} byClient={byClient}>
          {children}
        </GateEnd>
      )}
    </ol>
  )
}

/** A path that breaks after a slash, where it has to. */
function Path({ text }: { text: string }) {
  return text.split(/(?<=.\/)/).map((part) => (
    <Fragment key={part}>
      <wbr />
      {part}
    </Fragment>
  ))
}
