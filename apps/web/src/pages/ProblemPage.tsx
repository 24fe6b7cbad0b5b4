import type { ErrorComponentProps } from '@tanstack/react-router'
import { ProblemNote } from '../ui/ProblemNote.tsx'

/** Instead of a page that failed: a chunk that did not load, a mistake in the page itself. */
export function ProblemPage({ error, reset }: ErrorComponentProps) {
  return (
    <div className="lone">
      <ProblemNote title="This page could not be shown">
        <p>
          <code>{error instanceof Error ? error.message : String(error)}</code>
        </p>
        <p>Your sandbox and everything recorded in it are untouched.</p>
        <p className="actions">
          <button type="button" className="btn btn-primary" onClick={reset}>
            Try again
          </button>
          <button type="button" className="btn" onClick={() => location.reload()}>
            Load the page anew
          </button>
        </p>
      </ProblemNote>
    </div>
  )
}
