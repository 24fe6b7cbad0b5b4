import type { Step } from '../../scheme.ts'
import { algOf, callWith, claimsOf, tokenFrom } from './run-values.ts'

export const call: Step = {
  id: 'call',
  from: 'user-agent',
  messages: [
    {
      from: 'user-agent',
      to: 'server',
      channel: 'back',
      build: (run) => callWith(run, tokenFrom(run, 'log-in')),
      expect: 200,
    },
  ],
  predict: {
    ask: 'The answer names the user. Where does the server get the name from?',
    kind: 'which-input',
    options: ['a table of sessions', 'the token', 'the password'],
    answer: 'the token',
    truth: (run) => {
      const named = run.exchanges('call')[0]?.verdict?.principal?.id
      return named === claimsOf(tokenFrom(run, 'log-in')).sub ? 'the token' : 'a table of sessions'
    },
    because:
      'Once the signature holds, the claims are the issuer’s own words. There is nothing left to look up.',
    clause: 'RFC 9068 §4',
  },
  values: (run) => ({ alg: algOf(tokenFrom(run, 'log-in')) }),
}
