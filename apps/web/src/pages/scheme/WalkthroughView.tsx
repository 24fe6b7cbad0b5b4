import type { Step } from '@lockstep/schemes/scheme'
import { useEffect } from 'react'
import { lanesOf } from '../../components/lanes-of.ts'
import { WireView } from '../../components/WireView.tsx'
import { walkthroughRows } from '../../components/walkthrough-rows.ts'
import { change, revert } from '../../stores/edits.ts'
import { isFront, playAnew, type Sent, say, sendStep, useRun } from '../../stores/run.ts'
import type { Sandbox } from '../../stores/sandbox.ts'
import { stageOf } from '../../stores/stage.ts'
import { Tape } from '../../stores/tape.ts'
import { useView } from '../../stores/view.ts'
import { Announcer } from './Announcer.tsx'
import { runAfter } from './after-step.ts'
import { FlowSelect } from './FlowSelect.tsx'
import { formFields } from './front/form-fields.ts'
import { LessonWindow } from './front/LessonWindow.tsx'
import { pageToOpen } from './front/page-to-open.ts'
import type { Lesson } from './lesson.ts'
import { MessageColumn } from './MessageColumn.tsx'
import { publicChanges } from './public-edits.ts'
import { SendButton } from './SendButton.tsx'
import { StepHead } from './StepHead.tsx'
import { StepLink } from './StepLink.tsx'
import { useDraft } from './use-draft.ts'
import { useSteering } from './use-steering.ts'
import { useWalkthrough } from './use-walkthrough.ts'
import { VerdictColumn } from './VerdictColumn.tsx'
import { WalkthroughFoot } from './WalkthroughFoot.tsx'

/** The three things of a step: the wire, the message with its derivation, the verdict. */
export function WalkthroughView({ lesson, sandbox }: { lesson: Lesson; sandbox: Sandbox }) {
  const { scheme } = lesson
  const at = useWalkthrough(lesson, sandbox)
  const { walkthrough, step, index, setting, changes, changed, ready, open, go, share, run } = at
  const draft = useDraft(setting, step, changed.inputs, ready)
  const history = run?.history ?? none
  const played = history.get(step.id)
  // A step that was begun in the window shows what there is of it; it is told about once it is whole.
  const arriving = run?.arriving?.step === step.id ? { ...run.arriving, changed: unchanged } : undefined
  const stage = stageOf({ ...setting, tape: new Tape() })
  const inputs = { ...draft.inputs, ...changed.inputs }
  const prose = lesson.steps.get(step.id)
  const sender = walkthrough.parties.find(({ id }) => id === (step.messages[open.message]?.from ?? step.from))

  // The address follows what is on the page, as far as it is no secret.
  const shared = publicChanges(changed, draft, scheme.inspect, step.inputs ?? [])
  useEffect(() => {
    if (draft.built.length === step.messages.length) share(shared)
  })

  const goTo = (to: number) => {
    const next = walkthrough.steps[to]
    if (!next) return
    useRun.setState({ justSent: null })
    go({ step: next.id, ...closed })
  }
  const onChange = (kind: 'edits' | 'inputs', name: string, text: string) => {
    change(changes, kind, name, text)
  }
  const send = async () => {
    useRun.setState({ problem: null })
    if (await sendStep(setting, step)) go({ message: firstJudged(step), half: undefined }, { replace: true })
  }
  const steer = { back: () => goTo(index - 1), next: () => goTo(index + 1), send: () => void send() }
  useSteering(steer)

  const lanes = lanesOf(walkthrough)
  const words = step.messages.length > 0 ? 'Send' : step.check ? 'Check it' : 'Work it out'
  const button = (className?: string) => (
    <SendButton
      party={sender}
      words={words}
      busy={run?.sending != null}
      onSend={steer.send}
      {...(className ? { className } : {})}
    />
  )
  const view = useView((state) => state.view)
  const rows = walkthroughRows({
    walkthrough,
    history,
    sending: run?.sending ?? run?.arriving ?? null,
    justSent: run?.justSent ?? null,
    inspect: scheme.inspect,
    withChecks: view === 'lab',
    open,
    titleOf: (id) => lesson.steps.get(id)?.title ?? id,
  })
  return (
    <div className="spread" data-lanes={lanes.length > 3 ? 'many' : undefined}>
      <StepHead
        number={index + 1}
        flow={
          <FlowSelect
            walkthroughs={scheme.walkthroughs}
            chosen={walkthrough}
            onChoose={(flow) => go({ flow, step: undefined, ...closed })}
          />
        }
        of={walkthrough.steps.length}
        prose={prose}
        onBack={index > 0 ? steer.back : undefined}
        onNext={index < walkthrough.steps.length - 1 ? steer.next : undefined}
        send={button('btn btn-send send-m')}
      />
      <section className="side" aria-label="The wire">
        <WireView
          parties={lanes}
          rows={rows}
          host={location.host}
          link={(row, children, className) => (
            <StepLink row={row} className={className}>
              {children}
            </StepLink>
          )}
          legend
        />
        <WalkthroughFoot
          prefix={`${scheme.slug}/${walkthrough.id}/`}
          onRestart={() => go({ step: undefined, ...closed })}
          onAnew={index > 0 ? () => void playAnew(setting, step) : undefined}
        />
      </section>
      <MessageColumn
        scheme={scheme}
        walkthrough={walkthrough}
        step={step}
        open={open}
        draft={draft}
        ready={ready}
        played={played ?? arriving}
        changed={changed}
        inputs={inputs}
        problem={run?.problem ?? null}
        onOpen={(message, half) =>
          go(
            { message: message || undefined, half: half === 'response' ? half : undefined },
            { replace: true },
          )
        }
        onChange={onChange}
        onRevert={() => revert(changes)}
        onSend={steer.send}
        send={button()}
        window={
          walkthrough.steps.some(isFront) && (
            <LessonWindow
              setting={setting}
              party={walkthrough.parties.find(({ hue }) => hue === 'user-agent') ?? sender}
              step={step}
              fields={formFields(step, draft, changed, scheme.inspect, arriving?.exchanges.length ?? 0)}
              opening={pageToOpen(step, draft, changed, scheme.inspect)}
            />
          )
        }
      />
      <VerdictColumn
        lesson={lesson}
        walkthrough={walkthrough}
        step={step}
        base={stage.base}
        open={open}
        draft={draft}
        played={played ?? arriving}
        changed={changed}
        run={played && runAfter(stage, history, step, played)}
        isFresh={run?.justSent === step.id}
        said={run?.said ?? {}}
        onSay={say}
      />
      <Announcer
        lesson={lesson}
        step={step}
        played={played}
        run={played && runAfter(stage, history, step, played)}
      />
    </div>
  )
}

/** Which message shows what came of a step: the first that was judged. Undefined for the first of all. */
function firstJudged({ id }: Step): number | undefined {
  const { exchanges = [] } = useRun.getState().history.get(id) ?? {}
  const judged = exchanges.findIndex(({ verdict }) => verdict !== null)
  return judged > 0 ? judged : undefined
}

const unchanged = { edits: {}, inputs: {} }
const none: ReadonlyMap<string, Sent> = new Map()
/** Search of a step that was not opened yet. */
const closed = { message: undefined, half: undefined, edits: undefined, inputs: undefined } as const
