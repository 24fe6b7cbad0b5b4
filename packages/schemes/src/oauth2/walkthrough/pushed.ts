import { base64url } from '@lockstep/crypto/base64'
import type { FormPair } from '@lockstep/http/form-urlencoded'
import type { Run, Step } from '../../scheme.ts'
import { authorizationRequest } from '../credentials/authorization-request.ts'
import { formRequest } from '../credentials/form-request.ts'
import { codeChallengeOf } from '../credentials/pkce.ts'
import {
  answerOf,
  clientOf,
  known,
  memberOf,
  missing,
  pathOf,
  redirectUriOf,
  shortened,
  statusOf,
} from './run-values.ts'

const toServer = {
  from: 'client',
  to: 'authorization-server',
  channel: 'back',
  endpoint: 'pushed-authorization',
} as const
const byReference = {
  from: 'user-agent',
  to: 'authorization-server',
  channel: 'front',
  endpoint: 'authorize',
  branch: 'reference',
} as const

const push: Step = {
  id: 'par-push',
  from: 'client',
  inputs: [
    { name: 'redirectUri', label: 'Redirect URI', kind: 'text', initial: redirectUriOf },
    {
      name: 'scope',
      label: 'Scope',
      kind: 'choice',
      options: ['notes:read', 'notes:read notes:write', 'notes:delete'],
      initial: () => 'notes:read',
    },
    {
      name: 'codeVerifier',
      label: 'Code verifier',
      kind: 'text',
      secret: true,
      initial: ({ random }) => base64url.encode(random(32)),
    },
    { name: 'state', label: 'State', kind: 'text', initial: ({ random }) => base64url.encode(random(16)) },
    {
      name: 'client',
      label: 'Who pushes',
      kind: 'choice',
      options: ['reader-confidential', 'reader'],
      initial: () => 'reader-confidential',
    },
  ],
  messages: [
    {
      ...toServer,
      words: 'all parameters',
      expect: 201,
      build: (run) => pushed(run, run.inputs.redirectUri ?? ''),
    },
    {
      ...toServer,
      words: 'one slash more',
      expect: 400,
      build: (run) => pushed(run, `${run.inputs.redirectUri ?? ''}/`),
    },
  ],
  predict: {
    ask: 'Reader pushes once more, with one slash more in the redirect URI. When does it hear that this is wrong?',
    kind: 'which-input',
    options: ['in this answer', 'after Ada’s log-in', 'never: Ada sees a page'],
    answer: 'in this answer',
    truth: (run) => (statusOf(run, 'par-push') === '201' ? 'after Ada’s log-in' : 'in this answer'),
    because:
      'Redirect URIs are compared character by character, and here before Ada comes. By the front channel she would have seen a page, and Reader nothing.',
    clause: 'RFC 9126 §2.1, §2.3; RFC 9700 §2.1',
  },
  values: (run) => {
    const [answer] = run.exchanges('par-push')
    const uri = memberOf(answer, 'request_uri')
    const lives = answerOf(answer).expires_in
    return known({
      reference: uri && shortened(uri.slice(uri.lastIndexOf(':') + 1)),
      lives: lives === undefined ? undefined : String(lives),
    })
  },
}

const authorize: Step = {
  id: 'par-authorize',
  from: 'client',
  messages: [{ ...byReference, words: 'client_id and request_uri', expect: 200, build: referred }],
  predict: {
    ask: 'Which of these can somebody change in the address that Ada’s user agent now follows?',
    kind: 'which-input',
    options: ['the scope', 'the redirect URI', 'neither: they are not in it'],
    answer: 'neither: they are not in it',
    truth: (run) => {
      const { target } = run.exchanges('par-authorize').at(-1)?.request ?? { target: '' }
      if (/[?&]scope=/.test(target)) return 'the scope'
      return /[?&]redirect_uri=/.test(target) ? 'the redirect URI' : 'neither: they are not in it'
    },
    because:
      'The address holds a name for the request and no part of it. The server has the rest, from Reader.',
    clause: 'RFC 9126 §1, §4',
  },
}

const reuse: Step = {
  id: 'par-reuse',
  from: 'user-agent',
  messages: [{ ...byReference, words: 'the same address again', expect: 400, build: referred }],
  predict: {
    ask: 'The same address is opened a second time. Which status?',
    kind: 'status',
    options: ['200', '303', '400'],
    answer: '400',
    truth: (run) => statusOf(run, 'par-reuse'),
    because:
      'A reference is for one use. A server may make an exception for a reload; this one does not, and shows a page without a redirect.',
    clause: 'RFC 9126 §4, §7.3',
  },
}

export const pushedSteps: readonly Step[] = [push, authorize, reuse]

function pushed(run: Run, redirectUri: string) {
  const { scope = '', codeVerifier = '', state = '', client = '' } = run.inputs
  const parameters: FormPair[] = [
    ['response_type', 'code'],
    ['redirect_uri', redirectUri],
    ['scope', scope],
    ['state', state],
    ['code_challenge', codeChallengeOf(codeVerifier)],
    ['code_challenge_method', 'S256'],
  ]
  return formRequest({
    target: pathOf(run, 'par'),
    parameters,
    client: clientOf(run, client),
    name: 'pushedAuthorizationRequest',
  })
}

function referred(run: Run) {
  const uri = memberOf(run.exchanges('par-push')[0], 'request_uri')
  if (uri === undefined) return missing('references', 'Push the request first')
  const client = run.inputsOf('par-push').client ?? 'reader-confidential'
  return authorizationRequest({
    origin: run.origin,
    path: pathOf(run, 'authorize'),
    parameters: [
      ['client_id', client],
      ['request_uri', uri],
    ],
  })
}
