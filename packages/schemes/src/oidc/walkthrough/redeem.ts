import { formRequest } from '../../oauth2/credentials/form-request.ts'
import { deriveCodeVerifier } from '../../oauth2/credentials/pkce.ts'
import { answerOf, known, memberOf, missing } from '../../oauth2/walkthrough/run-values.ts'
import type { Built, Run, Step, StepMessage } from '../../scheme.ts'
import { builtInWords, derivedInWords } from '../credentials/in-words.ts'
import { toProvider } from './channels.ts'
import { clientOf, drawnIn, parameterAt, partsOf, pathOf, redirectUriOf } from './run-values.ts'

/** The client redeems the code, and gets two tokens (Core §3.1.3.1, §3.1.3.3). */
export const redeem: Step = {
  id: 'redeem',
  from: 'relying-party',
  inputs: [
    {
      name: 'codeVerifier',
      label: 'Code verifier',
      kind: 'text',
      secret: true,
      initial: (run) => run.inputsOf('authorize').codeVerifier ?? '',
    },
  ],
  messages: [redeems({ from: 'callback', drawn: 'authorize' })],
  predict: {
    ask: 'Three random values went into this login. Which of them stands in the ID Token that comes back?',
    kind: 'which-input',
    options: ['state', 'nonce', 'code_verifier'],
    answer: 'nonce',
    truth: (run) => {
      const { state, nonce, codeVerifier } = drawnIn(run, 'authorize')
      const claims = Object.values(partsOf(memberOf(run.exchanges('redeem').at(-1), 'id_token') ?? '').claims)
      return Object.entries({ state, nonce, code_verifier: codeVerifier })
        .flatMap(([name, value]) => (claims.includes(value) ? [name] : []))
        .join(', ')
    },
    because:
      'The state came back beside the code, in the address, where anybody could have put it. The nonce is inside what the provider signed.',
    clause: 'Core §3.1.2.1, §3.1.3.7',
    misconception: 'The nonce repeats what state does.',
  },
  values: (run) => {
    const answer = run.exchanges('redeem').at(-1)
    const idToken = memberOf(answer, 'id_token')
    return known({
      lives: answerOf(answer).expires_in === undefined ? undefined : String(answerOf(answer).expires_in),
      size: idToken === undefined ? 'no' : String(idToken.length),
    })
  },
}

/** The token request for the code that a step's last redirect brought. */
export function redeems({ from, drawn }: { from: string; drawn: string }): StepMessage {
  return {
    ...toProvider,
    endpoint: 'token',
    branch: 'code',
    words: 'code, verifier, secret',
    expect: 200,
    build: (run) => tokenRequest(run, from, drawn),
  }
}

function tokenRequest(run: Run, from: string, drawn: string): Built {
  const code = parameterAt(run, from, 'code')
  if (code === undefined) return missing('codes to redeem', 'Let Ada say yes first')
  const codeVerifier = run.inputs.codeVerifier ?? drawnIn(run, drawn).codeVerifier
  const built = builtInWords(
    formRequest({
      target: pathOf(run, 'token'),
      parameters: [
        ['grant_type', 'authorization_code'],
        ['code', code],
        ['redirect_uri', redirectUriOf(run)],
        ['code_verifier', codeVerifier],
      ],
      client: clientOf(run),
    }),
  )
  return {
    ...built,
    derivation: [...derivedInWords([deriveCodeVerifier(codeVerifier)]), ...built.derivation],
  }
}
