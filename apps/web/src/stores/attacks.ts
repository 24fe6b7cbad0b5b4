/** Attacks as they were played, in both worlds. */
import { type History, playStep } from '@lockstep/schemes/play-walkthrough'
import type { Exchange, Step } from '@lockstep/schemes/scheme'
import { create } from 'zustand'
import { applyEdits } from '../components/apply-edits.ts'
import { changedIn, useEdits } from './edits.ts'
import { openHiddenWindow } from './front/lesson-window.ts'
import { isFront, type Setting, stepKey } from './run.ts'
import { problemOf, type RunProblem } from './run-problem.ts'
import { owned } from './sandbox.ts'
import { type Front, stageOf } from './stage.ts'
import { Tape } from './tape.ts'

/** One world's side of it. */
export type Side = { readonly exchanges: readonly Exchange[]; readonly got: string | null }
export type BothWays = { readonly with: Side; readonly without?: Side | null }

type State = {
  /** By the key that the page gives: sandbox, scheme, and the attack or the check. */
  readonly played: Readonly<Record<string, BothWays>>
  readonly sending: string | null
  readonly problem: RunProblem | null
}
export const useAttacks = create<State>(() => ({ played: {}, sending: null, problem: null }))

/** Plays an attack on the server, in the real world and in the one without the check that stops it. */
export function playAttackBothWays(key: string, slug: string, attack: string): Promise<void> {
  return playing(key, () => owned<BothWays>(`/attacks/${slug}/${attack}`, { method: 'POST' }))
}

/** Sends a step of the walkthrough, with the learner's edits, to the real world and to the one without a check. */
export function sendBothWays(key: string, setting: Setting, step: Step, check: string): Promise<void> {
  return playing(key, async () => ({
    with: await playIn(setting, step),
    without: await playIn(setting, step, check),
  }))
}

async function playing(key: string, job: () => Promise<BothWays>): Promise<void> {
  if (useAttacks.getState().sending !== null) return
  useAttacks.setState({ sending: key, problem: null })
  try {
    const both = await job()
    useAttacks.setState(({ played }) => ({ played: { ...played, [key]: both }, sending: null }))
  } catch (error) {
    useAttacks.setState({ sending: null, problem: await problemOf(error) })
  }
}

/** A walkthrough from its beginning to this step, in a world of its own. */
async function playIn(setting: Setting, last: Step, without?: string): Promise<Side> {
  const hidden = setting.walkthrough.steps.some(isFront) ? openHiddenWindow(setting.sandbox) : undefined
  try {
    return await playWith(hidden && (async () => hidden.window), setting, last, without)
  } finally {
    hidden?.close()
  }
}

async function playWith(
  front: (() => Promise<Front>) | undefined,
  setting: Setting,
  last: Step,
  without?: string,
): Promise<Side> {
  const { scheme, walkthrough } = setting
  const stage = stageOf({
    ...setting,
    tape: new Tape(),
    ...(front ? { front } : {}),
    ...(without === undefined ? {} : { without }),
  })
  const history: Map<string, Awaited<ReturnType<typeof playStep>>> = new Map()
  for (const step of walkthrough.steps) {
    const { edits, inputs } =
      step === last ? changedIn(useEdits.getState(), stepKey(setting, step)) : { edits: {}, inputs: {} }
    const sofar: History = history
    const played = await playStep(stage, sofar, step, inputs, (request, index) =>
      applyEdits(request, index, edits, scheme.inspect),
    )
    history.set(step.id, played)
    if (step === last) break
  }
  return { exchanges: history.get(last.id)?.exchanges ?? [], got: null }
}
