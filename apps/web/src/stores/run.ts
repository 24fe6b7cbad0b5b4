/** The learner's run of one walkthrough: what was sent, what came back, what was said before. */
import { type History, type Played, playStep } from '@lockstep/schemes/play-walkthrough'
import type { Exchange, Scheme, Step, Walkthrough } from '@lockstep/schemes/scheme'
import { create } from 'zustand'
import { applyEdits } from '../components/apply-edits.ts'
import { type Changed, changedIn, useEdits } from './edits.ts'
import { problemOf, type RunProblem } from './run-problem.ts'
import type { Sandbox } from './sandbox.ts'
import { stageOf } from './stage.ts'
import { Tape } from './tape.ts'

/** A step as it was played, with what was changed in it then. */
export type Sent = Played & { readonly changed: Changed }

type State = {
  /** Whose run this is: sandbox, its epoch, scheme and walkthrough. */
  readonly key: string
  readonly history: ReadonlyMap<string, Sent>
  readonly sending: { readonly step: string; readonly exchanges: readonly Exchange[] } | null
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
  if (useRun.getState().key !== key) useRun.setState({ key, ...fresh() })
}

/** Begins the walkthrough anew, with what is on the page. */
export function restartRun(): void {
  useRun.setState(fresh())
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
    tape.rewind()
    await play(setting, step, changedIn(useEdits.getState(), stepKey(setting, step)), tape)
    sent = true
    useRun.setState({ tape: new Tape(), justSent: step.id })
  })
  byHand = false
  return sent
}

/** One after another, however fast the keys are. A failure is told once and leaves everything as it was. */
function inTurn(job: () => Promise<void>): Promise<void> {
  const { key } = useRun.getState()
  const turn = last.then(async () => {
    if (useRun.getState().key !== key || useRun.getState().problem) return
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

async function play({ sandbox, scheme }: Setting, step: Step, changed: Changed, tape: Tape): Promise<void> {
  const { key } = useRun.getState()
  const mine = () => useRun.getState().key === key
  useRun.setState({ sending: { step: step.id, exchanges: [] } })
  const stage = stageOf({
    sandbox,
    scheme,
    tape,
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
    history: new Map(history).set(step.id, { ...played, changed }),
  }))
}
