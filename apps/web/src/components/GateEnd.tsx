import type { Judged } from './decisive.ts'
import { nameOf, verdictWords } from './verdict-words.ts'

type Props = {
  one: Judged
  other: Judged | undefined
  got: string | null | undefined
  children: React.ReactNode
}

/** The outcome at the foot of each line. */
export function GateEnd({ one, other, got, children }: Props) {
  return (
    <li className="gate gate-end">
      <End judged={one} got={other ? null : got} />
      <div className="sum">{children}</div>
      {other && <End judged={other} got={got} />}
    </li>
  )
}

function End({ judged, got }: { judged: Judged; got: string | null | undefined }) {
  const { verdict, response } = judged
  const isIn = verdict.outcome === 'accepted'
  return (
    <div className={isIn ? 'end in' : 'end'}>
      <span className="code">{response.status}</span>
      <p>{isIn && verdict.principal ? `let in as ${nameOf(verdict.principal)}` : verdictWords(verdict)}</p>
      {got && <p className="muted">{got}</p>}
    </div>
  )
}
