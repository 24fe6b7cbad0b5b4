import { revertAll } from '../../stores/edits.ts'
import { restartRun } from '../../stores/run.ts'

/** Begins the walkthrough anew, with every edit gone. What the server has seen it has seen. */
export function WalkthroughFoot({ prefix, onRestart }: { prefix: string; onRestart: () => void }) {
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
      <span className="keys muted">
        <kbd>←</kbd> <kbd>→</kbd> step, <kbd>↑</kbd> <kbd>↓</kbd> part, <kbd>E</kbd> edit it, <kbd>Enter</kbd>{' '}
        sends
      </span>
    </p>
  )
}
