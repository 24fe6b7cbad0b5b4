import type { Scheme } from '../scheme.ts'
import { attacks } from './attacks.ts'
import { endpoints } from './endpoints/endpoints.ts'
import { facts } from './facts.ts'
import { inspect } from './inspect/inspect.ts'
import { sandbox } from './sandbox.ts'
import { snippets } from './snippets.ts'
import { rules } from './verify/rules.ts'
import { walkthroughs } from './walkthrough.ts'

export const oauth2: Scheme = {
  slug: 'oauth2',
  name: 'OAuth 2.0',
  rules,
  facts,
  sandbox,
  endpoints,
  clientLists: [],
  inspect,
  walkthroughs,
  attacks,
  snippets,
  readers: async () => (await import('./reader.ts')).readers,
}
