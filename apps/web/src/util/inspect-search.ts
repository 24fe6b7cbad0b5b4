export type InspectSearch = {
  /** The id of a reader whose sample is shown. Never a text: that is nobody's but the page's. */
  sample?: string
}

export function readInspectSearch(search: Record<string, unknown>): InspectSearch {
  return typeof search.sample === 'string' ? { sample: search.sample } : {}
}
