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
    ask: 'If the redirect URI had one slash more than the registered one, what would the server do?',
    kind: 'which-input',
    options: ['303 to that address', '303 with an error', '400 and no redirect'],
    answer: '400 and no redirect',
    // The honest run has no wrong address in it: what the server compares with is on record in its verdict.
    truth: (run) => {
      const { status } = run.exchanges('authorize').at(-1)?.response ?? {}
      const registered = compared(run)
      if (registered === undefined || registered.includes(`${redirectUriOf(run)}/`)) return `status ${status}`
      return '400 and no redirect'
    },
    because:
      'The two are compared character by character. Nobody is sent to an address that was not registered, not even with an error: it could be the attacker’s.',
    clause: 'RFC 9700 §2.1, §4.1.3',
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

/** What the redirect URI was compared with. */
function compared(run: Run): string | undefined {
  return run
    .exchanges('authorize')
    .at(-1)
    ?.verdict?.checks.find(({ id }) => id === 'redirect-uri-registered')?.expected
}
