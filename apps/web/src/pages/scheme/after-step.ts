/** What is said after a step was played: the sentence, and whether the learner foresaw it. */
import { runOf, type Stage } from '@lockstep/schemes/play-walkthrough'
import type { Exchange, Prediction, Run, Scheme, Step } from '@lockstep/schemes/scheme'
import { receivedMessage } from '../../components/message-of.ts'
import { proofSize } from '../../components/proof-size.ts'
import type { Sent } from '../../stores/run.ts'
import type { Inline } from '../../util/prose.ts'
import { commonValues, fillSentence, sentencesFor } from './fill-sentence.ts'
import type { StepProse } from './read-lesson.ts'

/** The run as it stands after the step. */
export function runAfter(stage: Stage, history: ReadonlyMap<string, Sent>, step: Step, played: Sent): Run {
  return runOf(stage, history, step, played.changed.inputs, played)
}

/** The sentence after the step, with values of this run; undefined where the lesson has none that fits. */
export function sentenceAfter(
  run: Run,
  scheme: Scheme,
  step: Step,
  played: Sent,
  prose: StepProse | undefined,
): readonly Inline[] | undefined {
  const telling = tellingExchange(step, played)
  const verdict = played.verdict ?? telling?.verdict
  const bytes = telling && proofSize(receivedMessage(telling), scheme.inspect).proof
  const values = {
    ...commonValues(telling, verdict, scheme.rules, bytes),
    ...attempt(() => step.values?.(run), {}),
  }
  for (const sentence of sentencesFor(prose?.after ?? new Map(), verdict, isAsExpected(step, played))) {
    const filled = fillSentence(sentence, values)
    if (filled) return filled
  }
  // An edit can take a run where the lesson did not think of; the check itself says what it wants.
  return values.says === undefined
    ? undefined
    : [{ type: 'text', text: `It was stopped by this: ${values.says}` }]
}

/** The first that came out otherwise than without edits: the rest follows from it. Or else the last one. */
function tellingExchange({ messages }: Step, { exchanges }: Sent): Exchange | undefined {
  return exchanges.find(({ response }, i) => response.status !== messages[i]?.expect) ?? exchanges.at(-1)
}

/** Whether a step went as it does without edits. */
function isAsExpected({ messages }: Step, { exchanges, verdict }: Sent): boolean {
  if (messages.length === 0) return verdict?.outcome !== 'refused'
  return messages.every(({ expect }, i) => exchanges[i]?.response.status === expect)
}

/** What came of a prediction: read off the run, or undefined where the run cannot tell. */
export function truthOf(prediction: Prediction, run: Run): string | undefined {
  return attempt(() => prediction.truth(run), undefined)
}

/** Values and truths lean on the honest run; after an edit there may be nothing for them to lean on. */
function attempt<T>(job: () => T | undefined, otherwise: T): T {
  try {
    return job() ?? otherwise
  } catch {
    return otherwise
  }
}
