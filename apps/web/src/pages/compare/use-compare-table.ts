import { parameters } from '@lockstep/schemes/scheme'
import {
  createColumnHelper,
  createSortedRowModel,
  rowPinningFeature,
  rowSortingFeature,
  sortFn_basic,
  tableFeatures,
  useTable,
} from '@tanstack/react-table'
import type { CompareSearch } from '../../util/compare-search.ts'
import type { CompareRow } from './load-facts.ts'
import { rank } from './rank.ts'

const features = tableFeatures({
  rowSortingFeature,
  rowPinningFeature,
  sortedRowModel: createSortedRowModel(),
})
const column = createColumnHelper<typeof features, CompareRow>()

const numeric = { sortFn: sortFn_basic, sortUndefined: 'last' } as const
const columns = column.columns([
  column.accessor('name', { id: 'name', sortFn: (a, b) => a.original.name.localeCompare(b.original.name) }),
  ...parameters
    .filter((parameter) => parameter !== 'uses')
    .map((parameter) =>
      column.accessor(({ facts }) => rank(facts.ratings[parameter]), { id: parameter, ...numeric }),
    ),
  column.accessor(({ facts }) => facts.ratings.uses.words, {
    id: 'uses',
    sortFn: (a, b) => a.original.facts.ratings.uses.words.localeCompare(b.original.facts.ratings.uses.words),
  }),
  column.accessor(({ facts }) => facts.roundTrips.first, { id: 'trips', ...numeric }),
  column.accessor(({ bytes }) => bytes ?? undefined, { id: 'bytes', ...numeric }),
])

/** The table's model: sorted and pinned as the URL says. It holds no state of its own. */
export function useCompareTable(
  rows: readonly CompareRow[],
  { sort, down = false, pin = [] }: CompareSearch,
) {
  const known = columns.some(({ id }) => id === sort)
  return useTable({
    features,
    columns,
    data: rows as CompareRow[],
    getRowId: ({ slug }) => slug,
    keepPinnedRows: false,
    state: {
      sorting: sort !== undefined && known ? [{ id: sort, desc: down }] : [],
      rowPinning: { top: [...pin], bottom: [] },
    },
  })
}
