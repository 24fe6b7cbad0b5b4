import { differenceOf } from '@lockstep/schemes/difference'
import type { Derived, Exchange, Party, Scheme } from '@lockstep/schemes/scheme'
import { useView } from '../stores/view.ts'
import { DifferenceWords } from './DifferenceWords.tsx'
import { logLine } from './log-line.ts'
import { MessageView } from './MessageView.tsx'
import { answeredMessage } from './message-of.ts'
import { Rail } from './Rail.tsx'
import { Status } from './Status.tsx'
import { verdictWords } from './verdict-words.ts'

type Props = {
  exchange: Exchange
  scheme: Pick<Scheme, 'rules' | 'inspect' | 'reason'>
  parties: readonly Party[]
  sender: Party | undefined
  /** What the client half derived, to name what differs. */
  derivation?: readonly Derived[]
  /** What the learner said before. */
  said?: string | undefined
}

/** What the server made of one request: its status and, in the lab, every check with what it compared. */
export function Verdict({ exchange, scheme, parties, sender, derivation = [], said }: Props) {
  const view = useView((state) => state.view)
  const { verdict, response } = exchange
  // Where the client half's values are not known, there is nothing to compare with.
  const difference =
    verdict && derivation.length > 0 ? differenceOf(derivation, verdict, scheme.rules) : undefined
  const differs = difference && (
    <DifferenceWords
      difference={difference}
      sides={['was used', 'arrived']}
      reason={scheme.reason?.(difference)}
    />
  )
  const failed = verdict?.checks.some(({ outcome }) => outcome === 'failed')
  if (view === 'production') return <Production exchange={exchange} scheme={scheme} parties={parties} />
  return (
    <>
      <Status status={response.status}>
        {verdict && verdictWords(verdict)}
        {said !== undefined && (
          <>
            {verdict && <br />}you said {said}
          </>
        )}
      </Status>
      {verdict ? (
        <>
          <Rail checks={verdict.checks} rules={scheme.rules} sender={sender} differs={differs} />
          {differs && !failed && <div className="evid differs">{differs}</div>}
        </>
      ) : (
        <p className="muted">Nothing is checked at this address.</p>
      )}
    </>
  )
}

/** The answer as a real server sends it, and the line it logs. Nothing else leaves it. */
function Production({ exchange, scheme, parties }: Pick<Props, 'exchange' | 'scheme' | 'parties'>) {
  return (
    <>
      <Status status={exchange.response.status} />
      <MessageView message={answeredMessage(exchange)} inspect={scheme.inspect} parties={parties} />
      <h3 className="log-h">In the server’s log</h3>
      <p className="mono log-line">{logLine(exchange)}</p>
      <p className="sm muted">
        The caller sees the message above. The check stands in the log alone: its readers run the server.
      </p>
    </>
  )
}
