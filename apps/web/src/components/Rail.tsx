import type { CheckResult, Party, Rules } from '@lockstep/schemes/scheme'
import { Clause } from './Clause.tsx'
import { Evidence } from './Evidence.tsx'
import { Mark } from './Mark.tsx'
import { Sign } from './Sign.tsx'

type Props = {
  checks: readonly CheckResult[]
  rules: Rules
  /** Who sent the message: the line wears their hue. */
  sender: Party | undefined
  /** What differs, where both halves were compared. */
  differs?: { name: string; client: string; server: string } | undefined
}

/** The server's checks in its own order. The line is the message still travelling: it stops where a check failed. */
export function Rail({ checks, rules, sender, differs }: Props) {
  return (
    <ol className="rail" data-party={sender?.hue} data-long={checks.length > 11 || undefined}>
      {sender && (
        <li className="rail-from">
          <Mark hue={sender.hue} label={`Sent by: ${sender.label}`} />
        </li>
      )}
      {checks.map((check, i) => (
        <li
          className="check"
          key={check.id}
          data-outcome={check.outcome}
          style={{ '--at': i } as React.CSSProperties}
        >
          <span className="tick">
            <Sign outcome={check.outcome} />
          </span>
          <p className="says">
            <span>{rules[check.id]?.says ?? check.id}</span>
          </p>
          <Clause clause={check.clause} short />
          {check.outcome === 'failed' && <Evidence check={check} differs={differs} />}
        </li>
      ))}
    </ol>
  )
}
