/** The right key in the wrong place. */
import type { Step } from '../../scheme.ts'
import { callWithKey } from '../credentials.ts'
import { call, choice, ownKey } from './step-parts.ts'

export const callQuery: Step = {
  id: 'call-query',
  from: 'user-agent',
  inputs: [choice('place', 'Place', ['query', 'header', 'body'])],
  predict: {
    ask: 'The key is right, and it is in the query. Which status?',
    kind: 'status',
    options: ['200', '401', '403'],
    answer: '401',
    truth: (run) => `${run.exchanges('call-query')[0]?.response.status}`,
    because: 'This key was issued for the header. In another place it counts as no key at all.',
    clause: 'RFC 9110 §17.9',
    misconception: 'With TLS, a key in the URL is out of danger.',
  },
  messages: [
    call(401, (run) => {
      const { base } = run
      const { key } = ownKey(run)
      if (run.inputs.place === 'header') return callWithKey({ base, key })
      if (run.inputs.place === 'body') return callWithKey({ base, key, carrier: 'form', method: 'POST' })
      return callWithKey({ base, key, carrier: 'query' })
    }),
  ],
}
