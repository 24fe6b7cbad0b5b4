import type { Exchange, Run, Step } from '../../scheme.ts'
import { apiCall } from '../credentials/api-call.ts'
import { formRequest } from '../credentials/form-request.ts'
import { codeFlow, flowInputs, flowRedeemed } from './code-flow.ts'
import {
  accessTokenIn,
  checkOf,
  clientOf,
  known,
  memberOf,
  missing,
  pathOf,
  shortened,
  statusOf,
} from './run-values.ts'

const toServer = { from: 'client', to: 'authorization-server', channel: 'back', endpoint: 'token' } as const

/** A code flow in one go: what the first lesson takes apart. */
const begin: Step = {
  id: 'rt-begin',
  from: 'client',
  inputs: flowInputs,
  messages: [
    ...codeFlow('rt-begin', 'reader'),
    {
      ...toServer,
      branch: 'code',
      words: 'code and verifier',
      expect: 200,
      build: (run) => flowRedeemed(run, 'rt-begin', 'reader'),
    },
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
