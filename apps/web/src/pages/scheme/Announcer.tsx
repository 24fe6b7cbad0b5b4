import type { Run, Step } from '@lockstep/schemes/scheme'
import { verdictWords } from '../../components/verdict-words.ts'
import type { Sent } from '../../stores/run.ts'
import { useRun } from '../../stores/run.ts'
import { sentenceAfter } from './after-step.ts'
import { textOf } from './fill-sentence.ts'
import type { Lesson } from './lesson.ts'

type Props = { lesson: Lesson; step: Step; played: Sent | undefined; run: Run | undefined }

/** Says once what came of a step that was sent: the live region of the page. */
export function Announcer({ lesson, step, played, run }: Props) {
  const justSent = useRun((state) => state.justSent === step.id)
  return (
    <p className="sr" role="status">
      {/* A new element each time, so that the same outcome is said again. */}
      {justSent && played && run && (
        <span key={played.exchanges.at(-1)?.id}>{words(lesson, step, played, run)}</span>
      )}
    </p>
  )
}

function words(lesson: Lesson, step: Step, played: Sent, run: Run): string {
  const answers = played.exchanges.map(({ response, verdict }) =>
    verdict ? `${response.status}, ${verdictWords(verdict)}` : String(response.status),
  )
  const sentence = sentenceAfter(run, lesson.scheme, step, played, lesson.steps.get(step.id))
  return [answers.join('; then '), sentence && textOf(sentence)].filter(Boolean).join('. ')
}
