import { base64url } from '@lockstep/crypto/base64'
import type { FormPair } from '@lockstep/http/form-urlencoded'
import type { Built, Exchange, Input, Run, Step, StepMessage } from '../../scheme.ts'
import { apiCall } from '../credentials/api-call.ts'
import { authenticationWays } from '../credentials/client-authentication.ts'
import { formRequest } from '../credentials/form-request.ts'
import { signedAssertion } from '../credentials/signed-assertion.ts'
import {
  accessTokenIn,
  answerOf,
  clientOf,
  known,
  memberOf,
  missing,
  pathOf,
  shortened,
  statusOf,
} from './run-values.ts'

const toServer = {
  from: 'client',
  to: 'authorization-server',
  channel: 'back',
  endpoint: 'token',
  branch: 'client-credentials',
} as const

/** The one way in which no secret travels. Another registration of Nightly’s has a key for it. */
const keyWay = 'private_key_jwt'

const wayInput: Input = {
  name: 'way',
  label: 'How Nightly authenticates',
  kind: 'choice',
  options: [...authenticationWays, keyWay],
  initial: () => 'client_secret_basic',
}

/** Nightly asks for a token of its own (RFC 6749 §4.4.2). */
const ccToken: Step = {
  id: 'cc-token',
  from: 'client',
  inputs: [
    {
      name: 'scope',
      label: 'Scope',
      kind: 'choice',
      options: ['notes:read', 'notes:read notes:write', 'notes:write'],
      initial: () => 'notes:read',
    },
    wayInput,
  ],
  messages: [{ ...toServer, words: 'secret and scope', expect: 200, build: (run) => asked(run) }],
  predict: {
    ask: 'The answer brings an access token. What does it not bring here?',
    kind: 'which-input',
    options: ['a lifetime', 'a refresh token', 'a scope'],
    answer: 'a refresh token',
    truth: (run) => {
      const answer = answerOf(run.exchanges('cc-token').at(-1))
      const names = { expires_in: 'a lifetime', refresh_token: 'a refresh token', scope: 'a scope' }
      return Object.entries(names)
        .filter(([name]) => answer[name] === undefined)
        .map(([, words]) => words)
        .join(', ')
    },
    because:
      'A refresh token saves a user from being asked again. Here nobody was asked, and Nightly can come back with its secret.',
    clause: 'RFC 6749 §4.4.3',
  },
  values: (run) => {
    const answer = run.exchanges('cc-token').at(-1)
    const lives = answerOf(answer).expires_in
    return known({
      scope: memberOf(answer, 'scope'),
      lives: lives === undefined ? undefined : String(lives),
    })
  },
}

const ccCall: Step = {
  id: 'cc-call',
  from: 'client',
  messages: [
    {
      from: 'client',
      to: 'resource-server',
      channel: 'back',
      branch: 'opaque',
      expect: 200,
      build: (run) =>
        apiCall({
          method: 'GET',
          target: pathOf(run, 'whoami'),
          accessToken: accessTokenIn(run, 'cc-token'),
        }),
    },
  ],
  predict: {
    ask: 'The API answers for whom the token stands. Whose name will that be?',
    kind: 'which-input',
    options: ['ada', 'nightly', 'nobody’s'],
    answer: 'nightly',
    truth: (run) => run.exchanges('cc-call').at(-1)?.verdict?.principal?.id ?? 'nobody’s',
    because:
      'Nightly acts for itself. Whoever builds the API has to expect a token without a user, or two namespaces run into one.',
    clause: 'RFC 6749 §4.4; RFC 9700 §4.15',
    misconception: 'OAuth logs users in.',
  },
  values: (run) => known({ principal: run.exchanges('cc-call').at(-1)?.verdict?.principal?.id }),
}

