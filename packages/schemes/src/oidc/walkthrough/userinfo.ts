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
    ask: 'UserInfo tells about the owner of the access token. By what does the client know that this is who logged in?',
    kind: 'which-input',
    options: ['the name', 'the e-mail address', 'the sub'],
    answer: 'the sub',
    truth: (run) => {
      const told = jsonIn(run.exchanges('userinfo').at(-1)) ?? {}
      const { claims } = partsOf(tokenIn(run, 'redeem', 'id_token'))
      const words: Readonly<Record<string, string>> = {
        name: 'the name',
        email: 'the e-mail address',
        sub: 'the sub',
      }
      // What the two answers have in common is all that can be compared.
      return Object.entries(words)
        .flatMap(([name, what]) => (told[name] !== undefined && told[name] === claims[name] ? [what] : []))
        .join(', ')
    },
    because:
      'The ID Token has a sub as well, and the two have to be the same; else nothing of this answer is used. Name and address stand here alone.',
    clause: 'Core §5.3.2',
    misconception: 'The e-mail address is the user.',
  },
  values: (run) => {
    const answer = run.exchanges('userinfo').at(-1)
    return known({ sub: memberOf(answer, 'sub'), email: memberOf(answer, 'email') ?? 'no address' })
  },
}
