import { shortened } from '../../oauth2/walkthrough/run-values.ts'
import type { Input, Run, Step } from '../../scheme.ts'
import { deriveDrawn } from '../credentials/authentication-request.ts'
import { ask, begin, drawnInputs, maxAgeInput, promptInput, scopeInput } from './front-login.ts'
import { drawnIn } from './run-values.ts'

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
    ask: 'Three random values belong to this login. Which of them does not stand in the address that her user agent follows?',
    kind: 'which-input',
    options: ['state', 'nonce', 'code_verifier'],
    answer: 'code_verifier',
    truth: (run) => {
      const { state, nonce, codeVerifier } = drawnIn(run, 'authorize')
      const { target } = run.exchanges('authorize').at(-1)?.request ?? { target: '' }
      const values = { state, nonce, code_verifier: codeVerifier }
      return Object.entries(values)
        .flatMap(([name, value]) => (target.includes(value) ? [] : [name]))
        .join(', ')
    },
    because:
      'The address holds a hash of it. The verifier itself goes to the token endpoint, from the client alone; state and nonce can be read here by anybody who sees this.',
    clause: 'Core §3.1.2.1; RFC 7636 §4.3',
  },
  values: (run) => ({ nonce: shortened(drawnIn(run, 'authorize').nonce) }),
}

/** As they stand in the fields now: the learner may have changed them. */
function drawnNow({ inputs: { state = '', nonce = '', codeVerifier = '' } }: Run) {
  return { state, nonce, codeVerifier }
}
