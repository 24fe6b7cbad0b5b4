import { Icon } from '../../ui/Icon.tsx'
import { Prose } from '../../ui/Prose.tsx'
import type { StepProse } from './read-lesson.ts'

type Props = {
  number: number
  of: number
  /** Which walkthrough, where there are several. */
  flow: React.ReactNode
  prose: StepProse | undefined
  onBack: (() => void) | undefined
  onNext: (() => void) | undefined
  /** The button that sends, for a narrow page: there the three stand at the bottom. */
  send: React.ReactNode
}

/** Which step this is, what it is about, and the way on. */
export function StepHead({ number, of, flow, prose, onBack, onNext, send }: Props) {
  return (
    <header className="stephead">
      <p className="count">
        <span>
          Step {number} of {of}
        </span>{' '}
        {flow}
      </p>
      <h2>{prose?.title}</h2>
      <div className="muted">{prose && <Prose blocks={prose.blocks} />}</div>
      <div className="steer">
        <button type="button" className="btn" disabled={!onBack} onClick={onBack}>
          <Icon name="left" />
          Back
        </button>
        {send}
        <button type="button" className="btn" disabled={!onNext} onClick={onNext}>
          Next
          <Icon name="right" />
        </button>
      </div>
    </header>
  )
}
