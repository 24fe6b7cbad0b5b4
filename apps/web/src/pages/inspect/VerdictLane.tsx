import { firstDifference, type Marked } from '@lockstep/schemes/first-difference'
import { Fragment } from 'react'
import { Derivation } from '../../components/Derivation.tsx'
import { CompareYours } from '../../components/derivation/CompareYours.tsx'
import { Mark } from '../../components/Mark.tsx'
import { Verdict } from '../../components/Verdict.tsx'
import { ViewSwitch } from '../../components/ViewSwitch.tsx'
import { type Found, isSigned, same, useInspect } from '../../stores/inspect/inspect-state.ts'
import { whyNot } from '../../stores/inspect/send-text.ts'
import type { Reading } from '../../stores/readings.ts'
import { useView } from '../../stores/view.ts'
import { ProblemNote } from '../../ui/ProblemNote.tsx'
import { Again } from './Again.tsx'
import { whatChanged } from './what-changed.ts'

/** What the server said of the edited text; where nothing takes it, what can be said of it here. */
export function VerdictLane({ found, scheme }: { found: Found; scheme: Reading | undefined }) {
  const state = useInspect()
  const { sent, problem } = state
  const canBeSent = found.reading.edit?.request !== undefined
  if (!canBeSent) return <Again found={found} />
  const isStale = sent !== null && !same(sent.documents, state.documents)
  return (
    <section
      className="lane lane-out"
      data-of="verdict"
      data-party="resource-server"
      aria-label="The verdict"
    >
      <header>
        <Mark hue="resource-server" label="Said by: the server" />
        <h2>Verdict</h2>
        <p>
          {sent
            ? isStale
              ? 'on what was sent, before your last change'
              : onWhat(state)
            : 'nothing sent yet'}
        </p>
        {sent && (
          <span className="end">
            <ViewSwitch />
          </span>
        )}
      </header>
      {problem && (
        <ProblemNote title={problem.title}>
          <p>{problem.detail}</p>
        </ProblemNote>
      )}
      {sent && scheme && <Said scheme={scheme}>{!isStale && <Sentence found={found} />}</Said>}
      {!sent && !problem && (
        <p className="muted">
          {whyNot(state) === undefined
            ? 'Send it, and the server’s checks stand here in its own order: which passed, which one stopped it, and what it compared.'
            : 'It is not sent as it is, so no server says anything of it. What the page finds in it stands beside it.'}
        </p>
      )}
    </section>
  )
}

function onWhat(state: Parameters<typeof isSigned>[0]): string {
  return isSigned(state) ? 'on the one signed again' : 'on the edited one'
}

function Said({ scheme, children }: { scheme: Reading; children: React.ReactNode }) {
  const sent = useInspect((state) => state.sent)
  const isLab = useView((state) => state.view) === 'lab'
  if (!sent) return null
  const { exchange, derivation } = sent
  const { parties } = scheme
  const sender =
    parties.find(({ hue }) => hue === 'user-agent') ?? parties.find(({ hue }) => hue === 'client')
  const server = parties.find(({ hue }) => hue === 'resource-server')
  const own = exchange.verdict?.derivation ?? []
  return (
    <>
      <Verdict
        key={exchange.id}
        exchange={exchange}
        scheme={scheme}
        parties={parties}
        sender={sender}
        derivation={derivation}
      />
      {children}
      {isLab && own.length > 0 && (
        <div className="computed">
          {derivation.length > 0 ? (
            <Derivation client={derivation} server={own} parties={parties} from={sender} to={server} />
          ) : (
            <Derivation client={own} parties={parties} from={server} to={undefined} />
          )}
          <CompareYours client={derivation} server={own} reason={scheme.reason} />
        </div>
      )}
    </>
  )
}

/** One sentence on what the edit had to do with it. */
function Sentence({ found }: { found: Found }) {
  const state = useInspect()
  const verdict = state.sent?.exchange.verdict
  const names = whatChanged(found.reading.edit?.documents ?? [], state.documents)
  if (!verdict || names.length === 0) return null
  const signed = isSigned(state)
  const changed = `You changed ${names.length > 3 ? `${names.length} things` : listed(names)}`
  if (verdict.outcome === 'accepted')
    return (
      <p className="sum">
        {changed}
        {signed ? `, and ${state.signed?.key.name} signed that.` : ', and the server accepts it as it is.'}
      </p>
    )
  if (!found.reading.edit?.signing) return <p className="sum">{changed}, and the server refuses it.</p>
  if (signed)
    return (
      <p className="sum">
        {changed}, and {state.signed?.key.name} signed that. The server refuses it all the same.
      </p>
    )
  return (
    <>
      {state.sent?.derivation.length === 0 && 'text' in state.written && (
        <WhereItDiffers received={state.text} edited={state.written.text} />
      )}
      <p className="sum">{changed}. The proof was made before that.</p>
    </>
  )
}

/** Both texts around the first character that differs. */
function WhereItDiffers({ received, edited }: { received: string; edited: string }) {
  const marked = firstDifference(received, edited)
  if (!marked) return null
  return (
    <dl className="evid texts">
      {(['received', 'edited'] as const).map((name, i) => (
        <Fragment key={name}>
          <dt>{name}</dt>
          <dd>{marked[i] && <Around marked={marked[i]} />}</dd>
        </Fragment>
      ))}
      <dt>differs at</dt>
      <dd className="words">character {marked[0].before.length + 1} of the text</dd>
    </dl>
  )
}

const context = 10

function Around({ marked: { before, differs, after } }: { marked: Marked }) {
  const rest = differs.slice(1) + after
  return (
    <>
      {before.length > context && '…'}
      {before.slice(-context)}
      <mark>{differs.slice(0, 1) || '\u00a0'}</mark>
      {rest.slice(0, context)}
      {rest.length > context && '…'}
    </>
  )
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}
