import { base64url } from '@lockstep/crypto/base64'
import { encodeForm, type FormPair } from '@lockstep/http/form-urlencoded'
import { request } from '@lockstep/http/message'
import type { Exchange, Run, Step } from '../../scheme.ts'
import { apiCall } from '../credentials/api-call.ts'
import { authorizationRequest } from '../credentials/authorization-request.ts'
import { formRequest } from '../credentials/form-request.ts'
import { codeChallengeOf } from '../credentials/pkce.ts'
import { callbackIn } from './callback.ts'
import { decide, logIn } from './people.ts'
import {
  accessTokenIn,
  answerField,
  checkOf,
  clientOf,
  known,
  memberOf,
  missing,
  pathOf,
  redirectUriOf,
  shortened,
  statusOf,
} from './run-values.ts'

const toServer = { from: 'client', to: 'authorization-server', channel: 'back', endpoint: 'token' } as const
const ofUserAgent = { from: 'user-agent', channel: 'front' } as const

/** A code flow in one go: what the first lesson takes apart. */
const begin: Step = {
  id: 'rt-begin',
  from: 'client',
  inputs: [
    {
      name: 'codeVerifier',
      label: 'Code verifier',
      kind: 'text',
      secret: true,
      initial: ({ random }) => base64url.encode(random(32)),
    },
    { name: 'state', label: 'State', kind: 'text', initial: ({ random }) => base64url.encode(random(16)) },
  ],
  messages: [
    {
      ...ofUserAgent,
      to: 'client',
      words: 'begin at Reader',
      expect: 302,
      build: (run) => ({
        request: request('GET', `${pathOf(run, 'client/begin')}?${encodeForm(asked(run))}`),
        derivation: [],
      }),
    },
    {
      ...ofUserAgent,
      to: 'authorization-server',
      endpoint: 'authorize',
      branch: 'parameters',
      words: 'follow the redirect',
      expect: 200,
      build: (run) =>
        authorizationRequest({
          origin: run.origin,
          path: pathOf(run, 'authorize'),
          parameters: asked(run),
        }),
    },
    logIn(
      { shown: (run) => run.exchanges('rt-begin')[1], path: (run) => pathOf(run, 'authorize') },
      { endpoint: 'authorize', branch: 'parameters', expect: 200 },
    ),
    decide(
      { shown: (run) => run.exchanges('rt-begin')[2], path: (run) => pathOf(run, 'authorize') },
      { endpoint: 'decision', expect: 303 },
    ),
    {
      ...ofUserAgent,
      to: 'client',
      endpoint: 'client-callback',
      words: 'follow the redirect',
      expect: 200,
      build: (run) => ({ request: request('GET', callbackIn(run, 'rt-begin')), derivation: [] }),
    },
    { ...toServer, branch: 'code', words: 'code and verifier', expect: 200, build: redeemed },
  ],
  values: (run) => known({ refresh: shortenedMember(run.exchanges('rt-begin').at(-1), 'refresh_token') }),
}

const expire: Step = {
  id: 'rt-expire',
  from: 'client',
  clock: 601,
  messages: [
    {
      from: 'client',
      to: 'resource-server',
      channel: 'back',
      branch: 'opaque',
      words: 'ten minutes later',
      expect: 401,
      build: (run) =>
        apiCall({
          method: 'GET',
          target: pathOf(run, 'whoami'),
          accessToken: accessTokenIn(run, 'rt-begin'),
        }),
    },
  ],
  predict: {
    ask: 'Ten minutes have passed, and the token was good for ten. Which status does the call get?',
    kind: 'status',
    options: ['200', '400', '401', '403'],
    answer: '401',
    truth: (run) => statusOf(run, 'rt-expire'),
    because:
      'The challenge says invalid_token, and does not say whether it expired or was revoked. The client does the same in both cases: it gets a new one.',
    clause: 'RFC 6750 §3.1',
  },
}

