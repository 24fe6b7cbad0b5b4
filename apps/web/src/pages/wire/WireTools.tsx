import { useNavigate } from '@tanstack/react-router'
import { clearWire, pauseWire, useWire } from '../../stores/wire.ts'
import { to } from '../../util/path-builder.ts'
import { schemeNames } from '../../util/scheme-names.ts'
import { type WireSearch, wireOutcomes } from '../../util/wire-search.ts'

const outcomeWords = {
  accepted: 'accepted',
  refused: 'refused',
  interaction: 'asked',
  unchecked: 'unchecked',
}

/** The filters, which live in the URL, and what can be done with the list. */
export function WireTools({ search, shown, all }: { search: WireSearch; shown: number; all: number }) {
  const navigate = useNavigate()
  const { paused, live, waiting } = useWire()
  const change = (part: { [K in keyof WireSearch]: WireSearch[K] | undefined }) => {
    const merged = { ...search, ...part }
    const kept = Object.fromEntries(
      Object.entries(merged).filter(([, value]) => value !== undefined && value !== ''),
    )
    void navigate({ ...to.wire(kept), replace: true })
  }
  return (
    <div className="wire-tools">
      <div>
        <input
          className="field"
          type="search"
          aria-label="Filter by method, path, status or check"
          placeholder="Method, path, status, check"
          value={search.text ?? ''}
          onChange={(event) => change({ text: event.target.value })}
        />
        <select
          className="field"
          aria-label="Scheme"
          value={search.scheme ?? ''}
          onChange={(event) => change({ scheme: event.target.value || undefined })}
        >
          <option value="">All schemes</option>
          {schemeNames.map(({ slug, name }) => (
            <option key={slug} value={slug}>
              {name}
            </option>
          ))}
        </select>
      </div>
      <fieldset className="seg" aria-label="Outcome">
        <button type="button" aria-pressed={!search.outcome} onClick={() => change({ outcome: undefined })}>
          all
        </button>
        {wireOutcomes.map((outcome) => (
          <button
            key={outcome}
            type="button"
            aria-pressed={search.outcome === outcome}
            onClick={() => change({ outcome })}
          >
            {outcomeWords[outcome]}
          </button>
        ))}
      </fieldset>
      <div>
        <button
          type="button"
          className="btn btn-small"
          aria-pressed={paused}
          onClick={() => pauseWire(!paused)}
        >
          {paused ? `Go on${waiting.length > 0 ? `, ${waiting.length} waiting` : ''}` : 'Pause'}
        </button>
        <button type="button" className="btn btn-small btn-quiet" onClick={clearWire}>
          Clear the list
        </button>
      </div>
      <span className="count">
        {shown === all
          ? `${all.toLocaleString('en')} ${all === 1 ? 'exchange' : 'exchanges'}`
          : `${shown.toLocaleString('en')} of ${all.toLocaleString('en')}`}
        , {live ? 'live' : 'not connected'}
      </span>
    </div>
  )
}
