import type { Run, Step } from '../../scheme.ts'
import { apiCall } from '../credentials/api-call.ts'
import { accessTokenIn, known, memberOf, pathOf, statusOf } from './run-values.ts'

const toApi = { from: 'client', to: 'resource-server', channel: 'back', branch: 'opaque' } as const

/** Two calls with one token: it covers the first and not the second (RFC 6750 §2.1, §3.1). */
export const call: Step = {
  id: 'call',
  from: 'client',
  messages: [
    { ...toApi, words: 'read', expect: 200, build: (run) => called(run, 'GET') },
    { ...toApi, words: 'write', expect: 403, build: (run) => called(run, 'POST') },
  ],
  predict: {
    ask: 'Ada allowed notes:read. Reader sends a GET, then a POST with the same token. What does the POST get?',
    kind: 'which-input',
    options: ['200', '401', '403'],
    answer: '403',
    truth: (run) => statusOf(run, 'call', 1),
    because:
      'The token is good, so nobody has to log in again. It covers less than this request needs: insufficient_scope.',
    clause: 'RFC 6750 §3.1',
  },
  values: (run) => known({ scope: memberOf(run.exchanges('redeem')[0], 'scope') }),
}

function called(run: Run, method: string) {
  const accessToken = accessTokenIn(run, 'redeem', 'Redeem the code first')
  return apiCall({ method, target: pathOf(run, 'whoami'), accessToken })
}
