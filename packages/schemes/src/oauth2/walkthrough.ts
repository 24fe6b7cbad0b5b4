/** The honest flows: the code grant, the other grants, and what is done with a token. */
import type { Walkthrough } from '../scheme.ts'
import { authorize } from './walkthrough/authorize.ts'
import { call } from './walkthrough/call.ts'
import { callback } from './walkthrough/callback.ts'
import { clientCredentialsSteps } from './walkthrough/client-credentials.ts'
import { confidentialSteps } from './walkthrough/confidential.ts'
import { consent } from './walkthrough/consent.ts'
import { deviceSteps } from './walkthrough/device.ts'
import { discover } from './walkthrough/discover.ts'
import { dpopSteps } from './walkthrough/dpop.ts'
import { introspectionSteps } from './walkthrough/introspection.ts'
import {
  ada,
  authorizationServer,
  kiosk,
  nightly,
  phone,
  reader,
  resourceServer,
  userAgent,
} from './walkthrough/parties.ts'
import { prepare } from './walkthrough/prepare.ts'
import { pushedSteps } from './walkthrough/pushed.ts'
import { redeem } from './walkthrough/redeem.ts'
import { redeemAgain } from './walkthrough/redeem-again.ts'
import { refreshSteps } from './walkthrough/refresh.ts'
import { retiredSteps } from './walkthrough/retired.ts'
import { revocationSteps } from './walkthrough/revocation.ts'

const withReader = [ada, userAgent, reader, authorizationServer, resourceServer]
const withNightly = [nightly, authorizationServer, resourceServer]

export const walkthroughs: readonly Walkthrough[] = [
  {
    id: 'code',
    title: 'Authorization code and PKCE',
    parties: withReader,
    steps: [discover, prepare, authorize, consent, callback, redeem, call, redeemAgain],
  },
  {
    id: 'confidential',
    title: 'The same with a secret',
    parties: [ada, userAgent, reader, authorizationServer],
    steps: confidentialSteps,
  },
  {
    id: 'client-credentials',
    title: 'Client credentials',
    parties: withNightly,
    steps: clientCredentialsSteps,
  },
  { id: 'refresh', title: 'Refresh tokens', parties: withReader, steps: refreshSteps },
  {
    id: 'device',
    title: 'A device without a keyboard',
    parties: [kiosk, ada, phone, authorizationServer],
    steps: deviceSteps,
  },
  { id: 'retired', title: 'Two retired grants', parties: withReader, steps: retiredSteps },
  { id: 'par', title: 'Pushed requests', parties: withReader, steps: pushedSteps },
  { id: 'introspection', title: 'Introspection', parties: withNightly, steps: introspectionSteps },
  { id: 'revocation', title: 'Revocation', parties: withNightly, steps: revocationSteps },
  { id: 'dpop', title: 'Tokens bound to a key', parties: withNightly, steps: dpopSteps },
]
