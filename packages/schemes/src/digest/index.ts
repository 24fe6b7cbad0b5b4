import type { Scheme } from '../scheme.ts'
import { attacks } from './attacks.ts'
import { pageChecks } from './client.ts'
import { endpoints } from './endpoints.ts'
import { facts } from './facts.ts'
import { inspect } from './inspect.ts'
import { reason } from './reason.ts'
import { sandbox } from './sandbox.ts'
import { snippets } from './snippets.ts'
import { rules } from './verify.ts'
import { walkthrough } from './walkthrough.ts'

export const digest: Scheme = {
  slug: 'digest',
  name: 'HTTP Digest',
  rules,
  facts,
  sandbox,
  endpoints,
  clientLists: [pageChecks],
  inspect,
  walkthroughs: [walkthrough],
  attacks,
  snippets,
  readers: async () => (await import('./reader.ts')).readers,
  reason,
}
