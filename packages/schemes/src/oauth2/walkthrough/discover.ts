import { request } from '@lockstep/http/message'
import type { Run, Step } from '../../scheme.ts'
import { answerOf, known } from './run-values.ts'

/** Reader asks the server for its metadata (RFC 8414 §3). */
export const discover: Step = {
  id: 'discover',
  from: 'client',
  messages: [
    {
      from: 'client',
      to: 'authorization-server',
      channel: 'back',
      endpoint: 'metadata',
      words: 'what can you do?',
      expect: 200,
      build: ({ base }) => ({
        request: request('GET', `/.well-known/oauth-authorization-server${base}`),
        derivation: [],
      }),
    },
  ],
  predict: {
    ask: 'The issuer is an address with a path of its own. Where does that path go in the address of its metadata?',
    kind: 'which-input',
    options: ['before /.well-known/…', 'after /.well-known/…', 'it is left out'],
    answer: 'after /.well-known/…',
    truth: (run) => {
      const { target } = run.exchanges('discover').at(-1)?.request ?? { target: '' }
      const path = new URL(String(answerOf(run.exchanges('discover').at(-1)).issuer)).pathname
      if (target === `/.well-known/oauth-authorization-server${path}`) return 'after /.well-known/…'
      return target.startsWith(path) ? 'before /.well-known/…' : 'it is left out'
    },
    because:
      'One host can have many issuers, and one folder for all their documents. OpenID Connect does it the other way round: there the well-known part comes last.',
    clause: 'RFC 8414 §3.1',
  },
  values: (run) => known({ issuer: issuerIn(run) }),
}

function issuerIn(run: Run): string | undefined {
  const { issuer } = answerOf(run.exchanges('discover').at(-1))
  return typeof issuer === 'string' ? issuer : undefined
}
