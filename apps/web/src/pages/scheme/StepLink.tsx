import { Link } from '@tanstack/react-router'
import type { WireRow } from '../../components/wire-rows.ts'

/** The number beside a row of the wire: opens its message. */
export function StepLink({
  row,
  className,
  children,
}: {
  row: WireRow
  className: string
  children: React.ReactNode
}) {
  const { step, message, half } = row
  if (step === undefined) return <span className={className}>{children}</span>
  return (
    <Link
      from="/$slug/"
      to="."
      className={className}
      aria-label={row.label}
      resetScroll={false}
      search={(now) => ({
        ...(now.flow ? { flow: now.flow } : {}),
        step,
        ...(message ? { message } : {}),
        ...(half === 'response' ? { half } : {}),
        // Another message of the same step keeps what was changed in it.
        ...(now.step === step && now.edits ? { edits: now.edits } : {}),
        ...(now.step === step && now.inputs ? { inputs: now.inputs } : {}),
      })}
    >
      {children}
    </Link>
  )
}
