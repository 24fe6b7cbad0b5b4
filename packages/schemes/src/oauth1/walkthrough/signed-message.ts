/** What Reader sends by itself: a request, signed with what the learner chose. */
import { base64url } from '@lockstep/crypto/base64'
import type { FormPair } from '@lockstep/http/form-urlencoded'
import type { HttpRequest } from '@lockstep/http/message'
import type { Built, Input, Run, StepMessage } from '../../scheme.ts'
import { signRequest } from '../credentials.ts'
import { isSignatureMethod, signatureMethods } from '../signature-method.ts'
import { credentialsOf, type Shared } from './run-values.ts'

export const fromClient = { from: 'client', to: 'server', channel: 'back' } satisfies Partial<StepMessage>

export const methodInput: Input = {
  name: 'signatureMethod',
  label: 'Signature method',
  kind: 'choice',
  options: signatureMethods,
  initial: () => 'HMAC-SHA1',
}

/** Signs with Reader's client credentials, by the chosen method. */
export function signedMessage(
  run: Run,
  message: HttpRequest,
  { token, extra = [] }: { token?: Shared; extra?: readonly FormPair[] } = {},
): Promise<Built> {
  const chosen = run.inputs.signatureMethod ?? ''
  return signRequest({
    message,
    origin: run.origin,
    client: credentialsOf(run).client,
    ...(token ? { token } : {}),
    method: isSignatureMethod(chosen) ? chosen : 'HMAC-SHA1',
    timestamp: secondsOf(run),
    nonce: nonceOf(run),
    extra,
  })
}

export function secondsOf(run: Run): number {
  return Math.floor(run.now() / 1000)
}

export function nonceOf(run: Run): string {
  return base64url.encode(run.random(12))
}
