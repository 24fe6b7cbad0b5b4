/** The learner's run of one walkthrough: what was sent, what came back, what was said before. */
import { type History, type Played, playStep } from '@lockstep/schemes/play-walkthrough'
import type { Exchange, Scheme, Step, Walkthrough } from '@lockstep/schemes/scheme'
import { create } from 'zustand'
import { applyEdits } from '../components/apply-edits.ts'
import { type Changed, changedIn, useEdits } from './edits.ts'
import { lessonWindow, lessonWindowReady } from './front/lesson-window.ts'
import { problemOf, type RunProblem } from './run-problem.ts'
import type { Sandbox } from './sandbox.ts'
import { stageOf } from './stage.ts'
import { Tape } from './tape.ts'

/** A step as it was played, with what was changed in it then. */
export type Sent = Played & {
  readonly changed: Changed
  /** True where it came about in the window while another step was open: the first press of Send only takes note of it. */
  readonly unseen?: boolean
}
/** A step of which a part was done in the window by hand. */
export type Arriving = Pick<Played, 'built' | 'exchanges'> & { readonly step: string }

type State = {
  /** Whose run this is: sandbox, its epoch, scheme and walkthrough. */
  readonly key: string
  readonly history: ReadonlyMap<string, Sent>
  readonly sending: { readonly step: string; readonly exchanges: readonly Exchange[] } | null
  readonly arriving: Arriving | null
  /** Where the window went that is no part of the walkthrough; null while it keeps to it. */
  readonly elsewhere: Exchange | null
  readonly problem: RunProblem | null
  /** What the learner said before a step, by step id. */
  readonly said: Readonly<Record<string, string>>
  /** The step that was sent last by hand; only there does the wire move. */
  readonly justSent: string | null
  /** What the client half draws from, until it is sent. */
  readonly tape: Tape
}

const fresh = () => ({
  history: new Map(),
  sending: null,
  arriving: null,
  elsewhere: null,
  problem: null,
  said: {},
  justSent: null,
  tape: new Tape(),
})
export const useRun = create<State>(() => ({ key: '', ...fresh() }))

export type Setting = {
  readonly sandbox: Sandbox
  readonly scheme: Scheme
  readonly walkthrough: Walkthrough
}

/** Takes up the run with this key, or begins one. */
export function openRun(key: string): void {
  if (useRun.getState().key === key) return
  lessonWindow()?.clear()
  useRun.setState({ key, ...fresh() })
}

/** Begins the walkthrough anew, with what is on the page. */
export function restartRun(): void {
  lessonWindow()?.clear()
  useRun.setState(fresh())
}

/**
 * Plays the steps before this one anew: a question that a server asks can be answered once, and a second try needs
 * another one. Edits and predictions stay.
 */
export function playAnew(setting: Setting, step: Step): Promise<void> {
  lessonWindow()?.forget()
  useRun.setState(({ said }) => ({ ...fresh(), said }))
  return playUpTo(setting, step)
}

/** Notes what the learner expects; undefined takes it back. */
export function say(step: string, option: string | undefined): void {
  useRun.setState(({ said: { [step]: _, ...rest } }) => ({
    said: option === undefined ? rest : { ...rest, [step]: option },
  }))
}

/** The key under which the changes of a step are kept. */
export function stepKey(
  { scheme, walkthrough }: Pick<Setting, 'scheme' | 'walkthrough'>,
  step: Step,
): string {
  return `${scheme.slug}/${walkthrough.id}/${step.id}`
}

const unchanged: Changed = { edits: {}, inputs: {} }
/** True from a press until what it sent has come back: a second press adds nothing. */
let byHand = false
let last: Promise<unknown> = Promise.resolve()

/** Plays what comes before a step and was not played yet: quietly, and as it is built. Edits go when they are sent. */
export function playUpTo(setting: Setting, step: Step): Promise<void> {
  return inTurn(async () => {
    for (const earlier of setting.walkthrough.steps) {
      if (earlier === step) return
      if (!useRun.getState().history.has(earlier.id)) await play(setting, earlier, unchanged, new Tape())
    }
  })
}

/** Sends a step as it stands on the page. False where it could not be sent; the problem says why. */
export async function sendStep(setting: Setting, step: Step): Promise<boolean> {
  if (byHand) return false
  byHand = true
  await playUpTo(setting, step)
  let sent = false
  await inTurn(async () => {
    const { tape } = useRun.getState()
    const changed = changedIn(useEdits.getState(), stepKey(setting, step))
    if (!tookNote(step, changed)) {
      tape.rewind()
      await play(setting, step, changed, tape)
    }
    sent = true
    useRun.setState({ tape: new Tape(), justSent: step.id })
  })
  byHand = false
  return sent
}

/** Takes note of a step that came about by itself, as it would be sent; false where there is something to send. */
function tookNote(step: Step, { edits, inputs }: Changed): boolean {
  const { history } = useRun.getState()
  const done = history.get(step.id)
  if (!done?.unseen || Object.keys(edits).length + Object.keys(inputs).length > 0) return false
  useRun.setState({ history: new Map(history).set(step.id, { ...done, unseen: false }) })
  return true
}

/** One after another, however fast the keys are. A failure is told once and leaves everything as it was. */
export function inTurn(job: () => Promise<void>, evenAfterTrouble = false): Promise<void> {
  const { key } = useRun.getState()
  const turn = last.then(async () => {
    if (useRun.getState().key !== key || (useRun.getState().problem && !evenAfterTrouble)) return
    try {
      await job()
    } catch (error) {
      const problem = await problemOf(error)
      if (useRun.getState().key === key) useRun.setState({ sending: null, problem })
    }
  })
  last = turn
  return turn
}

async function play(setting: Setting, step: Step, changed: Changed, tape: Tape): Promise<void> {
  const { sandbox, scheme, walkthrough } = setting
  const { key, arriving } = useRun.getState()
  const mine = () => useRun.getState().key === key
  // What was done of it by hand is taken up where it stands: a form that was sent is not there to be sent again.
  if (arriving?.step === step.id) lessonWindow()?.log.begin(arriving.exchanges[0])
  useRun.setState({ sending: { step: step.id, exchanges: [] }, arriving: null, elsewhere: null })
  const stage = stageOf({
    sandbox,
    scheme,
    tape,
    front: lessonWindowReady,
    onExchange: (exchange) => {
      if (mine())
        useRun.setState(({ sending }) => ({
          sending: sending && { ...sending, exchanges: [...sending.exchanges, exchange] },
        }))
    },
  })
  const history: History = useRun.getState().history
  const played = await playStep(stage, history, step, changed.inputs, (request, index) =>
    applyEdits(request, index, changed.edits, scheme.inspect),
  )
  if (!mine()) return
  useRun.setState(({ history }) => ({
    sending: null,
    history: withStep(history, walkthrough, step, { ...played, changed }),
  }))
}

/** The history with a step in it. What a window did before belongs to what it did then: the steps after it are gone. */
export function withStep(
  history: ReadonlyMap<string, Sent>,
  { steps }: Walkthrough,
  step: Step,
  sent: Sent,
): ReadonlyMap<string, Sent> {
  if (!isFront(step)) return new Map(history).set(step.id, sent)
  const before = steps.slice(0, steps.indexOf(step)).map(({ id }) => id)
  return new Map([...history].filter(([id]) => before.includes(id))).set(step.id, sent)
}

/** Whether a window of the lesson takes part in a step. */
export function isFront({ messages }: Step): boolean {
  return messages.some(({ channel }) => channel === 'front')
}
