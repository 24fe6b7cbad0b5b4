/** Plays the steps of a walkthrough: one at a time in the page, to the end in CI. */
import type { HttpRequest } from '@lockstep/http/message'
import type { Built, Exchange, Run, Step, StepMessage, Verdict, Walkthrough } from './scheme.ts'

/** What a player needs from where it runs. */
export type Stage = Pick<Run, 'origin' | 'base' | 'sandbox' | 'credentials' | 'now' | 'random'> & {
  send(request: HttpRequest, message: StepMessage): Promise<Exchange>
  /** Moves the sandbox's clock on. */
  wait(seconds: number): Promise<void>
}

export type Played = {
  readonly built: Built[]
  readonly exchanges: Exchange[]
  readonly verdict?: Verdict
  /** What went in: chosen, or drawn once for the whole step. */
  readonly inputs?: Readonly<Record<string, string>>
}
/** What has been played so far, by step id. */
export type History = ReadonlyMap<string, Played>

/** The run that a step can lean on, with the learner's inputs where there are some. */
export function runOf(
  stage: Stage,
  history: History,
  step: Step,
  inputs: Readonly<Record<string, string>> = {},
  sofar: Played = { built: [], exchanges: [] },
): Run {
  const known = (id: string) => (id === step.id ? sofar : history.get(id))
  const run = {
    ...stage,
    inputs: {} as Record<string, string>,
    inputsOf: (id: string) => known(id)?.inputs ?? {},
    exchanges: (id: string) => known(id)?.exchanges ?? [],
    built: (id: string) => known(id)?.built ?? [],
  }
  for (const input of step.inputs ?? [])
    run.inputs[input.name] = inputs[input.name] ?? sofar.inputs?.[input.name] ?? input.initial(run)
  return run
}

/** Plays one step. `edit` may change each request before it is sent, as a learner would. */
export async function playStep(
  stage: Stage,
  history: History,
  step: Step,
  inputs: Readonly<Record<string, string>> = {},
  edit: (request: HttpRequest, index: number) => HttpRequest = (request) => request,
): Promise<Played> {
  if (step.clock) await stage.wait(step.clock)
  const sofar: Played = {
    built: [],
    exchanges: [],
    inputs: runOf(stage, history, step, inputs).inputs,
  }
  for (const [i, message] of step.messages.entries()) {
    const built = await message.build(runOf(stage, history, step, inputs, sofar))
    sofar.built.push(built)
    sofar.exchanges.push(await stage.send(edit(built.request, i), message))
  }
  if (!step.check) return sofar
  return { ...sofar, verdict: await step.check(runOf(stage, history, step, inputs, sofar)) }
}

/** Plays a walkthrough to its end, unedited, and tells each step's outcome. */
export async function playWalkthrough(stage: Stage, walkthrough: Walkthrough): Promise<History> {
  const history = new Map<string, Played>()
  for (const step of walkthrough.steps) history.set(step.id, await playStep(stage, history, step))
  return history
}
