import '../styles/compare.css'
import { parameters } from '@lockstep/schemes/scheme'
import { Link, useLoaderData, useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import { Scale } from '../components/Scale.tsx'
import { copyText } from '../ui/copy-text.ts'
import type { CompareSearch } from '../util/compare-search.ts'
import { countWord } from '../util/count-word.ts'
import { to } from '../util/path-builder.ts'
import { CompareTable } from './compare/CompareTable.tsx'
import { MustHave } from './compare/MustHave.tsx'
import { parameterNames } from './compare/parameter-names.ts'
import { meets } from './compare/rank.ts'

/** The schemes side by side. The whole view is in the URL: sort, conditions, pins, the open cell. */
export function ComparePage() {
  const all = useLoaderData({ from: '/compare' })
  const search = useSearch({ from: '/compare' })
  const navigate = useNavigate()
  const must = parameters.filter((parameter) => search.must?.includes(parameter))
  const wanted = must.join()
  const rows = useMemo(
    () =>
      all.filter((row) =>
        wanted.split(',').every((id) => parameters.every((one) => one !== id || meets(row, one))),
      ),
    [all, wanted],
  )
  const change = (part: CompareSearch) =>
    void navigate({ ...to.compare(withoutEmpty({ ...search, ...part })), replace: true, resetScroll: false })
  const [openSlug = '', openParameter] = search.open?.split('.') ?? []
  const shown = parameters.find((parameter) => parameter === (search.show ?? openParameter)) ?? 'security'
  // Where one parameter is shown at a time, an open cell goes along with the choice.
  const show = (parameter: string) =>
    change({ show: parameter, ...(openSlug === '' ? {} : { open: `${openSlug}.${parameter}` }) })
  return (
    <>
      <div className="top">
        <h1>Compare the {countWord(all.length).toLowerCase()}</h1>
        <p className="muted">
          Open a rating to read why. Further right is better, in every column. Press a heading to sort, a pin
          to keep a row on top.
        </p>
        <div className="actions">
          <button
            type="button"
            className="btn"
            onClick={() => copyText(location.href, 'Copied. The link holds this view.')}
          >
            Copy link to this view
          </button>
        </div>
      </div>
      <div className="cmp-tools">
        <MustHave rows={all} must={must} onChange={(next) => change({ must: next })} />
        <span className="sm muted" role="status">
          {rows.length < all.length && `${rows.length} of ${all.length} schemes`}
        </span>
      </div>
      <label className="pick">
        <span className="sm muted">One parameter at a time</span>
        <select value={shown} onChange={(event) => show(event.target.value)}>
          {parameters.map((parameter) => (
            <option key={parameter} value={parameter}>
              {parameterNames[parameter].title}
            </option>
          ))}
        </select>
      </label>
      {rows.length > 0 ? (
        <CompareTable rows={rows} search={search} shown={shown} onChange={change} />
      ) : (
        <div className="empty">
          <p>No scheme of the list has all of this at once. Something has to give.</p>
          <p>
            <Link {...to.compare(withoutEmpty({ ...search, must: [] }))} replace className="btn">
              Drop the conditions
            </Link>
          </p>
        </div>
      )}
      <p className="key">
        <span>
          <Scale score={2} />
          rated here
        </span>
        <span>
          <Scale score={2} conditional />
          only under a condition
        </span>
        <span>
          <Scale score={[0, 1]} />
          depends on how it is used
        </span>
        <span>Trips: requests from nothing to the first 200. Bytes: one GET as curl sends it.</span>
      </p>
    </>
  )
}

/** Without what is not set, so that a plain view has a plain address. */
function withoutEmpty(search: CompareSearch): CompareSearch {
  const kept = Object.entries(search).filter(
    ([, value]) =>
      value !== undefined && value !== '' && value !== false && !(Array.isArray(value) && value.length === 0),
  )
  return Object.fromEntries(kept)
}
