import { request } from '@lockstep/http/message'
import { memberOf, missing } from '../../oauth2/walkthrough/run-values.ts'
import type { Run, Step } from '../../scheme.ts'
import { toProvider } from './channels.ts'
import { keysIn } from './run-values.ts'

/** The client fetches the keys that ID Tokens are signed with (Core §10.1). */
export const keys: Step = {
  id: 'keys',
  from: 'relying-party',
  messages: [
    {
      ...toProvider,
      endpoint: 'jwks',
      words: 'the key set',
      expect: 200,
      build: (run) => ({ request: request('GET', jwksTarget(run)), derivation: [] }),
    },
  ],
  predict: {
    ask: 'How many private keys does the set hold?',
    kind: 'count',
    options: ['0', '1', 'one for each algorithm'],
    answer: '0',
    truth: (run) => String(keysIn(run.exchanges('keys').at(-1)).filter(({ d, k }) => d ?? k).length),
    because: 'It is for everybody. With a public key one can check a signature and make none.',
    clause: 'Core §10.1; RFC 7517 §5',
  },
  values: (run) => ({
    count: String(keysIn(run.exchanges('keys').at(-1)).length),
    kid: keysIn(run.exchanges('keys').at(-1)).find(({ alg }) => alg === 'RS256')?.kid ?? 'no key for RS256',
  }),
}

/** Where the document says that the keys are: on this origin, or the lesson goes nowhere. */
function jwksTarget(run: Run): string {
  const uri = memberOf(run.exchanges('discover').at(-1), 'jwks_uri')
  if (uri === undefined) return missing('documents to read', 'Fetch it first')
  const { origin, pathname, search } = new URL(uri, run.origin)
  if (origin !== run.origin) throw new Error(`Unexpected jwks_uri at ${origin}, expected ${run.origin}`)
  return `${pathname}${search}`
}
