import type { Scheme } from '../scheme.ts'
import { attacks } from './attacks.ts'
import { jwksEndpoint } from './endpoints/jwks.ts'
import { keyEndpoints } from './endpoints/keys.ts'
import { licenceEndpoint } from './endpoints/licence.ts'
import { loginEndpoint } from './endpoints/login.ts'
import { revokeEndpoint } from './endpoints/revoke.ts'
import { whoamiEndpoint } from './endpoints/whoami.ts'
import { facts } from './facts.ts'
import { inspect } from './inspect.ts'
import { reason } from './reason.ts'
import { sandbox } from './sandbox.ts'
import { snippets } from './snippets.ts'
import { rules } from './verify.ts'
import { walkthrough } from './walkthrough.ts'

export const jwt: Scheme = {
  slug: 'jwt',
  name: 'JWT',
  rules,
  facts,
  sandbox,
  endpoints: [whoamiEndpoint, loginEndpoint, jwksEndpoint, revokeEndpoint, ...keyEndpoints, licenceEndpoint],
  clientLists: [],
  inspect,
  walkthroughs: [walkthrough],
  attacks,
  snippets,
  readers: async () => (await import('./reader.ts')).readers,
  reason,
}
