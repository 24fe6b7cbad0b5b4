import type { Exchange, Party, Search } from '@lockstep/schemes/scheme'
import { useEffect, useId } from 'react'
import { Mark } from '../../../components/Mark.tsx'
import '../../../styles/search.css'
import { startSearch, stopSearch, useSearches } from '../../../stores/search/search.ts'
import { ProblemNote } from '../../../ui/ProblemNote.tsx'
import { searchWords } from './search-words.ts'

type Props = {
  /** The attack that it belongs to, as its two runs are kept. */
  of: string
  slug: string
  attack: string
  search: Search
  attacker: Party | undefined
  /** What the attack caught; empty until it was played. */
  exchanges: readonly Exchange[]
}

/** A search that can be watched: it runs in this page, on what the attack caught, and asks nobody. */
export function SearchPanel({ of, slug, attack, search, attacker, exchanges }: Props) {
  const head = useId()
  const state = useSearches((all) => all[of])
  const running = state?.state === 'running'
  // Who leaves the attack ends its search.
  useEffect(() => () => stopSearch(of), [of])
  return (
    <section className="search" aria-labelledby={head}>
      <div className="sec">
        <h3 id={head}>{search.title}</h3>
        {running ? (
          <button type="button" className="btn btn-small" onClick={() => stopSearch(of)}>
            Stop
          </button>
        ) : (
          <button
            type="button"
            className="btn btn-small btn-send"
            data-party={attacker?.hue}
            disabled={exchanges.length === 0}
            onClick={() => startSearch(of, { slug, attack, exchanges })}
          >
            {attacker && <Mark hue={attacker.hue} />}
            Search
          </button>
        )}
      </div>
      {exchanges.length === 0 ? (
        <p className="muted">Send it first: what is caught then is what the words are tried on.</p>
      ) : (
        <>
          <progress aria-labelledby={head} max={state?.of || 1} value={state?.tried ?? 0} />
          <p className="search-count">
            {state ? (
              <>
                <span>
                  {count(state.tried)} of {count(state.of)} words
                </span>
                <span>{count(state.rate)} a second</span>
              </>
            ) : (
              <span className="muted">
                It runs in this page. No request is sent, so no server can count it.
              </span>
            )}
          </p>
          {state?.state === 'found' && (
            <p className="search-word">
              The word is <code>{state.word}</code>.
            </p>
          )}
          {state?.state === 'trouble' && (
            <ProblemNote title="The search could not run">
              <p>{'why' in state ? state.why : ''} Press Search to try again.</p>
            </ProblemNote>
          )}
        </>
      )}
      <p className="sr" role="status">
        {state && !running && searchWords(state)}
      </p>
    </section>
  )
}

function count(number: number): string {
  return number.toLocaleString('en')
}
