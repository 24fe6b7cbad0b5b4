import { type Parameter, parameters } from '@lockstep/schemes/scheme'
import type { CompareSearch } from '../../util/compare-search.ts'
import { CompareRowView } from './CompareRowView.tsx'
import type { CompareRow } from './load-facts.ts'
import { parameterNames } from './parameter-names.ts'
import { SortHead } from './SortHead.tsx'
import { useCompareTable } from './use-compare-table.ts'

type Props = {
  rows: readonly CompareRow[]
  search: CompareSearch
  /** The parameter that is shown where there is room for one. */
  shown: Parameter
  onChange: (part: CompareSearch) => void
}

export function CompareTable({ rows, search, shown, onChange }: Props) {
  const table = useCompareTable(rows, search)
  const groups = [
    { label: 'Pinned', rows: table.getTopRows() },
    { label: 'All others', rows: table.getCenterRows() },
  ].filter((group) => group.rows.length > 0)
  const head = { search, onChange }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard
    <section className="scroller" tabIndex={0} aria-label={`Comparison of ${rows.length} schemes`}>
      <table className="cmp">
        <caption className="sr">
          {rows.length} authentication schemes by {parameters.length} parameters and two counts
        </caption>
        <thead>
          <tr>
            <td />
            <th colSpan={parameters.length - 1} scope="colgroup">
              Rated. Further right is better, in every column.
            </th>
            <td />
            <th colSpan={2} scope="colgroup">
              Counted
            </th>
          </tr>
          <tr>
            <SortHead id="name" title="Scheme" {...head} />
            {parameters.map((parameter, i) => (
              <SortHead
                key={parameter}
                id={parameter}
                title={parameterNames[parameter].title}
                className={`${i === 0 || parameter === 'uses' ? 'g ' : ''}${parameter === 'uses' ? 'c-use ' : ''}${parameter === shown ? 'shown' : ''}`}
                {...head}
              />
            ))}
            <SortHead id="trips" title="Trips" className="num-col g c-trips" {...head} />
            <SortHead id="bytes" title="Bytes" className="num-col c-bytes" {...head} />
          </tr>
        </thead>
        {groups.map((group) => (
          <tbody key={group.label} aria-label={group.label}>
            {group.rows.map(({ original }) => (
              <CompareRowView
                key={original.slug}
                row={original}
                search={search}
                shown={shown}
                onChange={onChange}
              />
            ))}
          </tbody>
        ))}
      </table>
    </section>
  )
}
