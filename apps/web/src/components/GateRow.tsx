import { firstDifference, type Marked } from '@lockstep/schemes/first-difference'
import type { CheckResult, Outcome } from '@lockstep/schemes/scheme'
import { Clause } from './Clause.tsx'
import { Hex } from './Hex.tsx'
import { Sign } from './Sign.tsx'

type Props = {
  /** With the check. */
  result: CheckResult
  says: string
  /** Without it; undefined where there is one run alone. */
  right: Outcome | undefined
  /** The row in which the two runs differ. */
  isThe: boolean
}

const caps: Partial<Record<Outcome, string>> = { failed: 'stops here', removed: 'taken away' }

/** A check between two lines: its sign on the left with the check, on the right without. */
export function GateRow({ result, says, right, isThe }: Props) {
  return (
    <li className={isThe ? 'gate gate-the' : 'gate'}>
      <Tick outcome={result.outcome} of={right ? 'With the check' : 'The check'} cap={isThe} />
      {isThe ? (
        <div className="says">
          <b>{says}</b>
          <span className="sm muted">
            <Compared result={result} /> <Clause clause={result.clause} short />
          </span>
        </div>
      ) : (
        <p className="says">
          <span>{says}</span>
          <Clause clause={result.clause} short />
        </p>
      )}
      {right && <Tick outcome={right} of="Without it" cap={isThe} />}
    </li>
  )
}

function Tick({ outcome, of, cap }: { outcome: Outcome; of: string; cap: boolean }) {
  return (
    <span className="tick" data-outcome={outcome}>
      <Sign outcome={outcome} of={of} />
      {cap && caps[outcome] && <span className="cap">{caps[outcome]}</span>}
    </span>
  )
}

/** What was expected and what came, the first difference marked. */
function Compared({ result: { expected, actual } }: { result: CheckResult }) {
  const marks = actual !== undefined && expected !== undefined ? firstDifference(expected, actual) : undefined
  return (
    <>
      {expected !== undefined && <Said word="expected" text={expected} marked={marks?.[0]} />}
      {actual !== undefined && <Said word="came" text={actual} marked={marks?.[1]} />}
    </>
  )
}

function Said({ word, text, marked }: { word: string; text: string; marked: Marked | undefined }) {
  return (
    <span className="said">
      {word}{' '}
      <code>
        {marked ? (
          <>
            <Hex text={marked.before} />
            {marked.differs !== '' && <mark>{marked.differs}</mark>}
            {marked.after}
          </>
        ) : (
          <Hex text={text} shown={3} />
        )}
      </code>
    </span>
  )
}
