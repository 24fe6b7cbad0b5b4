import { request } from '@lockstep/http/message'
import { memberOf, shortened } from '../../oauth2/walkthrough/run-values.ts'
import type { Run, Step } from '../../scheme.ts'
import { verifyIdToken } from '../verify-id-token.ts'
import { comesBack } from './callback.ts'
import { toProvider } from './channels.ts'
import { ask, begin, drawnInputs, promptInput } from './front-login.ts'
import { redeems } from './redeem.ts'
import { configuredIn, drawnIn, keysIn, partsOf, pathOf, tokenIn } from './run-values.ts'

const own = { from: 'openid-provider', to: 'openid-provider', channel: 'back' } as const
const sets = ['fetched again', 'the one from the start'] as const
/** Which message fetches the key set that holds both keys. */
const published = 1

/** The provider changes its key while people are logged in, and a silent login follows (Core §10.1.1). */
export const rotate: Step = {
  id: 'rotate',
  // Whose checks run at the end.
  from: 'relying-party',
  inputs: [
    { name: 'keySet', label: 'Key set of the client', kind: 'choice', options: sets, initial: () => sets[0] },
    promptInput('none'),
    ...drawnInputs,
  ],
  messages: [
    {
      ...own,
      words: 'publish the next key',
      endpoint: 'publish-key',
      owner: true,
      expect: 201,
      build: (run) => ({ request: request('POST', pathOf(run, 'keys')), derivation: [] }),
    },
    {
      ...toProvider,
      endpoint: 'jwks',
      words: 'the key set, again',
      expect: 200,
      build: (run) => ({ request: request('GET', pathOf(run, 'jwks.json')), derivation: [] }),
    },
    {
      ...own,
      words: 'sign with it',
      endpoint: 'use-key',
      owner: true,
      expect: 200,
      build: (run) => ({ request: request('POST', pathOf(run, `keys/${nextKid(run)}/use`)), derivation: [] }),
    },
    begin('rotate'),
    ask('rotate', 303),
    comesBack('rotate'),
    redeems({ from: 'rotate', drawn: 'rotate' }),
  ],
  check: (run) => {
    const now = Math.floor(run.now() / 1000)
    const fetched = run.exchanges('rotate')[published]
    const keys = keysIn(run.inputs.keySet === sets[1] ? run.exchanges('keys').at(-1) : fetched)
    return verifyIdToken(
      {
        idToken: tokenIn(run, 'rotate', 'id_token'),
        accessToken: tokenIn(run, 'rotate', 'access_token'),
        configured: configuredIn(run),
        keys,
        flow: { ...drawnIn(run, 'rotate'), startedAt: now },
        now,
      },
      null,
      null,
    )
  },
  predict: {
    ask: 'The provider has a new key. Which comes first, so that no client refuses a good token?',
    kind: 'which-input',
    options: ['publish it', 'sign with it', 'withdraw the old one'],
    answer: 'publish it',
    truth: (run) => {
      const { kid } = partsOf(tokenIn(run, 'rotate', 'id_token')).header
      const set = keysIn(run.exchanges('rotate')[published])
      return set.some((key) => key.kid === kid) ? 'publish it' : 'sign with it'
    },
    because:
      'A client that meets an unknown kid fetches the set once more. If the key is not in it yet, a good token is refused. The old key stays until its last token has ended.',
    clause: 'Core §10.1.1',
  },
  values: (run) => ({
    kid: shortened(String(partsOf(memberOf(run.exchanges('rotate').at(-1), 'id_token') ?? '').header.kid)),
    keys: String(keysIn(run.exchanges('rotate')[published]).filter(({ alg }) => alg === 'RS256').length),
  }),
}

/** The kid of the key that was published; a dash where none was. */
function nextKid(run: Run): string {
  return memberOf(run.exchanges('rotate')[0], 'kid') ?? '-'
}
