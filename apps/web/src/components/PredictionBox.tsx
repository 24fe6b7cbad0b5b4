import type { Prediction as Asked } from '@lockstep/schemes/scheme'

type Props = {
  asked: Pick<Asked, 'ask' | 'options'>
  said: string | undefined
  onSay: (option: string | undefined) => void
}

/** A question before sending. It blocks nothing, keeps no score, and can be left alone. */
export function PredictionBox({ asked, said, onSay }: Props) {
  return (
    <fieldset className="ask">
      <legend>{asked.ask}</legend>
      <span className="seg">
        {asked.options.map((option) => (
          <button
            key={option}
            type="button"
            aria-pressed={said === option}
            onClick={() => onSay(said === option ? undefined : option)}
          >
            {option}
          </button>
        ))}
      </span>
    </fieldset>
  )
}
