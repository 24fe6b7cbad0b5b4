import { useEffect, useState } from 'react'
import { useConnection } from '../stores/connection.ts'
import { dismissNotice, useSandbox } from '../stores/sandbox.ts'
import { ProblemNote } from '../ui/ProblemNote.tsx'

/** What the page has to say about the server and the sandbox, above the content; nothing while all is well. */
export function ConnectionNotice() {
  const down = useConnection((state) => state.down)
  const notice = useSandbox((state) => state.notice)
  const problem = useSandbox((state) => state.problem)
  if (down) return <Down />
  if (problem)
    return (
      <div className="page notice">
        <ProblemNote title="There is no sandbox for this page yet">
          <p>{problem} The page asks again every ten seconds.</p>
        </ProblemNote>
      </div>
    )
  if (!notice) return null
  return (
    <div className="page notice">
      <div className="note" role="status">
        <span>{notice}</span>{' '}
        <button type="button" className="btn btn-small" onClick={dismissNotice}>
          Understood
        </button>
      </div>
    </div>
  )
}

/** A restart takes a second or two; only a longer silence is worth a word. */
const patience = 400

function Down() {
  const [shown, setShown] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), patience)
    return () => clearTimeout(timer)
  }, [])
  if (!shown) return null
  return (
    <div className="page notice">
      <ProblemNote title="The server does not answer">
        <p>
          What is on the page is kept, and nothing you typed is lost. The page asks every few seconds and goes
          on by itself when the server is back.
        </p>
      </ProblemNote>
    </div>
  )
}
