import type { CompareSearch } from '../../util/compare-search.ts'

type Props = {
  id: string
  title: string
  className?: string
  search: CompareSearch
  onChange: (part: CompareSearch) => void
}

/** A heading that sorts: the best first, then the worst first, then the order of the list again. */
export function SortHead({ id, title, className, search, onChange }: Props) {
  const sorted = search.sort === id ? (search.down ? 'descending' : 'ascending') : undefined
  // Names, trips and bytes begin with the smallest; ratings begin with the best.
  const bestDown = !['name', 'uses', 'trips', 'bytes'].includes(id)
  const press = () => {
    if (!sorted) return onChange({ sort: id, down: bestDown })
    if ((sorted === 'descending') === bestDown) return onChange({ sort: id, down: !bestDown })
    onChange({ sort: '', down: false })
  }
  return (
    <th scope="col" className={className} aria-sort={sorted}>
      <button type="button" className="sort" onClick={press}>
        {title}
      </button>
    </th>
  )
}
