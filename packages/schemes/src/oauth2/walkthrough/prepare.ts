import { base64url } from '@lockstep/crypto/base64'
import type { Run, Step } from '../../scheme.ts'
import { codeChallengeOf, deriveCodeChallenge, deriveCodeVerifier, deriveState } from '../credentials/pkce.ts'
import { shortened } from './run-values.ts'

/** What Reader makes before it sends anybody anywhere (RFC 7636 §4.1, RFC 6749 §10.12). */
export const prepare: Step = {
  id: 'prepare',
  from: 'client',
  messages: [],
  inputs: [
    {
      name: 'codeVerifier',
      label: 'Code verifier, 43 to 128 characters',
      kind: 'text',
      secret: true,
      initial: ({ random }) => base64url.encode(random(32)),
    },
    { name: 'state', label: 'State', kind: 'text', initial: ({ random }) => base64url.encode(random(16)) },
  ],
  derive: ({ inputs: { codeVerifier = '', state = '' } }) => [
    deriveCodeVerifier(codeVerifier),
    deriveCodeChallenge(codeChallengeOf(codeVerifier)),
    deriveState(state),
  ],
  predict: {
    ask: 'One of the three stays at Reader when Ada is sent off. Which?',
    kind: 'which-input',
    options: ['the verifier', 'the challenge', 'the state'],
    answer: 'the verifier',
    truth: (run) => {
      const { codeVerifier = '' } = prepared(run)
      return codeChallengeOf(codeVerifier) === codeVerifier ? 'the challenge' : 'the verifier'
    },
    because:
      'The challenge is its SHA-256, and no way leads back from a hash. So whoever reads the address that Ada is sent to cannot redeem the code.',
    clause: 'RFC 7636 §1, §7.1',
  },
  values: (run) => ({ challenge: shortened(codeChallengeOf(prepared(run).codeVerifier ?? '')) }),
}

/** What was prepared: drawn, or chosen by the learner. */
export function prepared(run: Run): Readonly<Record<string, string>> {
  return run.inputsOf('prepare')
}
