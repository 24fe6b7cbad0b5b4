import type { Scheme } from '../scheme.ts'
import { attacks } from './attacks.ts'
import { endpoints } from './endpoints/endpoints.ts'
import { facts } from './facts.ts'
import { inspect } from './inspect/inspect.ts'
import { sandbox } from './sandbox.ts'
import { snippets } from './snippets.ts'
import { rules } from './verify/rules.ts'
import { idTokenList } from './verify-id-token.ts'
import { walkthroughs } from './walkthrough.ts'

export const oidc: Scheme = {
  slug: 'oidc',
  name: 'OpenID Connect',
  rules,
  facts,
  sandbox,
  endpoints,
  clientLists: [idTokenList],
  inspect,
  walkthroughs,
  attacks,
  snippets,
  readers: async () => (await import('./reader.ts')).readers,
}
