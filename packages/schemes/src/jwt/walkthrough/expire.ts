import type { Exchange, Step } from '../../scheme.ts'
import { buildLogin } from '../credentials.ts'
import { tokenLifetime } from '../key-ring.ts'
import { bodyOf, callWith, endedBy, statusOf, tokenFrom } from './run-values.ts'

export const expire: Step = {
  id: 'expire',
  from: 'user-agent',
  clock: tokenLifetime + 1,
  messages: [
    {
      from: 'user-agent',
      to: 'server',
      channel: 'back',
      words: 'the same token, too late',
      build: (run) => callWith(run, tokenFrom(run, 'log-in')),
      expect: 401,
    },
    {
      from: 'user-agent',
      to: 'server',
      channel: 'back',
      endpoint: 'login',
      words: 'log in again',
      build: ({ base, credentials: { userId, password } }) => buildLogin(base, { userId, password }),
      expect: 200,
    },
  ],
  predict: {
    ask: 'The edited token was refused a moment ago. Will the refusal of the expired one look the same on the wire?',
    kind: 'same-or-not',
    options: ['the same', 'not the same'],
    answer: 'the same',
    truth: (run) => {
      const [edited, expired] = [run.exchanges('edit')[0], run.exchanges('expire')[0]]
      return edited && expired && onTheWire(edited) === onTheWire(expired) ? 'the same' : 'not the same'
    },
    because:
      'Both say invalid_token. The client gets a new token either way, and whoever forged one learns nothing from it.',
    clause: 'RFC 6750 §3.1',
  },
  values: (run) => {
    const [refused] = run.exchanges('expire')
    return { refused: statusOf(refused), ended: endedBy(refused) }
  },
}

/** What a client can tell two refusals apart by. */
function onTheWire(exchange: Exchange): string {
  const challenges = exchange.response.headers.filter(([name]) => name.toLowerCase() === 'www-authenticate')
  return JSON.stringify([exchange.response.status, challenges, bodyOf(exchange)])
}
