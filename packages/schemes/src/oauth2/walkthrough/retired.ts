import type { FormPair } from '@lockstep/http/form-urlencoded'
import { request } from '@lockstep/http/message'
import type { Run, Step } from '../../scheme.ts'
import { authorizationRequest } from '../credentials/authorization-request.ts'
import { formRequest } from '../credentials/form-request.ts'
import { callbackIn } from './callback.ts'
import { decide, logIn } from './people.ts'
import {
  accessTokenIn,
  answerField,
  baseWithout,
  clientOf,
  credentialsOf,
  known,
  memberOf,
  pathOf,
  redirected,
  redirectUriOf,
  shortened,
  statusOf,
} from './run-values.ts'

const ofUserAgent = { from: 'user-agent', channel: 'front' } as const
const toPage = {
  ...ofUserAgent,
  to: 'authorization-server',
  endpoint: 'authorize',
  branch: 'parameters',
} as const
const toTokens = {
  from: 'client',
  to: 'authorization-server',
  channel: 'back',
  endpoint: 'token',
  branch: 'password',
} as const
const toReader = {
  ...ofUserAgent,
  to: 'client',
  endpoint: 'client-callback',
  words: 'follow the redirect',
  expect: 400,
} as const

const implicitTwin = (run: Run): Run => ({ ...run, base: baseWithout(run, 'response-type-supported') })
const passwordTwin = (run: Run): Run => ({ ...run, base: baseWithout(run, 'grant-type-supported') })

const implicitAsk: Step = {
  id: 'impl-ask',
  from: 'client',
  messages: [
    { ...toPage, words: 'response_type=token', expect: 303, build: asked },
    {
      ...toReader,
      build: (run) => ({ request: request('GET', callbackIn(run, 'impl-ask')), derivation: [] }),
    },
  ],
  predict: {
    ask: 'This server has no implicit grant any more. How does it say so?',
    kind: 'which-input',
    options: ['by a page of its own', 'by a redirect with an error', 'by 404'],
    answer: 'by a redirect with an error',
    truth: (run) =>
      redirected(run, 'impl-ask', 'error') === undefined && errorIn(run) === undefined
        ? 'by a page of its own'
        : 'by a redirect with an error',
    because:
      'Client and redirect URI are right, so the client is told: unsupported_response_type. The page of its own is for an address that nobody registered.',
    clause: 'RFC 6749 §4.1.2.1',
  },
  values: (run) => known({ error: errorIn(run) }),
}

const implicitOnTwin: Step = {
  id: 'impl-twin',
  from: 'client',
  messages: [
    { ...toPage, words: 'response_type=token', expect: 200, build: (run) => asked(implicitTwin(run)) },
    logIn(
      {
        shown: (run) => run.exchanges('impl-twin')[0],
        path: (run) => pathOf(implicitTwin(run), 'authorize'),
      },
      { endpoint: 'authorize', branch: 'parameters', expect: 200 },
    ),
    decide(
      {
        shown: (run) => run.exchanges('impl-twin')[1],
        path: (run) => pathOf(implicitTwin(run), 'authorize'),
      },
      { endpoint: 'decision', expect: 303 },
    ),
    {
      ...toReader,
      build: (run) => ({ request: request('GET', callbackIn(run, 'impl-twin')), derivation: [] }),
    },
  ],
  predict: {
    ask: 'The token stands behind a # in the address. Who can read it there?',
    kind: 'who-can-read',
    options: ['Reader’s server', 'every script on the page, and the history', 'nobody'],
    answer: 'every script on the page, and the history',
    truth: (run) => {
      const [, , decided, back] = run.exchanges('impl-twin')
      const token = fragmentOf(answerField(decided, 'location')).get('access_token') ?? ''
      if (token === '') return 'nobody'
      return back?.request.target.includes(token)
        ? 'Reader’s server'
        : 'every script on the page, and the history'
    },
    because:
      'What follows # is never sent, so only scripts can pick it up: all of them, not just Reader’s. Code and PKCE work in the same page and give nothing to see.',
    clause: 'RFC 9700 §2.1.2',
    misconception: 'Implicit is for single-page apps.',
  },
  values: (run) => {
    const token = fragmentOf(answerField(run.exchanges('impl-twin')[2], 'location')).get('access_token')
    return known({ token: token === null ? undefined : shortened(token) })
  },
}

