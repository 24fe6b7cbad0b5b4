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
    ask: 'Reader changes the last character of the verifier. What becomes of the challenge?',
    kind: 'which-input',
    options: ['it stays the same', 'its last character changes', 'nearly all of it changes'],
    answer: 'nearly all of it changes',
    truth: (run) => {
      const { codeVerifier = '' } = prepared(run)
      const before = codeChallengeOf(codeVerifier)
      const after = codeChallengeOf(`${codeVerifier.slice(0, -1)}${codeVerifier.endsWith('A') ? 'B' : 'A'}`)
      const changed = [...before].filter((character, at) => after[at] !== character).length
      if (changed > before.length / 2) return 'nearly all of it changes'
      return changed === 0 ? 'it stays the same' : 'its last character changes'
    },
    because:
      'It is a SHA-256, and nothing in it tells how near a guess was. So no way leads back: whoever reads the challenge cannot redeem the code.',
    clause: 'RFC 7636 §4.2, §7.1',
  },
  values: (run) => ({ challenge: shortened(codeChallengeOf(prepared(run).codeVerifier ?? '')) }),
}

/** What was prepared: drawn, or chosen by the learner. */
export function prepared(run: Run): Readonly<Record<string, string>> {
  return run.inputsOf('prepare')
}
