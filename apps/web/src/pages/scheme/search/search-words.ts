import type { SearchState } from '../../../stores/search/search.ts'

/** What came of a search, in one sentence. */
export function searchWords({ state, tried, of, word, ...rest }: SearchState): string {
  switch (state) {
    case 'found':
      return `Found: ${word}, at try ${tried} of ${of}.`
    case 'exhausted':
      return `None of the ${of} words fits.`
    case 'stopped':
      return `Stopped after ${tried} of ${of} words.`
    case 'nothing-caught':
      return 'The exchanges hold nothing to try the words on.'
    case 'trouble':
      return `The search could not run. ${'why' in rest ? rest.why : ''}`.trim()
    case 'running':
      return `${tried} of ${of} words tried.`
  }
}
