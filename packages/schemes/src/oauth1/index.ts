import type { Scheme } from '../scheme.ts'
import { attacks } from './attacks.ts'
import { endpoints } from './endpoints/endpoints.ts'
import { facts } from './facts.ts'
import { inspect } from './inspect/inspect.ts'
import { reason } from './reason.ts'
import { sandbox } from './sandbox.ts'
import { snippets } from './snippets.ts'
import { rules } from './verify/rules.ts'
import { walkthrough } from './walkthrough.ts'

export const oauth1: Scheme = {
  slug: 'oauth1',
  name: 'OAuth 1.0',
  rules,
  facts,
  sandbox,
  endpoints,
  clientLists: [],
  inspect,
  walkthroughs: [walkthrough],
  attacks,
  snippets,
  readers: async () => (await import('./reader.ts')).readers,
  reason,
}
