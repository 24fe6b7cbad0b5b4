import type { Run, Step } from '../../scheme.ts'
import { formRequest } from '../credentials/form-request.ts'
import { nightlyToken } from './client-credentials.ts'
import { accessTokenIn, answerOf, clientOf, credentialsOf, known, pathOf, statusOf } from './run-values.ts'

const begin = nightlyToken('intro-begin')

const ask = {
  from: 'resource-server',
  to: 'authorization-server',
  channel: 'back',
  endpoint: 'introspection',
  expect: 200,
} as const

const callerInput = {
  name: 'caller',
  label: 'Who asks',
  kind: 'choice',
  options: ['the API', 'Nightly', 'Reader, which has no secret'],
  initial: () => 'the API',
} as const

const live: Step = {
  id: 'intro-live',
  from: 'resource-server',
  inputs: [callerInput],
  messages: [
    {
      ...ask,
      words: 'what is this token?',
      build: (run) => asked(run, accessTokenIn(run, 'intro-begin')),
    },
  ],
  predict: {
    ask: 'How many requests does the API make for one call, if it asks each time?',
    kind: 'count',
    options: ['0', '1', '2'],
    answer: '1',
    truth: (run) => String(run.exchanges('intro-live').length),
    because:
      'One for every call. In return a revoked token is refused at once; an API that remembers the answer for a while gives that away again.',
    clause: 'RFC 7662 §2.1, §4',
  },
  values: (run) => {
    const answer = answerOf(run.exchanges('intro-live').at(-1))
    return known({
      client: typeof answer.client_id === 'string' ? answer.client_id : undefined,
      scope: typeof answer.scope === 'string' ? answer.scope : undefined,
    })
  },
}

const unknown: Step = {
  id: 'intro-unknown',
  from: 'resource-server',
  inputs: [{ name: 'token', label: 'Token', kind: 'text', initial: () => 'no-such-token' }, callerInput],
  messages: [{ ...ask, words: 'and this one?', build: (run) => asked(run, run.inputs.token ?? '') }],
  predict: {
    ask: 'The token was never issued. Which status does the API get?',
    kind: 'status',
    options: ['200', '400', '404'],
    answer: '200',
    truth: (run) => statusOf(run, 'intro-unknown'),
    because:
      'The question was fine, so it gets an answer: active is false. Unknown, expired, revoked and not for you all look the same.',
    clause: 'RFC 7662 §2.2',
  },
}

export const introspectionSteps: readonly Step[] = [begin, live, unknown]

function asked(run: Run, token: string) {
  return formRequest({
    target: pathOf(run, 'introspect'),
    parameters: [['token', token]],
    client: callerOf(run),
    name: 'introspectionRequest',
  })
}

function callerOf(run: Run) {
  if (run.inputs.caller === 'Nightly') return clientOf(run, 'nightly')
  if (run.inputs.caller?.startsWith('Reader')) return clientOf(run, 'reader')
  const { id, secret } = credentialsOf(run).api
  return { client_id: id, client_secret: secret }
}
