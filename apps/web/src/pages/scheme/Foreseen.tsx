import type { Facts, Run, Step } from '@lockstep/schemes/scheme'
import { Link } from '@tanstack/react-router'
import { Clause } from '../../components/Clause.tsx'
import { to } from '../../util/path-builder.ts'
import { truthOf } from './after-step.ts'

type Props = {
  slug: string
  facts: Facts
  step: Step
  run: Run
  isEdited: boolean
  said: Readonly<Record<string, string>>
  status: number | undefined
}

/** What came of the prediction: read off the run that was played, never from a key. No score. */
export function Foreseen({ slug, facts, step, run, isEdited, said, status }: Props) {
  const { predict } = step
  if (isEdited || !predict) {
    const expected = said[`${step.id}~`]
    if (!isEdited || expected === undefined || status === undefined) return null
    return (
      <p className="foreseen">
        You said {expected}. {expected === String(status) ? 'It is.' : `It is ${status}.`}
      </p>
    )
  }
  const truth = truthOf(predict, run)
  const mine = said[step.id]
  const wrong = mine !== undefined && truth !== undefined && mine !== truth
  const card = facts.misconceptions.findIndex(({ claim }) => claim === predict.misconception)
  return (
    <div className="foreseen">
      <p>
        <span className="muted">{predict.ask}</span> {mine !== undefined && <>You said {quoted(mine)}. </>}
        {truth !== undefined && <b>{answer(truth, mine)}</b>}
      </p>
      <p>
        {predict.because} {predict.clause && <Clause clause={predict.clause} />}
      </p>
      {wrong && card >= 0 && (
        <p>
          <Link {...to.facts(slug)} hash={`misconception-${card + 1}`}>
            Many think so: “{predict.misconception}”
          </Link>
        </p>
      )}
    </div>
  )
}

function answer(truth: string, mine: string | undefined): string {
  if (mine === undefined) return `The answer is ${quoted(truth)}.`
  return mine === truth ? 'It is.' : `It is ${quoted(truth)}.`
}

/** A number or a word stands as it is; a sentence in quotation marks. */
function quoted(text: string): string {
  return text.includes(' ') ? `“${text}”` : text
}
