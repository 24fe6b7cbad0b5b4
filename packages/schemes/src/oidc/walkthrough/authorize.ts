import { memberOf, shortened } from '../../oauth2/walkthrough/run-values.ts'
import type { Input, Run, Step } from '../../scheme.ts'
import { deriveDrawn } from '../credentials/authentication-request.ts'
import { ask, begin, drawnInputs, maxAgeInput, promptInput, scopeInput } from './front-login.ts'
import { drawnIn, partsOf } from './run-values.ts'

/** It stays with the client, which measures by it how old the log-in was. */
const sentOff: Input = {
  name: 'sentOff',
  label: 'Now, in seconds since 1970; the client remembers it',
  kind: 'text',
  initial: (run) => String(Math.floor(run.now() / 1000)),
}

/** The client sends Ada's user agent to the provider (Core §3.1.2.1). */
export const authorize: Step = {
  id: 'authorize',
  from: 'relying-party',
  inputs: [scopeInput, promptInput(''), maxAgeInput('300'), ...drawnInputs, sentOff],
  derive: (run) => deriveDrawn(drawnNow(run)),
  messages: [begin('authorize'), ask('authorize', 200)],
  predict: {
    ask: 'Three random values belong to this login. Which of them comes back inside the ID Token?',
    kind: 'which-input',
    options: ['state', 'nonce', 'code_verifier'],
    answer: 'nonce',
    truth: (run) => {
      const idToken = memberOf(run.exchanges('redeem').at(-1), 'id_token')
      const sent = run.exchanges('authorize').at(-1)?.request.target ?? ''
      if (idToken === undefined) return sent.includes('&nonce=') ? 'nonce' : 'none of them'
      const { claims } = partsOf(idToken)
      return ['state', 'nonce', 'code_verifier'].filter((name) => Object.hasOwn(claims, name)).join(', ')
    },
    because:
      'The state comes back beside the code, in the address. The verifier goes to the token endpoint, from the client alone. The nonce is signed by the provider.',
    clause: 'Core §3.1.2.1, §3.1.3.7',
    misconception: 'The nonce repeats what state does.',
  },
  values: (run) => ({ nonce: shortened(drawnIn(run, 'authorize').nonce) }),
}

/** As they stand in the fields now: the learner may have changed them. */
function drawnNow({ inputs: { state = '', nonce = '', codeVerifier = '' } }: Run) {
  return { state, nonce, codeVerifier }
}
