import { revertAll } from '../../stores/edits.ts'
import { restartRun } from '../../stores/run.ts'

type Props = {
  prefix: string
  onRestart: () => void
  /** Plays what comes before the open step once more: what it brought may have expired. Absent for the first step. */
  onAnew: (() => void) | undefined
}

/** Begins the walkthrough anew, with every edit gone. What the server has seen it has seen. */
export function WalkthroughFoot({ prefix, onRestart, onAnew }: Props) {
  return (
    <p className="foot">
      <button
        type="button"
        className="btn btn-quiet btn-small"
        onClick={() => {
          revertAll(prefix)
          restartRun()
          onRestart()
        }}
      >
        Begin again
      </button>
      {onAnew && (
        <button type="button" className="btn btn-quiet btn-small" onClick={onAnew}>
          Play up to here anew
        </button>
      )}
      <span className="keys muted">
        <kbd>←</kbd> <kbd>→</kbd> step, <kbd>↑</kbd> <kbd>↓</kbd> part, <kbd>E</kbd> edit it, <kbd>Enter</kbd>{' '}
        sends
      </span>
    </p>
  )
}
