import type { Scheme, Step, Walkthrough } from '@lockstep/schemes/scheme'
import { applyEdits } from '../../components/apply-edits.ts'
import { Derivation } from '../../components/Derivation.tsx'
import { CompareYours } from '../../components/derivation/CompareYours.tsx'
import { MessageView } from '../../components/MessageView.tsx'
import { answeredMessage, draftMessage, receivedMessage } from '../../components/message-of.ts'
import { theParty } from '../../components/parties.ts'
import { toCurl } from '../../components/to-curl.ts'
import type { Open } from '../../components/walkthrough-rows.ts'
import type { Changed } from '../../stores/edits.ts'
import type { Sent } from '../../stores/run.ts'
import type { RunProblem } from '../../stores/run-problem.ts'
import { useView } from '../../stores/view.ts'
import { copyText } from '../../ui/copy-text.ts'
import { Waiting } from '../../ui/Waiting.tsx'
import { isStale } from './is-stale.ts'
import { MessageSwitch } from './MessageSwitch.tsx'
import { ProblemBox } from './ProblemBox.tsx'
import { StepInputs } from './StepInputs.tsx'
import type { Draft } from './use-draft.ts'

type Props = {
  scheme: Scheme
  walkthrough: Walkthrough
  step: Step
  open: Open
  draft: Draft
  /** Everything before this step was played. */
  ready: boolean
  played: Sent | undefined
  changed: Changed
  inputs: Readonly<Record<string, string>>
  problem: RunProblem | null
  onOpen: (message: number, half: Open['half']) => void
  onChange: (kind: 'edits' | 'inputs', name: string, text: string) => void
  onRevert: () => void
  onSend: () => void
  send: React.ReactNode
  /** The lesson's own window, where one takes part in the walkthrough. */
  window: React.ReactNode
}

/** The message that is open, as it will be sent or as the server received it, and how it came about. */
export function MessageColumn(props: Props) {
  const { scheme, walkthrough, step, open, draft, ready, played, changed, inputs, problem } = props
  const view = useView((state) => state.view)
  const stale = isStale(played, changed)
  const current = stale ? undefined : played
  const exchange = current?.exchanges[open.message]
  const built = current?.built[open.message] ?? draft.built[open.message]
  const { edits } = changed
  const request = built && applyEdits(built.request, open.message, edits, scheme.inspect)
  const asked = exchange ? receivedMessage(exchange) : request && draftMessage(request)
  const shown = open.half === 'response' && exchange ? answeredMessage(exchange) : asked
  const message = step.messages[open.message]
  const parties = walkthrough.parties
  const find = (id: string | undefined) => parties.find((party) => party.id === id)
  const editor = find(message?.from)
  const worker = find(step.from)
  const derivation = [...(open.message === 0 ? draft.derived : []), ...(built?.derivation ?? [])]
  const recomputed = view === 'lab' ? exchange?.verdict?.derivation : undefined
  const isAnswer = shown?.of === 'response'
  return (
    <section
      className="mid"
      aria-label="The message"
      data-empty={(message && !shown && !problem && !draft.trouble) || undefined}
    >
      {props.window}
      <div className="sec">
        <h3>{message ? 'The message' : worker ? `Within ${theParty(worker)}` : 'Work'}</h3>
        {message ? (
          <MessageSwitch step={step} played={current} open={open} onOpen={props.onOpen} />
        ) : (
          <span className="muted">nothing is sent</span>
        )}
        <span className="actions">
          {Object.keys(edits).length + Object.keys(changed.inputs).length > 0 && (
            <button type="button" className="btn btn-small" onClick={props.onRevert}>
              Compute again
            </button>
          )}
          {props.send}
        </span>
      </div>
      {problem && <ProblemBox {...problem} onAgain={props.onSend} />}
      {asked && !isAnswer && (
        <p className="tools">
          <button
            type="button"
            className="btn btn-quiet btn-small"
            onClick={() =>
              void copyText(toCurl(location.origin, asked), 'Copied, with everything that is in the message.')
            }
          >
            Copy as curl
          </button>
        </p>
      )}
      <StepInputs
        inputs={step.inputs ?? []}
        folded={step.messages.length > 0}
        values={inputs}
        onChange={(name, value) => props.onChange('inputs', name, value)}
      />
      {draft.trouble && !asked && message && (
        <p className="muted">The client half cannot build this message yet: {draft.trouble}</p>
      )}
      {!ready && !shown && message && !problem && (
        <div className="room">
          <Waiting why="The steps before this one are sent first. Their answers go into it." />
        </div>
      )}
      {ready && !shown && message && draft.built.length > 0 && !draft.trouble && (
        <p className="muted">It is made once the message before it has its answer.</p>
      )}
      {shown && (
        <MessageView
          key={`${step.id}/${open.message}/${open.half}`}
          message={shown}
          inspect={scheme.inspect}
          parties={parties}
          built={
            !isAnswer && built
              ? { message: draftMessage(built.request), index: open.message, edits }
              : undefined
          }
          editor={
            !isAnswer && editor
              ? {
                  hue: editor.hue,
                  onEdit: (key, text) => props.onChange('edits', key, text),
                  onSend: props.onSend,
                }
              : undefined
          }
        />
      )}
      {!isAnswer && (
        <>
          <Derivation
            client={derivation}
            server={recomputed}
            parties={parties}
            from={find(message?.from ?? step.from)}
            to={find(message?.to)}
          />
          <CompareYours client={derivation} server={recomputed} reason={scheme.reason} />
        </>
      )}
    </section>
  )
}