const passwordAsk: Step = {
  id: 'pwd-ask',
  from: 'client',
  messages: [
    {
      from: 'client',
      to: 'authorization-server',
      channel: 'back',
      endpoint: 'token',
      branch: null,
      words: 'grant_type=password',
      expect: 400,
      build: (run) => withPassword(run),
    },
  ],
  predict: {
    ask: 'Reader has Ada’s password and sends it for a token. Which status?',
    kind: 'status',
    options: ['200', '400', '401'],
    answer: '400',
    truth: (run) => statusOf(run, 'pwd-ask'),
    because:
      'unsupported_grant_type. The harm is older than the refusal: a program that is not the server knows her password.',
    clause: 'RFC 9700 §2.4',
  },
  values: (run) => known({ error: memberOf(run.exchanges('pwd-ask').at(-1), 'error') }),
}

const passwordOnTwin: Step = {
  id: 'pwd-twin',
  from: 'client',
  messages: [
    {
      ...toTokens,
      words: 'the same, where it is served',
      expect: 200,
      build: (run) => withPassword(passwordTwin(run)),
    },
    {
      from: 'client',
      to: 'authorization-server',
      channel: 'back',
      endpoint: 'revocation',
      words: 'end that token',
      expect: 200,
      build: (run) =>
        formRequest({
          target: pathOf(passwordTwin(run), 'revoke'),
          parameters: [['token', accessTokenIn(run, 'pwd-twin')]],
          client: clientOf(run, 'reader'),
          name: 'revocationRequest',
        }),
    },
    {
      ...toTokens,
      words: 'the password again',
      expect: 200,
      build: (run) => withPassword(passwordTwin(run)),
    },
  ],
  predict: {
    ask: 'The token is revoked, and Ada is not there. Can Reader get another one?',
    kind: 'same-or-not',
    options: ['yes', 'no'],
    answer: 'yes',
    truth: (run) => (statusOf(run, 'pwd-twin') === '200' ? 'yes' : 'no'),
    because:
      'Reader still has her password, and that is all it takes: one request, in which Ada has no part. So there is no place for a second factor either.',
    clause: 'RFC 9700 §2.4',
  },
  values: (run) => {
    const tokens = run.exchanges('pwd-twin').map((exchange) => memberOf(exchange, 'access_token'))
    const [first, , second] = tokens.map((token) => token && shortened(token))
    return known({ first, second })
  },
}

export const retiredSteps: readonly Step[] = [implicitAsk, implicitOnTwin, passwordAsk, passwordOnTwin]

function asked(run: Run) {
  const parameters: FormPair[] = [
    ['response_type', 'token'],
    ['client_id', 'reader'],
    ['redirect_uri', redirectUriOf(run)],
    ['scope', 'notes:read'],
    ['state', 'anything'],
  ]
  return authorizationRequest({ origin: run.origin, path: pathOf(run, 'authorize'), parameters })
}

function withPassword(run: Run) {
  const { userId, password } = credentialsOf(run).resourceOwner
  return formRequest({
    target: pathOf(run, 'token'),
    parameters: [
      ['grant_type', 'password'],
      ['username', userId],
      ['password', password],
      ['scope', 'notes:read'],
    ],
    client: clientOf(run, 'reader'),
  })
}

function errorIn(run: Run): string | undefined {
  const location = answerField(run.exchanges('impl-ask')[0], 'location')
  return fragmentOf(location).get('error') ?? undefined
}

function fragmentOf(location: string | undefined): URLSearchParams {
  return new URLSearchParams(location?.split('#')[1] ?? '')
}
