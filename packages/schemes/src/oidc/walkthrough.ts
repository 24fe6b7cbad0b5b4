/** The honest flow: a login from the provider's document to the log-out, and what a client checks on the way. */
import type { Walkthrough } from '../scheme.ts'
import { ada, openidProvider, relyingParty, resourceServer, userAgent } from './parties.ts'
import { authorize } from './walkthrough/authorize.ts'
import { callWithIdToken } from './walkthrough/call-with-id-token.ts'
import { callback } from './walkthrough/callback.ts'
import { checkIdToken } from './walkthrough/check-id-token.ts'
import { discover } from './walkthrough/discover.ts'
import { keys } from './walkthrough/keys.ts'
import { logIn } from './walkthrough/log-in.ts'
import { logOut } from './walkthrough/log-out.ts'
import { redeem } from './walkthrough/redeem.ts'
import { rotate } from './walkthrough/rotate.ts'
import { silent } from './walkthrough/silent.ts'
import { userinfo } from './walkthrough/userinfo.ts'

export const walkthrough: Walkthrough = {
  id: 'main',
  title: 'A login, from discovery to log-out',
  parties: [ada, userAgent, relyingParty, openidProvider, resourceServer],
  steps: [
    discover,
    keys,
    authorize,
    logIn,
    callback,
    redeem,
    checkIdToken,
    userinfo,
    callWithIdToken,
    silent,
    rotate,
    logOut,
  ],
}

export const walkthroughs: readonly Walkthrough[] = [walkthrough]
