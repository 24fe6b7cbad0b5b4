import { request } from '@lockstep/http/message'
import { callbackIn } from '../../oauth2/walkthrough/callback.ts'
import { known, shortened } from '../../oauth2/walkthrough/run-values.ts'
import type { Step, StepMessage } from '../../scheme.ts'
import { agentToClient } from './channels.ts'
import { parameterAt } from './run-values.ts'

/** The user agent brings the answer to the client (Core §3.1.2.5, RFC 9207 §2.4). */
export const callback: Step = {
  id: 'callback',
  from: 'user-agent',
  messages: [comesBack('log-in')],
  values: (run) => known({ code: shortened(parameterAt(run, 'callback', 'code') ?? 'no code') }),
}

/** Where the last answer of a step leads. The client's page compares `state` and `iss`, and the lesson goes on from there. */
export function comesBack(step: string): StepMessage {
  return {
    ...agentToClient,
    endpoint: 'client-callback',
    branch: null,
    words: 'follow the redirect',
    expect: 200,
    build: (run) => ({ request: request('GET', callbackIn(run, step)), derivation: [] }),
  }
}
