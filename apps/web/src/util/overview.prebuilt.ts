import type { Overview } from './overview.ts'
import { readOverview } from './read-overview.ts'

/** One line of facts a scheme, in the order of the list: on the home page at once, and nothing moves when it comes. */
export const overview: readonly Overview[] = await readOverview()
