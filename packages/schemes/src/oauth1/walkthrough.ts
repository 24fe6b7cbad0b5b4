/** The honest flow: three legs, then calls. */
import type { Walkthrough } from '../scheme.ts'
import { ada, client, mallory, server, userAgent } from './parties.ts'
import { approve } from './walkthrough/approve.ts'
import { authorize } from './walkthrough/authorize.ts'
import { baseString } from './walkthrough/base-string.ts'
import { call } from './walkthrough/call.ts'
import { callback } from './walkthrough/callback.ts'
import { initiate } from './walkthrough/initiate.ts'
import { methods } from './walkthrough/methods.ts'
import { replay } from './walkthrough/replay.ts'
import { token } from './walkthrough/token.ts'

export const walkthrough: Walkthrough = {
  id: 'main',
  title: 'OAuth 1.0, in three legs',
  parties: [ada, userAgent, client, server, mallory],
  steps: [initiate, authorize, approve, callback, token, baseString, call, replay, methods],
}
