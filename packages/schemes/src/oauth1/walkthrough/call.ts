import { encodeForm, formMediaType, onlyValue } from '@lockstep/http/form-urlencoded'
import { request } from '@lockstep/http/message'
import type { Run, Step } from '../../scheme.ts'
import { pairsOf } from './parameter-lines.ts'
import { formIn, tokenIn } from './run-values.ts'
import { fromClient, methodInput, signedMessage } from './signed-message.ts'

/** An authenticated request (RFC 5849 §3.1). */
export const call: Step = {
  id: 'call',
  from: 'client',
  inputs: [
    { name: 'method', label: 'Method', kind: 'choice', options: ['GET', 'POST'], initial: () => 'GET' },
    {
      name: 'parameters',
      label: 'Parameters, one a line',
      kind: 'lines',
      initial: () => 'shelf=2 b',
    },
    methodInput,
  ],
  messages: [
    {
      ...fromClient,
      expect: 200,
      build: (run) => signedMessage(run, unsigned(run), { token: tokenIn(run) }),
    },
  ],
  predict: {
    ask: 'How many requests will the next call take?',
    kind: 'count',
    options: ['1', '3', '4'],
    answer: '1',
    truth: (run) => String(run.exchanges('call').length),
    because:
      'The token and its secret stay good. Each further call needs a new nonce and a new signature, and nobody else.',
    clause: 'RFC 5849 §3.1',
  },
  values: (run): Record<string, string> => {
    const granted = onlyValue(formIn(run.exchanges('token').at(-1)), 'scope')
    return granted === undefined ? {} : { granted }
  },
}

/** GET carries the parameters in the query, POST in a form: both are signed alike (RFC 5849 §3.4.1.3.1). */
export function unsigned(run: Run) {
  const target = `${run.base}/oauth1/whoami`
  const form = encodeForm(pairsOf(run.inputs.parameters ?? ''))
  if (run.inputs.method === 'POST') return request('POST', target, [['Content-Type', formMediaType]], form)
  return request('GET', form === '' ? target : `${target}?${form}`)
}
