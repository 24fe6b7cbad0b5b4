import { onlyValue } from '@lockstep/http/form-urlencoded'
import { request } from '@lockstep/http/message'
import type { Step } from '../../scheme.ts'
import { credentialsOf, formIn, temporaryIn, verifierIn } from './run-values.ts'
import { fromClient, methodInput, signedMessage } from './signed-message.ts'

/** The third leg (RFC 5849 §2.3). */
export const token: Step = {
  id: 'token',
  from: 'client',
  inputs: [
    { name: 'verifier', label: 'Verifier', kind: 'text', secret: true, initial: verifierIn },
    methodInput,
  ],
  messages: [
    {
      ...fromClient,
      endpoint: 'token',
      expect: 200,
      build: (run) =>
        signedMessage(run, request('POST', `${run.base}/oauth1/token`), {
          token: temporaryIn(run),
          extra: [['oauth_verifier', run.inputs.verifier ?? '']],
        }),
    },
  ],
  predict: {
    ask: 'Reader signs this request too. Which of these could it not have sent before Ada came back?',
    kind: 'which-input',
    options: ['oauth_consumer_key', 'oauth_token', 'oauth_verifier'],
    answer: 'oauth_verifier',
    truth: (run) => {
      const before = JSON.stringify(run.exchanges('initiate').at(-1) ?? '')
      const { token } = temporaryIn(run)
      const values = [
        ['oauth_consumer_key', credentialsOf(run).client.identifier],
        ['oauth_token', token],
        ['oauth_verifier', verifierIn(run)],
      ] as const
      return values
        .filter(([, value]) => !before.includes(value))
        .map(([name]) => name)
        .join(', ')
    },
    because:
      'Key and token were there after the first step. The verifier came with Ada’s user agent, so it stands for her yes.',
    clause: 'RFC 5849 §2.2, §2.3',
  },
  values: (run): Record<string, string> => {
    const scope = onlyValue(formIn(run.exchanges('token').at(-1)), 'scope')
    return scope === undefined ? {} : { scope }
  },
}
