/** Takes up into the run what somebody did in the window by hand, and where redirects led it. */
import { runOf, type Stage } from '@lockstep/schemes/play-walkthrough'
import type { Built, Exchange, Step } from '@lockstep/schemes/scheme'
import { type Arriving, inTurn, type Setting, useRun, withStep } from '../run.ts'
import { stageOf } from '../stage.ts'
import { Tape } from '../tape.ts'
import { isByHand } from './front-fits.ts'
import type { FrontWindow } from './front-window.ts'

type Place = {
  readonly step: Step
  readonly message: number
  readonly built: Built
  readonly before: Arriving
}

/** Puts everything that waits in the window's log where it belongs, and passes over the rest. `open` is the step on the page. */
export function takeUp(setting: Setting, window: FrontWindow, open: string): Promise<void> {
  return inTurn(async () => {
    for (const exchange of window.log.waiting) {
      const place = await placeOf(setting, exchange)
      const followed = window.takeUp(exchange)
      useRun.setState({ elsewhere: place ? null : exchange })
      if (place) await put(setting, place, exchange, followed || place.step.id !== open)
    }
  }, true)
}

/** The message of the walkthrough that an exchange is: of the step that is next, or else of one that is done again. */
async function placeOf(setting: Setting, exchange: Exchange): Promise<Place | undefined> {
  const { history, arriving } = useRun.getState()
  const { steps } = setting.walkthrough
  const next = steps.findIndex(({ id }) => !history.has(id))
  const pending = steps[next]
  const stage = stageOf({ ...setting, tape: new Tape() })
  if (pending) {
    const before = arriving?.step === pending.id ? arriving : nothingOf(pending)
    for (let message = before.exchanges.length; message >= 0; message--) {
      const place = await fits(stage, pending, message, before, exchange)
      if (place) return place
    }
  }
  for (const step of steps.slice(0, next < 0 ? steps.length : next).toReversed()) {
    if (step.messages[0]?.expect !== exchange.response.status) continue
    const place = await fits(stage, step, 0, nothingOf(step), exchange)
    if (place) return place
  }
  return undefined
}

async function fits(
  stage: Stage,
  step: Step,
  message: number,
  before: Arriving,
  exchange: Exchange,
): Promise<Place | undefined> {
  const asked = step.messages[message]
  if (asked?.channel !== 'front') return undefined
  const sofar = {
    ...before,
    built: before.built.slice(0, message),
    exchanges: before.exchanges.slice(0, message),
  }
  try {
    const built = await asked.build(runOf(stage, useRun.getState().history, step, {}, sofar))
    return isByHand(built.request, exchange) ? { step, message, built, before: sofar } : undefined
  } catch {
    // It leans on something that did not come: then it is not this.
    return undefined
  }
}

async function put(
  setting: Setting,
  { step, built, before }: Place,
  exchange: Exchange,
  unseen: boolean,
): Promise<void> {
  const { history } = useRun.getState()
  const sofar = { built: [...before.built, built], exchanges: [...before.exchanges, exchange] }
  if (sofar.exchanges.length < step.messages.length) {
    const kept = new Map(withStep(history, setting.walkthrough, step, { ...sofar, changed }))
    kept.delete(step.id)
    useRun.setState({ arriving: { step: step.id, ...sofar }, history: kept, problem: null })
    return
  }
  const stage = stageOf({ ...setting, tape: new Tape() })
  const verdict = await step.check?.(runOf(stage, history, step, {}, sofar))
  useRun.setState({
    // What a press would be told is told here too.
    ...(unseen ? {} : { justSent: step.id }),
    arriving: null,
    problem: null,
    history: withStep(history, setting.walkthrough, step, {
      ...sofar,
      ...(verdict ? { verdict } : {}),
      changed,
      unseen,
    }),
  })
}

const changed = { edits: {}, inputs: {} }

function nothingOf({ id }: Step): Arriving {
  return { step: id, built: [], exchanges: [] }
}
