/** The honest flow: get a token, read it, use it; what a change does to it, what time does, what a log-out does. */
import type { Walkthrough } from '../scheme.ts'
import { ada, server, userAgent } from './parties.ts'
import { call } from './walkthrough/call.ts'
import { edit } from './walkthrough/edit.ts'
import { expire } from './walkthrough/expire.ts'
import { logInStep } from './walkthrough/log-in.ts'
import { read } from './walkthrough/read.ts'
import { revoke } from './walkthrough/revoke.ts'
import { rotate } from './walkthrough/rotate.ts'

export const walkthrough: Walkthrough = {
  id: 'main',
  title: 'A token, from log-in to log-out',
  parties: [userAgent, server, ada],
  steps: [logInStep, read, call, edit, expire, revoke, rotate],
}
