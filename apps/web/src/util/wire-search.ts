export const wireOutcomes = ['accepted', 'refused', 'interaction', 'unchecked'] as const
export type WireOutcome = (typeof wireOutcomes)[number]

export type WireSearch = {
  /** Part of a path, a method or a status. */
  text?: string
  scheme?: string
  outcome?: WireOutcome
  /** The id of the exchange that is open. */
  open?: string
}

/** Reads the Wire page's filters from the URL; what is not one of them is dropped. */
export function readWireSearch(search: Record<string, unknown>): WireSearch {
  const outcome = wireOutcomes.find((one) => one === search.outcome)
  return {
    ...(search.text !== undefined && search.text !== '' ? { text: String(search.text) } : {}),
    ...(typeof search.scheme === 'string' ? { scheme: search.scheme } : {}),
    ...(outcome ? { outcome } : {}),
    ...(search.open !== undefined ? { open: String(search.open) } : {}),
  }
}
