import { request } from '@lockstep/http/message'
import { bearer } from '../../oauth2/credentials/api-call.ts'
import { known, memberOf } from '../../oauth2/walkthrough/run-values.ts'
import type { Step } from '../../scheme.ts'
import { recordedLogin, verifyRelyingParty } from '../client.ts'
import { toProvider } from './channels.ts'
import { maxAgeIn, sentOffIn } from './check-id-token.ts'
import { answerAt, configuredIn, drawnIn, jsonIn, keysIn, partsOf, pathOf, tokenIn } from './run-values.ts'

/** The client asks who that is, and then judges the login as a whole (Core §5.3). */
export const userinfo: Step = {
  id: 'userinfo',
  from: 'relying-party',
  messages: [
    {
      ...toProvider,
      endpoint: 'userinfo',
      branch: 'bearer',
      words: 'with the access token',
      expect: 200,
      build: (run) => ({
        request: request('GET', pathOf(run, 'userinfo'), [bearer(tokenIn(run, 'redeem', 'access_token'))]),
        derivation: [],
      }),
    },
  ],
  check: (run) => {
    const now = Math.floor(run.now() / 1000)
    const login = recordedLogin({
      configured: configuredIn(run),
      metadata: jsonIn(run.exchanges('discover').at(-1)),
      sentOff: [{ ...drawnIn(run, 'authorize'), startedAt: sentOffIn(run), ...maxAgeIn(run) }],
      callback: answerAt(run, 'callback'),
      tokenResponse: jsonIn(run.exchanges('redeem').at(-1)),
      jwks: { keys: keysIn(run.exchanges('keys').at(-1)) },
      userInfo: jsonIn(run.exchanges('userinfo').at(-1)),
    })
    // The page keeps no accounts and no list of nonces: each run of this lesson is the first login of its kind.
    return verifyRelyingParty(login, { now: () => now, claimNonce: () => true }, null)
  },
  predict: {
    ask: 'Suppose that UserInfo names another sub than the ID Token. Which check throws its answer away?',
    kind: 'check',
    options: ['access-token-hash-matches', 'userinfo-subject-matches', 'account-is-iss-and-sub'],
    answer: 'userinfo-subject-matches',
    truth: (run) => {
      const told = jsonIn(run.exchanges('userinfo').at(-1))?.sub
      const { sub } = partsOf(tokenIn(run, 'redeem', 'id_token')).claims
      return told === sub ? 'userinfo-subject-matches' : 'account-is-iss-and-sub'
    },
    because:
      'UserInfo tells about the owner of the access token. Only where both name the same sub do they speak of one person; else none of it is used.',
    clause: 'Core §5.3.2',
  },
  values: (run) => {
    const answer = run.exchanges('userinfo').at(-1)
    return known({ sub: memberOf(answer, 'sub'), email: memberOf(answer, 'email') ?? 'no address' })
  },
}
