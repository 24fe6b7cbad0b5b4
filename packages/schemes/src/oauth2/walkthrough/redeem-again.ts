import type { Built, Run, Step } from '../../scheme.ts'
import { apiCall } from '../credentials/api-call.ts'
import { accessTokenIn, missing, pathOf, statusOf } from './run-values.ts'

/** The same code once more, and what becomes of the token that it brought (RFC 6749 §4.1.2). */
export const redeemAgain: Step = {
  id: 'redeem-again',
  from: 'client',
  messages: [
    {
      from: 'client',
      to: 'authorization-server',
      channel: 'back',
      endpoint: 'token',
      branch: 'code',
      words: 'the same request',
      expect: 400,
      build: (run) => sentBefore(run),
    },
    {
      from: 'client',
      to: 'resource-server',
      channel: 'back',
      branch: 'opaque',
      words: 'with the first token',
      expect: 401,
      build: (run) =>
        apiCall({
          method: 'GET',
          target: pathOf(run, 'whoami'),
          accessToken: accessTokenIn(run, 'redeem', 'Redeem the code first'),
        }),
    },
  ],
  predict: {
    ask: 'The code is sent a second time, with everything right. Does the first token still live afterwards?',
    kind: 'same-or-not',
    options: ['yes', 'no'],
    answer: 'no',
    truth: (run) => (statusOf(run, 'redeem-again', 1) === '200' ? 'yes' : 'no'),
    because:
      'Two have held this code. The server cannot tell who was first by right, so it ends what the code has given.',
    clause: 'RFC 6749 §4.1.2',
  },
}

function sentBefore(run: Run): Built {
  return run.built('redeem')[0] ?? missing('requests to repeat', 'Redeem the code first')
}
