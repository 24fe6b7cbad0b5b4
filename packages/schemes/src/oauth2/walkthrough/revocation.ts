import type { Run, Step } from '../../scheme.ts'
import { apiCall } from '../credentials/api-call.ts'
import { formRequest } from '../credentials/form-request.ts'
import { nightlyToken } from './client-credentials.ts'
import { accessTokenIn, clientOf, pathOf, statusOf } from './run-values.ts'

const begin = nightlyToken('rev-begin')

const revoke = {
  from: 'client',
  to: 'authorization-server',
  channel: 'back',
  endpoint: 'revocation',
  expect: 200,
} as const

const inputs = [
  {
    name: 'client',
    label: 'Who revokes',
    kind: 'choice',
    options: ['nightly', 'reader'],
    initial: () => 'nightly',
  },
  {
    name: 'hint',
    label: 'token_type_hint',
    kind: 'choice',
    options: ['access_token', 'refresh_token', 'none'],
    initial: () => 'access_token',
  },
] as const

const first: Step = {
  id: 'rev-token',
  from: 'client',
  inputs,
  messages: [{ ...revoke, words: 'end this token', build: revoked }],
  values: (run) => ({ hint: run.inputs.hint ?? '' }),
}

const again: Step = {
  id: 'rev-again',
  from: 'client',
  inputs,
  messages: [{ ...revoke, words: 'end it again', build: revoked }],
  predict: {
    ask: 'The token has ended, and Nightly revokes it once more. Which status?',
    kind: 'status',
    options: ['200', '400', '404'],
    answer: '200',
    truth: (run) => statusOf(run, 'rev-again'),
    because:
      'What the client wants is so: the token is good for nothing. An error would leave it nothing better to do.',
    clause: 'RFC 7009 §2.2',
  },
}

const call: Step = {
  id: 'rev-call',
  from: 'client',
  messages: [
    {
      from: 'client',
      to: 'resource-server',
      channel: 'back',
      branch: 'opaque',
      words: 'with the ended token',
      expect: 401,
      build: (run) =>
        apiCall({
          method: 'GET',
          target: pathOf(run, 'whoami'),
          accessToken: accessTokenIn(run, 'rev-begin'),
        }),
    },
  ],
  predict: {
    ask: 'A call with the revoked token. Which status, and how soon?',
    kind: 'which-input',
    options: ['401 at once', '200 until it expires', '403 at once'],
    answer: '401 at once',
    truth: (run) => {
      const status = statusOf(run, 'rev-call')
      return status === '200' ? '200 until it expires' : `${status} at once`
    },
    because:
      'This API looks each token up, so it notices. An API that checks a signature and asks nobody would have let it in until its end.',
    clause: 'RFC 7009 §3',
    misconception: 'Revoked means refused at once.',
  },
}

export const revocationSteps: readonly Step[] = [begin, first, again, call]

function revoked(run: Run) {
  const { client = 'nightly', hint = 'access_token' } = run.inputs
  return formRequest({
    target: pathOf(run, 'revoke'),
    parameters: [
      ['token', accessTokenIn(run, 'rev-begin')],
      ...(hint === 'none' ? [] : [['token_type_hint', hint] as const]),
    ],
    client: clientOf(run, client),
    name: 'revocationRequest',
  })
}
