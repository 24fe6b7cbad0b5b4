import { runOf } from '@lockstep/schemes/play-walkthrough'
import type { Built, Derived, Step } from '@lockstep/schemes/scheme'
import { useEffect, useState } from 'react'
import { type Arriving, type Sent, type Setting, useRun } from '../../stores/run.ts'
import { stageOf } from '../../stores/stage.ts'
import { Tape } from '../../stores/tape.ts'

export type Draft = {
  /** What the client half would send for each message; a later one may need an answer that is not there yet. */
  readonly built: readonly (Built | undefined)[]
  readonly derived: readonly Derived[]
  /** What the inputs are without the learner. */
  readonly inputs: Readonly<Record<string, string>>
  /** Why the client half could not build it, in its own words. */
  readonly trouble?: string
}

const none: Draft = { built: [], derived: [], inputs: {} }

/** Builds a step as it would be sent now. `ready` says that everything before it was played. */
export function useDraft(
  setting: Setting,
  step: Step,
  inputs: Readonly<Record<string, string>>,
  ready: boolean,
): Draft {
  const [draft, setDraft] = useState<{ step: Step; draft: Draft }>()
  const history = useRun((run) => run.history)
  const arriving = useRun((run) => run.arriving)
  const tape = useRun((run) => run.tape)
  useEffect(() => {
    if (!ready) return
    let late = false
    void build(setting, step, inputs, history, tape, arriving).then((draft) => {
      if (!late) setDraft({ step, draft })
    })
    return () => {
      late = true
    }
  }, [setting, step, inputs, history, tape, arriving, ready])
  return draft?.step === step ? draft.draft : none
}

async function build(
  setting: Setting,
  step: Step,
  inputs: Readonly<Record<string, string>>,
  history: ReadonlyMap<string, Sent>,
  tape: Tape,
  arriving: Arriving | null,
): Promise<Draft> {
  const stage = stageOf({ ...setting, tape })
  const built: (Built | undefined)[] = []
  const played = arriving?.step === step.id ? arriving : history.get(step.id)
  let trouble: string | undefined
  tape.rewind()
  let drawn: Readonly<Record<string, string>> = {}
  try {
    drawn = runOf(stage, history, step, inputs).inputs
  } catch (error) {
    trouble = error instanceof Error ? error.message : String(error)
  }
  for (const [i, message] of step.messages.entries()) {
    // What came back for the messages before it, if the step was played: a later one often leans on that.
    const sofar = {
      built: built.filter((one) => one !== undefined),
      exchanges: played?.exchanges.slice(0, i) ?? [],
      inputs: drawn,
    }
    try {
      built.push(await message.build(runOf(stage, history, step, inputs, sofar)))
    } catch (error) {
      built.push(undefined)
      if (i === 0) trouble = error instanceof Error ? error.message : String(error)
    }
  }
  try {
    const sent = history.get(step.id)
    const isSame = sent !== undefined && sameInputs(sent.changed.inputs, inputs)
    // What was drawn for a step that was played is what went out; for another choice it is drawn anew.
    const shown = isSame ? (sent.inputs ?? drawn) : drawn
    const own = { ...stage, random: new Tape().random }
    const run = runOf(own, history, step, inputs, { built: [], exchanges: [], ...sent, inputs: shown })
    const derived = (await step.derive?.(run)) ?? []
    return { built, derived, inputs: shown, ...(trouble === undefined ? {} : { trouble }) }
  } catch (error) {
    return { built, derived: [], inputs: {}, trouble: error instanceof Error ? error.message : String(error) }
  }
}

function sameInputs(one: Readonly<Record<string, string>>, other: Readonly<Record<string, string>>): boolean {
  return Object.keys({ ...one, ...other }).every((name) => one[name] === other[name])
}
