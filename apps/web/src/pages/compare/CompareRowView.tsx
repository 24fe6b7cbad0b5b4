import { type Parameter, parameters } from '@lockstep/schemes/scheme'
import { Link } from '@tanstack/react-router'
import { Scale } from '../../components/Scale.tsx'
import { Icon } from '../../ui/Icon.tsx'
import type { CompareSearch } from '../../util/compare-search.ts'
import { to } from '../../util/path-builder.ts'
import { CellDetail } from './CellDetail.tsx'
import type { CompareRow } from './load-facts.ts'

type Props = {
  row: CompareRow
  search: CompareSearch
  shown: Parameter
  onChange: (part: CompareSearch) => void
}

/** A scheme's row; below it the cell that is open, where one is. */
export function CompareRowView({ row, search, shown, onChange }: Props) {
  const { slug, name, facts, bytes } = row
  const pins = search.pin ?? []
  const pinned = pins.includes(slug)
  const open = parameters.find((parameter) => search.open === `${slug}.${parameter}`)
  const detail = `open-${slug}`
  return (
    <>
      <tr>
        <th scope="row">
          <button
            type="button"
            className="pin"
            aria-pressed={pinned}
            aria-label={`Pin ${name}`}
            onClick={() => onChange({ pin: pinned ? pins.filter((one) => one !== slug) : [...pins, slug] })}
          >
            <Icon name="pin" filled={pinned} />
          </button>
          <Link {...to.facts(slug)}>{name}</Link>
        </th>
        {parameters.map((parameter, i) => (
          <td
            key={parameter}
            className={`${i === 0 || parameter === 'uses' ? 'g ' : ''}${parameter === shown ? 'shown' : ''}`}
            data-open={open === parameter || undefined}
          >
            <button
              type="button"
              className="cell"
              aria-expanded={open === parameter}
              aria-controls={open === parameter ? detail : undefined}
              onClick={() => onChange({ open: open === parameter ? '' : `${slug}.${parameter}` })}
            >
              <Scale {...facts.ratings[parameter]} />
              <span className="word">{facts.ratings[parameter].words}</span>
            </button>
          </td>
        ))}
        <td className="num-col g">{facts.roundTrips.first}</td>
        <td className="num-col">{bytes?.toLocaleString('en') ?? '–'}</td>
      </tr>
      {open && (
        <tr>
          <td className="detail" id={detail} colSpan={parameters.length + 3}>
            <CellDetail row={row} parameter={open} onClose={() => onChange({ open: '' })} />
          </td>
        </tr>
      )}
    </>
  )
}
