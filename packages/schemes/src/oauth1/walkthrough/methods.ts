import { percentEncode } from '@lockstep/http/percent'
import type { Derived, Run, Step } from '../../scheme.ts'
import { signRequest } from '../credentials.ts'
import { type SignatureMethod, sharedSignature, signatureMethods, signingKey } from '../signature-method.ts'
import { unsigned } from './call.ts'
import { credentialsOf, sharedIn } from './run-values.ts'
import { nonceOf, secondsOf } from './signed-message.ts'
import { uncovered } from './uncovered.ts'

/** One request, signed by each method that this server documents (RFC 5849 §3.4). */
export const methods: Step = {
  id: 'methods',
  from: 'client',
  messages: [],
  inputs: [
    { name: 'method', label: 'Method', kind: 'choice', options: ['GET', 'POST'], initial: () => 'GET' },
    { name: 'parameters', label: 'Parameters, one a line', kind: 'lines', initial: () => '' },
  ],
  derive: async (run) => {
    const moment = { timestamp: secondsOf(run), nonce: nonceOf(run) }
    const known = signatureMethods.filter((method) => method !== 'RSA-SHA1' || hasKey(run))
    return Promise.all(known.map((method) => signatureBy(run, method, moment)))
  },
  predict: {
    ask: 'Three of the four send something that is made from the secrets. Which one sends the secrets themselves?',
    kind: 'which-input',
    options: [...signatureMethods],
    answer: 'PLAINTEXT',
    truth: (run) => {
      const { secret } = credentialsOf(run).client
      const sent = (method: Exclude<SignatureMethod, 'RSA-SHA1'>) =>
        sharedSignature(method, 'any', signingKey(secret, tokenSecretIn(run)))
      const telling = (['HMAC-SHA1', 'HMAC-SHA256', 'PLAINTEXT'] as const).filter((method) =>
        sent(method).includes(percentEncode(secret)),
      )
      return telling.join(', ')
    },
    because:
      'With PLAINTEXT the signature is the key. Nothing protects it but TLS, and nothing ties it to the request.',
    clause: 'RFC 5849 §3.4.4',
  },
}

async function signatureBy(
  run: Run,
  method: SignatureMethod,
  moment: { timestamp: number; nonce: string },
): Promise<Derived> {
  const token = sharedIn(run.exchanges('token').at(-1))
  const { derivation } = await signRequest({
    message: unsigned(run),
    origin: run.origin,
    client: credentialsOf(run).client,
    ...(token ? { token } : {}),
    method,
    ...moment,
  })
  const signature = derivation.at(-1)
  if (!signature) throw new Error(`Unexpected derivation of ${method}: it has no signature`)
  // What was made from the secrets can be looked at; it was never sent. The secrets stay covered.
  return method === 'PLAINTEXT' ? { ...signature, name: method } : { ...uncovered(signature), name: method }
}

/** Before there is a token, its half of the key is empty. */
function tokenSecretIn(run: Run): string {
  return sharedIn(run.exchanges('token').at(-1))?.secret ?? ''
}

function hasKey(run: Run): boolean {
  return credentialsOf(run).client.privateKeyPem !== undefined
}
