import { firstDifference, type Marked } from '@lockstep/schemes/first-difference'
import type { CheckResult } from '@lockstep/schemes/scheme'
import { Hex } from './Hex.tsx'

type Props = {
  check: CheckResult
  /** Where the halves part, in words. */
  differs?: React.ReactNode
}

/** What a failed check compared: expected against actual, and what made the difference. */
export function Evidence({ check: { expected, actual }, differs }: Props) {
  if (expected === undefined && actual === undefined && !differs) return null
  // Where the halves were compared value by value, the yellow belongs to the first of them, not to what follows.
  const marks =
    !differs && expected !== undefined && actual !== undefined ? firstDifference(expected, actual) : undefined
  return (
    <dl className="evid">
      {expected !== undefined && (
        <>
          <dt>expected</dt>
          <dd>{marks ? <Stretch {...marks[0]} /> : <Hex text={expected} />}</dd>
        </>
      )}
      {actual !== undefined && (
        <>
          <dt>actual</dt>
          <dd>{marks ? <Stretch {...marks[1]} /> : <Hex text={actual} />}</dd>
        </>
      )}
      {differs && (
        <>
          <dt>differs</dt>
          <dd>{differs}</dd>
        </>
      )}
    </dl>
  )
}

function Stretch({ before, differs, after }: Marked) {
  return (
    <>
      <Hex text={before} />
      {differs !== '' && <mark>{differs}</mark>}
      {after}
    </>
  )
}