const refresh: Step = {
  id: 'rt-refresh',
  from: 'client',
  inputs: [
    {
      name: 'scope',
      label: 'Scope; none asks for the same again',
      kind: 'choice',
      options: ['', 'notes:read', 'notes:read notes:write'],
      initial: () => '',
    },
  ],
  messages: [
    {
      ...toServer,
      branch: 'refresh',
      words: 'the refresh token',
      expect: 200,
      build: (run) => exchanged(run, refreshTokenIn(run, 'rt-begin')),
    },
  ],
  predict: {
    ask: 'Where does the refresh token go?',
    kind: 'who-can-read',
    options: ['to the API', 'to the authorization server alone', 'to both'],
    answer: 'to the authorization server alone',
    truth: (run) => {
      const token = refreshTokenIn(run, 'rt-begin')
      const seen = run.exchanges('rt-expire').some((exchange) => JSON.stringify(exchange).includes(token))
      return seen ? 'to both' : 'to the authorization server alone'
    },
    because: 'It lives for days. The access token, which every API sees, lives for minutes.',
    clause: 'RFC 6749 §1.5',
    misconception: 'The refresh token goes to the API.',
  },
  values: (run) => known({ refresh: shortenedMember(run.exchanges('rt-refresh').at(-1), 'refresh_token') }),
}

const old: Step = {
  id: 'rt-old',
  from: 'client',
  messages: [
    {
      ...toServer,
      branch: 'refresh',
      words: 'the old refresh token again',
      expect: 400,
      build: (run) => exchanged({ ...run, inputs: {} }, refreshTokenIn(run, 'rt-begin')),
    },
  ],
  predict: {
    ask: 'The first refresh token is sent again. Which check ends that?',
    kind: 'check',
    options: ['refresh-token-known', 'grant-alive', 'refresh-token-unused'],
    answer: 'refresh-token-unused',
    truth: (run) => checkOf(run, 'rt-old'),
    because:
      'The server keeps those that it has exchanged, so that it can tell a used one from one that never was.',
    clause: 'RFC 9700 §4.14.2',
  },
}

const newest: Step = {
  id: 'rt-newest',
  from: 'client',
  messages: [
    {
      ...toServer,
      branch: 'refresh',
      words: 'the newest refresh token',
      expect: 400,
      build: (run) => exchanged({ ...run, inputs: {} }, refreshTokenIn(run, 'rt-refresh')),
    },
  ],
  predict: {
    ask: 'Nobody has used the newest refresh token yet. Which status does it get now?',
    kind: 'status',
    options: ['200', '400', '401'],
    answer: '400',
    truth: (run) => statusOf(run, 'rt-newest'),
    because:
      'The old one came twice, so two have held the family. The server cannot tell which of them is Reader, and ends it for both.',
    clause: 'RFC 9700 §4.14.2',
  },
}

export const refreshSteps: readonly Step[] = [begin, expire, refresh, old, newest]

function asked(run: Run): readonly FormPair[] {
  const { codeVerifier = '', state = '' } = drawn(run)
  return [
    ['response_type', 'code'],
    ['client_id', 'reader'],
    ['redirect_uri', redirectUriOf(run)],
    ['scope', 'notes:read'],
    ['state', state],
    ['code_challenge', codeChallengeOf(codeVerifier)],
    ['code_challenge_method', 'S256'],
  ]
}

/** One verifier and one state for all the messages of the step. */
function drawn(run: Run): Readonly<Record<string, string>> {
  const kept = run.inputsOf('rt-begin')
  return kept.codeVerifier === undefined ? run.inputs : kept
}

function redeemed(run: Run) {
  const location = answerField(run.exchanges('rt-begin')[3], 'location') ?? ''
  const code = URL.parse(location, run.origin)?.searchParams.get('code')
  if (!code) return missing('codes to redeem', 'Let Ada say yes first')
  return formRequest({
    target: pathOf(run, 'token'),
    parameters: [
      ['grant_type', 'authorization_code'],
      ['code', code],
      ['redirect_uri', redirectUriOf(run)],
      ['code_verifier', drawn(run).codeVerifier ?? ''],
    ],
    client: clientOf(run, 'reader'),
  })
}

function exchanged(run: Run, refreshToken: string) {
  const { scope = '' } = run.inputs
  return formRequest({
    target: pathOf(run, 'token'),
    parameters: [
      ['grant_type', 'refresh_token'],
      ['refresh_token', refreshToken],
      ...(scope === '' ? [] : [['scope', scope] as const]),
    ],
    client: clientOf(run, 'reader'),
  })
}

function refreshTokenIn(run: Run, step: string): string {
  return (
    memberOf(run.exchanges(step).at(-1), 'refresh_token') ?? missing('refresh tokens', 'Get a pair first')
  )
}

function shortenedMember(exchange: Exchange | undefined, name: string): string | undefined {
  const value = memberOf(exchange, name)
  return value && shortened(value)
}
