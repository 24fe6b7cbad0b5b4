import { request } from '@lockstep/http/message'
import type { Run, Step, StepMessage } from '../../scheme.ts'
import { buildLogin } from '../credentials.ts'
import { bodyOf, callWith, endedBy, statusOf, tokenFrom } from './run-values.ts'

const orders = ['publish, then use', 'use, then publish'] as const
const toServer = { from: 'user-agent', to: 'server', channel: 'back' } as const

export const rotate: Step = {
  id: 'rotate',
  from: 'user-agent',
  inputs: [{ name: 'order', label: 'Order', kind: 'choice', options: orders, initial: () => orders[0] }],
  messages: [
    {
      ...toServer,
      words: 'make a second key',
      owner: true,
      build: ({ base }) => {
        const body = JSON.stringify({ published: false })
        const headers = [['Content-Type', 'application/json']] as const
        return { request: request('POST', `${base}/jwt/keys`, headers, body), derivation: [] }
      },
      expect: 201,
    },
    half(0),
    {
      ...toServer,
      endpoint: 'login',
      words: 'log in',
      build: ({ base, credentials: { userId, password } }) => buildLogin(base, { userId, password }),
      expect: 200,
    },
    { ...toServer, words: 'call', build: (run) => callWith(run, between(run)), expect: 200 },
    half(1),
    {
      ...toServer,
      build: ({ base }) => ({ request: request('GET', `${base}/jwt/jwks.json`), derivation: [] }),
      expect: 200,
    },
    {
      ...toServer,
      words: 'call with the same token',
      build: (run) => callWith(run, between(run)),
      expect: 200,
    },
  ],
  predict: {
    ask: 'A token was signed with the old key. Which status does it get once the new key signs?',
    kind: 'status',
    options: ['200', '401', '403'],
    answer: '200',
    truth: (run) => statusOf(run.exchanges('rotate').at(-1)),
    because:
      'The old key stays in the set until the last token that it signed has ended. Each token names its key.',
    clause: 'RFC 7515 §4.1.4; RFC 7517 §5',
  },
  values(run) {
    const inBetween = run.exchanges('rotate')[3]
    const ended = endedBy(inBetween)
    return {
      between: ended === 'none' ? statusOf(inBetween) : `${statusOf(inBetween)} at ${ended}`,
      keys: String(keysFor(run, 'ES256').length),
    }
  },
}

/** One of the two halves of the change, in the order that was chosen. */
function half(which: 0 | 1): StepMessage {
  return {
    ...toServer,
    words: which === 0 ? 'first half of the change' : 'second half',
    owner: true,
    build(run) {
      const action = (run.inputs.order === orders[1]) === (which === 0) ? 'use' : 'publish'
      return { request: request('POST', `${run.base}/jwt/keys/${madeKid(run)}/${action}`), derivation: [] }
    },
    expect: 200,
  }
}

/** The kid of the key that was made; a dash where none was. */
function madeKid(run: Run): string {
  const [made] = run.exchanges('rotate')
  if (made?.response.status !== 201) return '-'
  return (JSON.parse(bodyOf(made)) as { kid: string }).kid
}

/** The token that was issued between the two halves. */
function between(run: Run): string {
  return tokenFrom(run, 'rotate', 2)
}

function keysFor(run: Run, alg: string): readonly JsonWebKey[] {
  const { keys } = JSON.parse(bodyOf(run.exchanges('rotate')[5])) as { keys: JsonWebKey[] }
  return keys.filter((key) => key.alg === alg)
}
