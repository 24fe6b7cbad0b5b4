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
    ask: 'The answer has an ID Token and an access token. Whose name does the aud of the ID Token hold?',
    kind: 'which-input',
    options: ['the client’s', 'the API’s', 'Ada’s'],
    answer: 'the client’s',
    truth: (run) => {
      const token = memberOf(run.exchanges('redeem').at(-1), 'id_token') ?? ''
      const { aud, sub } = partsOf(token).claims
      if (aud === clientOf(run).client_id) return 'the client’s'
      return aud === sub ? 'Ada’s' : 'the API’s'
    },
    because:
      'The ID Token is a letter to the client. The access token is for the API, and says so in its own aud.',
    clause: 'Core §2',
    misconception: 'An ID Token calls APIs.',
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
