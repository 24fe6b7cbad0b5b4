/** A call with nothing to prove who calls. */
import { request } from '@lockstep/http/message'
import type { Step } from '../../scheme.ts'
import { call, choice } from './step-parts.ts'

export const callBare: Step = {
  id: 'call-bare',
  from: 'user-agent',
  inputs: [choice('method', 'Method', ['GET', 'POST'])],
  predict: {
    ask: 'Which status will a call without a key get?',
    kind: 'status',
    options: ['400', '401', '403'],
    answer: '401',
    truth: (run) => `${run.exchanges('call-bare')[0]?.response.status}`,
    because:
      'Nothing was proven yet, so the answer asks for proof. 403 is for a caller who is known and may not.',
    clause: 'RFC 9110 §15.5.2',
  },
  messages: [
    call(401, ({ base, inputs: { method = 'GET' } }) => ({
      request: request(method, `${base}/api-key/whoami`),
      derivation: [],
    })),
  ],
}
