import type { Scheme } from '../scheme.ts'
import { attacks } from './attacks.ts'
import { createKey, listKeys } from './endpoints/keys.ts'
import { mallorySite } from './endpoints/mallory-site.ts'
import { revokeKey } from './endpoints/revoke.ts'
import { rotateKey } from './endpoints/rotate.ts'
import { whoamiEndpoint } from './endpoints/whoami.ts'
import { facts } from './facts.ts'
import { inspect } from './inspect.ts'
import { sandbox } from './sandbox.ts'
import { snippets } from './snippets.ts'
import { rules } from './verify.ts'
import { walkthrough } from './walkthrough.ts'

export const apiKey: Scheme = {
  slug: 'api-key',
  name: 'API key',
  rules,
  facts,
  sandbox,
  endpoints: [whoamiEndpoint, createKey, listKeys, rotateKey, revokeKey, mallorySite],
  clientLists: [],
  inspect,
  walkthroughs: [walkthrough],
  attacks,
  snippets,
  readers: async () => (await import('./reader.ts')).readers,
}
