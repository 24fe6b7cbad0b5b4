import { Link } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { inspectSources } from '../../stores/inspect/inspect-sources.ts'
import { useInspect } from '../../stores/inspect/inspect-state.ts'
import { inspectSample } from '../../stores/inspect/read-text.ts'
import { ProblemNote } from '../../ui/ProblemNote.tsx'
import { Waiting } from '../../ui/Waiting.tsx'
import { to } from '../../util/path-builder.ts'

type Props = {
  /** What is in the box to begin with. */
  initial: string
  onTake: (text: string) => void
  /** Back to the text that is open; absent where none is. */
  onBack?: () => void
  onSample: () => void
}

/** The page before anything is on it: where to paste, what can be read, and samples of each. */
export function Ask({ initial, onTake, onBack, onSample }: Props) {
  const { isReading, found, problem, text } = useInspect()
  const [draft, setDraft] = useState(initial)
  const box = useRef<HTMLTextAreaElement>(null)
  const isAgain = onBack !== undefined
  useEffect(() => {
    if (isAgain) box.current?.focus()
  }, [isAgain])
  const isUnknown = found?.length === 0 && draft === text && text !== ''
  return (
    <>
      <div className="top">
        <h1>Inspect</h1>
        <p className="muted">
          Paste a token, a key, a header or a whole request. It is read on this page, and what your sandbox
          did not make never leaves it. Nothing of it goes into the address: a link to this page shows nobody
          your text.
        </p>
      </div>
      <div className="asking">
        <form
          className="ask-text"
          onSubmit={(event) => {
            event.preventDefault()
            onTake(draft)
          }}
        >
          <label htmlFor="inspect-text">The text, or drop a file anywhere on the page</label>
          <textarea
            id="inspect-text"
            ref={box}
            rows={7}
            spellCheck={false}
            autoComplete="off"
            autoCapitalize="off"
            value={draft}
            onChange={(event) => setDraft(event.target.value)}
            onPaste={(event) => {
              // The whole of it at once is what most people come with: no second press.
              if (event.currentTarget.value !== '') return
              event.preventDefault()
              const pasted = event.clipboardData.getData('text')
              setDraft(pasted)
              onTake(pasted)
            }}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
              event.preventDefault()
              event.stopPropagation()
              onTake(draft)
            }}
          />
          <div className="actions">
            <button
              type="submit"
              className={draft.trim() === '' ? 'btn' : 'btn btn-primary'}
              disabled={draft.trim() === ''}
            >
              Read it
            </button>
            {onBack && (
              <button type="button" className="btn btn-quiet" onClick={onBack}>
                Back to what is open
              </button>
            )}
          </div>
          {isReading && <Waiting why="The readers are loaded, once." />}
          {problem && (
            <ProblemNote title={problem.title}>
              <p>{problem.detail}</p>
            </ProblemNote>
          )}
          {isUnknown && !problem && (
            <ProblemNote title="Nobody here knows what this is.">
              <p>
                It is still in the box, and has not left this page. A token may have lost its beginning, a PEM
                its first line, a field its name. What can be read stands below.
              </p>
            </ProblemNote>
          )}
        </form>
        <Kinds onSample={onSample} />
      </div>
    </>
  )
}

type Kind = { readonly id: string; readonly name: string; readonly hasSample: boolean }

/** What can be read, in the order of the schemes. Each sample is made for this sandbox, so it can be sent. */
function Kinds({ onSample }: { onSample: () => void }) {
  const [kinds, setKinds] = useState<readonly Kind[]>()
  useEffect(() => {
    let left = false
    void inspectSources().then(
      (sources) =>
        left ||
        setKinds(
          sources.flatMap(({ readers }) =>
            readers.map(({ id, name, sample }) => ({ id, name, hasSample: sample !== undefined })),
          ),
        ),
    )
    return () => {
      left = true
    }
  }, [])
  return (
    <section className="kinds">
      <div className="sec">
        <h2>What it can read</h2>
        <span className="muted">samples are made for your sandbox</span>
      </div>
      {kinds ? (
        <ul>
          {kinds.map(({ id, name, hasSample }) => (
            <li key={id}>
              <span>{name}</span>
              {hasSample && (
                <Link
                  {...to.inspect({ sample: id })}
                  onClick={() => {
                    // A new one each time, also where the link leads to the address that is open.
                    void inspectSample(id)
                    onSample()
                  }}
                  aria-label={`Show a sample: ${name}`}
                >
                  sample
                </Link>
              )}
            </li>
          ))}
        </ul>
      ) : (
        <Waiting why="The readers are loaded, once." />
      )}
    </section>
  )
}
