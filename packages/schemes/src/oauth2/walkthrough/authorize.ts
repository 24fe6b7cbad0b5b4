import { encodeForm, type FormPair } from '@lockstep/http/form-urlencoded'
import { request } from '@lockstep/http/message'
import type { Built, Run, Step } from '../../scheme.ts'
import { authorizationRequest } from '../credentials/authorization-request.ts'
import { codeChallengeOf } from '../credentials/pkce.ts'
import { prepared } from './prepare.ts'
import { missing, pathOf, redirectUriOf } from './run-values.ts'

/** Reader sends Ada's user agent to the server (RFC 6749 §4.1.1). */
export const authorize: Step = {
  id: 'authorize',
  from: 'client',
  inputs: [
    { name: 'redirectUri', label: 'Redirect URI', kind: 'text', initial: redirectUriOf },
    {
      name: 'scope',
      label: 'Scope',
      kind: 'choice',
      options: ['notes:read', 'notes:read notes:write', 'notes:delete'],
      initial: () => 'notes:read',
    },
    {
      name: 'method',
      label: 'Code challenge method',
      kind: 'choice',
      options: ['S256', 'plain'],
      initial: () => 'S256',
    },
  ],
  messages: [
    {
      from: 'user-agent',
      to: 'client',
      channel: 'front',
      words: 'begin at Reader',
      expect: 302,
      build: (run) => ({
        request: request('GET', `${pathOf(run, 'client/begin')}?${encodeForm(asked(run))}`),
        derivation: [],
      }),
    },
    {
      from: 'user-agent',
      to: 'authorization-server',
      channel: 'front',
      endpoint: 'authorize',
      branch: 'parameters',
      words: 'follow the redirect',
      expect: 200,
      build: (run): Built =>
        authorizationRequest({
          origin: run.origin,
          path: pathOf(run, 'authorize'),
          parameters: asked(run),
        }),
    },
  ],
  predict: {
    ask: 'Somebody reads the whole address that Ada’s user agent follows. What do they learn of the verifier?',
    kind: 'which-input',
    options: ['nothing at all', 'its hash', 'the verifier itself'],
    answer: 'its hash',
    truth: (run) => {
      const { codeVerifier = '' } = prepared(run)
      const { target } = run.exchanges('authorize').at(-1)?.request ?? { target: '' }
      if (target.includes(codeVerifier)) return 'the verifier itself'
      return target.includes(codeChallengeOf(codeVerifier)) ? 'its hash' : 'nothing at all'
    },
    because:
      'The challenge may be seen by anyone: it is good for comparing and for nothing else. With the method plain the verifier itself would stand here.',
    clause: 'RFC 7636 §1, §4.4.1',
    misconception: 'PKCE is for mobile apps.',
  },
}

/** The parameters, in the order in which they are sent. */
function asked(run: Run): readonly FormPair[] {
  const { codeVerifier, state } = prepared(run)
  if (codeVerifier === undefined || state === undefined)
    return missing('values to send', 'Prepare them first')
  const { redirectUri = '', scope = '', method = '' } = run.inputs
  return [
    ['response_type', 'code'],
    ['client_id', 'reader'],
    ['redirect_uri', redirectUri],
    ['scope', scope],
    ['state', state],
    ['code_challenge', method === 'plain' ? codeVerifier : codeChallengeOf(codeVerifier)],
    ['code_challenge_method', method],
  ]
}
