import { request } from '@lockstep/http/message'
import type { Step } from '../../scheme.ts'
import { callbackPath } from '../sandbox.ts'
import { credentialsOf, sharedIn } from './run-values.ts'
import { fromClient, methodInput, signedMessage } from './signed-message.ts'

/** The first leg (RFC 5849 §2.1). */
export const initiate: Step = {
  id: 'initiate',
  from: 'client',
  inputs: [
    {
      name: 'callback',
      label: 'Callback',
      kind: 'text',
      initial: (run) => `${run.origin}${run.base}${callbackPath}`,
    },
    methodInput,
  ],
  messages: [
    {
      ...fromClient,
      endpoint: 'initiate',
      expect: 200,
      build: (run) =>
        signedMessage(run, request('POST', `${run.base}/oauth1/initiate`), {
          extra: [['oauth_callback', run.inputs.callback ?? '']],
        }),
    },
  ],
  predict: {
    ask: 'What is the key of this signature made of?',
    kind: 'which-input',
    options: ['the client secret', 'the client secret and a token secret', 'Ada’s password'],
    answer: 'the client secret',
    truth: (run) => {
      const derived = run.built('initiate')[0]?.derivation ?? []
      const key =
        derived
          .find(({ name }) => name === 'signingKey')
          ?.parts.map(({ text }) => text)
          .join('') ?? ''
      const [before = '', after = ''] = key.split('&')
      if (decodeURIComponent(before) !== credentialsOf(run).client.secret) return 'another one'
      return after === '' ? 'the client secret' : 'the client secret and a token secret'
    },
    because: 'There is no token yet, so its half of the key is empty. The & between the halves stays.',
    clause: 'RFC 5849 §3.4.2',
  },
  values: (run): Record<string, string> => {
    const token = sharedIn(run.exchanges('initiate').at(-1))?.token
    return token === undefined ? {} : { token: shortened(token) }
  },
}

/** A sentence needs its beginning only. */
function shortened(token: string): string {
  return token.length > 10 ? `${token.slice(0, 8)}…` : token
}
