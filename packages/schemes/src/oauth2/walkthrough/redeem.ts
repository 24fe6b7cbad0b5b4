import { base64url } from '@lockstep/crypto/base64'
import type { FormPair } from '@lockstep/http/form-urlencoded'
import type { Built, Run, Step } from '../../scheme.ts'
import { formRequest } from '../credentials/form-request.ts'
import { codeChallengeOf, deriveCodeChallenge, deriveCodeVerifier } from '../credentials/pkce.ts'
import { prepared } from './prepare.ts'
import {
  answerField,
  answerOf,
  checkOf,
  clientOf,
  known,
  memberOf,
  missing,
  pathOf,
  redirected,
  redirectUriOf,
  shortened,
} from './run-values.ts'

const toServer = {
  from: 'client',
  to: 'authorization-server',
  channel: 'back',
  endpoint: 'token',
  branch: 'code',
} as const

/** Reader exchanges the code for a token (RFC 6749 §4.1.3, RFC 7636 §4.5). */
export const redeem: Step = {
  id: 'redeem',
  from: 'client',
  inputs: [
    {
      name: 'codeVerifier',
      label: 'Code verifier',
      kind: 'text',
      secret: true,
      initial: (run) => prepared(run).codeVerifier ?? '',
    },
    { name: 'redirectUri', label: 'Redirect URI', kind: 'text', initial: redirectUriOf },
    {
      name: 'client',
      label: 'Who redeems it',
      kind: 'choice',
      options: ['reader', 'reader-confidential'],
      initial: () => 'reader',
    },
  ],
  messages: [
    {
      ...toServer,
      words: 'code and verifier',
      expect: 200,
      build: (run) => redeemed(run, run.inputs.codeVerifier ?? ''),
    },
    {
      ...toServer,
      words: 'the code, a guessed verifier',
      expect: 400,
      build: (run) => redeemed(run, base64url.encode(run.random(32))),
    },
  ],
  predict: {
    ask: 'Then somebody who saw the code sends it with a verifier of their own. Which check ends that?',
    kind: 'check',
    options: ['code-known', 'verifier-matches', 'code-unused'],
    answer: 'verifier-matches',
    truth: (run) => checkOf(run, 'redeem'),
    because:
      'A code alone is worth nothing. And the guess harms nobody: only a second request with everything right would end what the code gave.',
    clause: 'RFC 7636 §4.6',
  },
  values: (run) => {
    const [answer] = run.exchanges('redeem')
    const token = memberOf(answer, 'access_token')
    return known({
      scope: memberOf(answer, 'scope'),
      lives: answerOf(answer).expires_in === undefined ? undefined : String(answerOf(answer).expires_in),
      token: token && shortened(token),
      cache: answerField(answer, 'cache-control'),
    })
  },
}

/** The token request of this run. */
function redeemed(run: Run, codeVerifier: string): Built {
  const code = redirected(run, 'consent', 'code')
  if (code === undefined) return missing('codes to redeem', 'Let Ada say yes first')
  const { redirectUri = '', client = 'reader' } = run.inputs
  const parameters: FormPair[] = [
    ['grant_type', 'authorization_code'],
    ['code', code],
    ['redirect_uri', redirectUri],
    ['code_verifier', codeVerifier],
  ]
  const built = formRequest({
    target: pathOf(run, 'token'),
    parameters,
    client: clientOf(run, client),
  })
  return {
    ...built,
    derivation: [
      deriveCodeVerifier(codeVerifier),
      // The one that the server was shown: with another verifier the two halves part here.
      deriveCodeChallenge(codeChallengeOf(prepared(run).codeVerifier ?? codeVerifier)),
      ...built.derivation,
    ],
  }
}
