export type CompareSearch = {
  /** The id of the column to sort by; the order of the list where it is missing. */
  sort?: string
  /** Whether the sort runs from best to worst. */
  down?: boolean
  /** Slugs, in the order in which they were pinned. */
  pin?: string[]
  /** Ids of the conditions that a row has to meet. */
  must?: string[]
  /** `{slug}.{parameter}` of the cell that is open. */
  open?: string
  /** The one parameter shown where there is no room for the table. */
  show?: string
}

/** Reads the Compare page's state from the URL; what has another shape is dropped. */
export function readCompareSearch(search: Record<string, unknown>): CompareSearch {
  const texts = (value: unknown) =>
    Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : []
  const pin = texts(search.pin)
  const must = texts(search.must)
  return {
    ...(typeof search.sort === 'string' ? { sort: search.sort } : {}),
    ...(search.down === true ? { down: true } : {}),
    ...(pin.length ? { pin } : {}),
    ...(must.length ? { must } : {}),
    ...(typeof search.open === 'string' ? { open: search.open } : {}),
    ...(typeof search.show === 'string' ? { show: search.show } : {}),
  }
}
