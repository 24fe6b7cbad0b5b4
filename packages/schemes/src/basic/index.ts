import type { Scheme } from '../scheme.ts'
import { attacks } from './attacks.ts'
import { endpoints } from './endpoints.ts'
import { facts } from './facts.ts'
import { inspect } from './inspect.ts'
import { sandbox } from './sandbox.ts'
import { snippets } from './snippets.ts'
import { rules } from './verify.ts'
import { walkthroughs } from './walkthrough.ts'

export const basic: Scheme = {
  slug: 'basic',
  name: 'HTTP Basic',
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
