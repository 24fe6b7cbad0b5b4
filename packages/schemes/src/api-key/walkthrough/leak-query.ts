/** What follows from a key in an address. */
import { request } from '@lockstep/http/message'
import type { Step } from '../../scheme.ts'
import { callWithKey } from '../credentials.ts'
import { prefixOf } from '../key.ts'
import { createRequest, issuedIn, refererFor } from './messages.ts'
import { call, choice, ownerCall, ownKey } from './step-parts.ts'

export const leakQuery: Step = {
  id: 'leak-query',
  from: 'user-agent',
  inputs: [
    choice('policy', 'Referrer policy', ['unsafe-url', 'strict-origin-when-cross-origin', 'no-referrer']),
  ],
  predict: {
    ask: 'The page at this address links to Mallory. Which field of the next request hands her the key?',
    kind: 'which-input',
    options: ['Host', 'Origin', 'Referer', 'None'],
    answer: 'Referer',
    truth: (run) => {
      const { key } = issuedIn(run, 'leak-query') ?? {}
      const link = run.exchanges('leak-query')[2]
      const telling = link?.request.headers.find(([, value]) => key !== undefined && value.includes(key))
      return (
        ['Host', 'Origin', 'Referer'].find((name) => name.toLowerCase() === telling?.[0].toLowerCase()) ??
        'None'
      )
    },
    because: 'Referer carries the address of the page that held the link, and here the query goes with it.',
    clause: 'RFC 9110 §10.1.3',
  },
  messages: [
    ownerCall(
      201,
      ({ base }) => ({
        request: createRequest(base, { label: 'old-widget', scope: 'notes:read', place: 'query' }),
        derivation: [],
      }),
      'make a query key',
    ),
    call(
      200,
      (run) =>
        callWithKey({
          base: run.base,
          key: (issuedIn(run, 'leak-query') ?? ownKey(run)).key,
          carrier: 'query',
        }),
      'call with it',
    ),
    {
      from: 'user-agent',
      to: 'attacker',
      // No window shows data, and which Referer one would send is for the page before it to say: the step says it itself.
      channel: 'back',
      words: 'follow a link out',
      expect: 200,
      build: (run) => {
        const from = `${run.origin}${run.built('leak-query')[1]?.request.target ?? run.base}`
        const referer = refererFor(from, run.inputs.policy ?? '')
        return {
          request: request('GET', `${run.base}/mallory/api-key`, referer ? [['Referer', referer]] : []),
          derivation: [],
        }
      },
    },
  ],
  values: (run) => {
    const { key, id } = issuedIn(run, 'leak-query') ?? ownKey(run)
    const link = run.exchanges('leak-query')[2]
    const referer = link?.request.headers.find(([name]) => name.toLowerCase() === 'referer')?.[1]
    // A sentence is read aloud: the key has no place in it, and only the end of the address matters.
    const shown = referer?.replace(key, `${prefixOf(id)}…`).replace(/^.*\/(?=whoami)/, '…/')
    return { referer: shown ?? 'no Referer at all' }
  },
}
