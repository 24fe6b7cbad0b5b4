import type { CheckResult, Party, Rules } from '@lockstep/schemes/scheme'
import { Fragment } from 'react'
import { Clause } from './Clause.tsx'
import { Evidence } from './Evidence.tsx'
import { Mark } from './Mark.tsx'
import { Sign } from './Sign.tsx'

type Props = {
  checks: readonly CheckResult[]
  rules: Rules
  /** Who sent the message: the line wears their hue. */
  sender: Party | undefined
  /** What differs, where both halves were compared, in words. */
  differs?: React.ReactNode
  /** Where there is no room for the whole list: so many rows are left out before the row with this index. */
  fold?: { before: number; count: number } | undefined
}

/** The server's checks in its own order. The line is the message still travelling: it stops where a check failed. */
export function Rail({ checks, rules, sender, differs, fold }: Props) {
  return (
    <ol className="rail" data-party={sender?.hue} data-long={checks.length > 11 || undefined}>
      {sender && (
        <li className="rail-from">
          <Mark hue={sender.hue} label={`Sent by: ${sender.label}`} />
        </li>
      )}
      {checks.map((check, i) => (
        <Fragment key={check.id}>
          {fold && fold.before === i && <Folded count={fold.count} />}
          <li className="check" data-outcome={check.outcome} style={{ '--at': i } as React.CSSProperties}>
            <span className="tick">
              <Sign outcome={check.outcome} />
            </span>
            <p className="says">
              <span>{rules[check.id]?.says ?? check.id}</span>
            </p>
            <Clause clause={check.clause} short />
            {check.outcome === 'failed' && <Evidence check={check} differs={differs} />}
          </li>
        </Fragment>
      ))}
      {fold && fold.before >= checks.length && <Folded count={fold.count} />}
    </ol>
  )
}

/** Checks that were passed and are not shown: the line goes on through them. */
function Folded({ count }: { count: number }) {
  return (
    <li className="check check-fold">
      <span className="tick" />
      <p className="says muted">+ {count} more, passed as well</p>
    </li>
  )
}
