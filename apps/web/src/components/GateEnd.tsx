import type { Judged } from './decisive.ts'
import { nameOf, verdictWords } from './verdict-words.ts'

type Props = {
  one: Judged
  other: Judged | undefined
  got: string | null | undefined
  byClient: boolean
  children: React.ReactNode
}

/** The outcome at the foot of each line. */
export function GateEnd({ one, other, got, byClient, children }: Props) {
  return (
    <li className="gate gate-end">
      <End judged={one} got={other ? null : got} byClient={byClient} />
      <div className="sum">
        {children}
        {got && <p className="got">{got}</p>}
      </div>
      {other && <End judged={other} got={got} byClient={byClient} />}
    </li>
  )
}

function End({ judged, got, byClient }: Pick<Props, 'got' | 'byClient'> & { judged: Judged }) {
  const { verdict, response } = judged
  const isIn = verdict.outcome === 'accepted'
  const words = byClient ? 'believed' : verdict.principal && `let in as ${nameOf(verdict.principal)}`
  return (
    <div className={isIn ? 'end in' : 'end'}>
      <span className="code">{response.status}</span>
      <p>{(isIn && words) || verdictWords(verdict)}</p>
      {got && <p className="muted">{got}</p>}
    </div>
  )
}