const ccTooMuch: Step = {
  id: 'cc-too-much',
  from: 'client',
  inputs: [
    { name: 'scope', label: 'Scope', kind: 'text', initial: () => 'notes:read notes:delete' },
    wayInput,
  ],
  messages: [{ ...toServer, words: 'a wider scope', expect: 400, build: (run) => asked(run) }],
  predict: {
    ask: 'Nightly registered for notes:read and notes:write, and asks for notes:delete too. Which status?',
    kind: 'status',
    options: ['200', '400', '401', '403'],
    answer: '400',
    truth: (run) => statusOf(run, 'cc-too-much'),
    because:
      'The token endpoint says no with 400 invalid_scope. 403 is the API’s word, for a token that covers too little.',
    clause: 'RFC 6749 §5.2',
  },
  values: (run) => known({ error: memberOf(run.exchanges('cc-too-much').at(-1), 'error') }),
}

/** The registration that has a key signs what it would otherwise prove by a secret (RFC 7523 §2.2). */
const ccKey: Step = {
  id: 'cc-key',
  from: 'client',
  messages: [
    { ...toServer, words: 'a signed assertion', expect: 200, build: askedByKey },
    {
      ...toServer,
      branch: null,
      words: 'a copy of that request',
      expect: 401,
      build: (run) => run.built('cc-key')[0] ?? missing('requests to copy', 'Send one first'),
    },
  ],
  predict: {
    ask: 'Then somebody sends a copy of the whole request, assertion and all. Which status?',
    kind: 'which-input',
    options: ['200', '400', '401'],
    answer: '401',
    truth: (run) => statusOf(run, 'cc-key', 1),
    because:
      'Its jti was used. A secret that was copied once is good for every later request; an assertion is good for one, and ends after a minute.',
    clause: 'RFC 7523 §3; Core §9',
  },
  values: (run) => {
    const [answer] = run.exchanges('cc-key')
    return known({ scope: memberOf(answer, 'scope'), token: shortenedToken(answer) })
  },
}

/** How the short lessons come by a token: one request of Nightly's. */
export function nightlyToken(id: string): Step {
  const message: StepMessage = {
    ...toServer,
    words: 'a token to begin with',
    expect: 200,
    build: (run) => asked({ ...run, inputs: {} }),
  }
  return { id, from: 'client', messages: [message] }
}

export const clientCredentialsSteps: readonly Step[] = [ccToken, ccCall, ccTooMuch, ccKey]

/** The token request, without what a lesson adds. */
export function clientCredentialsPairs(run: Run): FormPair[] {
  return [
    ['grant_type', 'client_credentials'],
    ['scope', run.inputs.scope ?? 'notes:read'],
  ]
}

function asked(run: Run): Built | Promise<Built> {
  if (run.inputs.way === keyWay) return askedByKey(run)
  const way = authenticationWays.find((one) => one === run.inputs.way)
  return formRequest({
    target: pathOf(run, 'token'),
    parameters: clientCredentialsPairs(run),
    client: clientOf(run, 'nightly'),
    ...(way === undefined ? {} : { way }),
  })
}

/** The client names itself, and signs a statement about itself for this server. */
async function askedByKey(run: Run): Promise<Built> {
  const { client_id, privateJwk } = clientOf(run, 'nightly-key')
  if (privateJwk === undefined) return missing('keys of Nightly’s', 'Load the page again')
  const { pairs, derivation } = await signedAssertion(
    {
      clientId: client_id,
      audience: `${run.origin}${run.base}`,
      issuedAt: Math.floor(run.now() / 1000),
      jti: base64url.encode(run.random(12)),
    },
    privateJwk,
  )
  const built = formRequest({
    target: pathOf(run, 'token'),
    parameters: [...clientCredentialsPairs(run), ...pairs],
    client: { client_id },
  })
  return { ...built, derivation: [...derivation, ...built.derivation] }
}

function shortenedToken(answer: Exchange | undefined): string | undefined {
  const token = memberOf(answer, 'access_token')
  return token && shortened(token)
}
