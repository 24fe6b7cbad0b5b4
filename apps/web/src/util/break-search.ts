export type BreakSearch = {
  /** The check that is taken away by hand. */
  without?: string
  /** The step that is sent to both worlds then. */
  step?: string
}

/** Reads `?without=…&step=…`; what is not text is dropped. */
export function readBreakSearch(search: Record<string, unknown>): BreakSearch {
  return {
    ...(typeof search.without === 'string' ? { without: search.without } : {}),
    ...(typeof search.step === 'string' ? { step: search.step } : {}),
  }
}
