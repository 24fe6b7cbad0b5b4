/** How a login begins: the user agent goes to the client, and is sent on to the provider. Several steps do it. */
import { encodeForm, type FormPair } from '@lockstep/http/form-urlencoded'
import { request } from '@lockstep/http/message'
import type { Input, Run, StepMessage } from '../../scheme.ts'
import { authenticationPairs, authenticationRequest } from '../credentials/authentication-request.ts'
import { agentToClient, agentToProvider } from './channels.ts'
import { clientId, drawnIn, fresh, pathOf, redirectUriOf } from './run-values.ts'

/** Drawn anew for each login. */
export const drawnInputs: readonly Input[] = [
  { name: 'state', label: 'State', kind: 'text', initial: (run) => fresh(run) },
  { name: 'nonce', label: 'Nonce', kind: 'text', initial: (run) => fresh(run) },
  {
    name: 'codeVerifier',
    label: 'Code verifier, 43 to 128 characters',
    kind: 'text',
    secret: true,
    initial: (run) => fresh(run, 32),
  },
]

export const loginScope = 'openid profile email notes:read'

export const scopeInput: Input = {
  name: 'scope',
  label: 'Scope',
  kind: 'choice',
  options: [loginScope, 'openid', 'notes:read'],
  initial: () => loginScope,
}

export function promptInput(first: '' | 'none'): Input {
  return {
    name: 'prompt',
    label: 'Prompt; empty for none of them',
    kind: 'choice',
    options: ['', 'none', 'login', 'consent'],
    initial: () => first,
  }
}

export function maxAgeInput(first: string): Input {
  return {
    name: 'maxAge',
    label: 'max_age, in seconds; empty for any',
    kind: 'text',
    initial: () => first,
  }
}

/** At the client: it remembers state and provider in a cookie. The verifier and the nonce stay with the page. */
export function begin(step: string): StepMessage {
  return {
    ...agentToClient,
    endpoint: 'client-begin',
    words: 'log in at the client',
    expect: 302,
    build: (run) => ({
      request: request('GET', `${pathOf(run, 'client/begin')}?by=page&${encodeForm(asked(run, step))}`),
      derivation: [],
    }),
  }
}

/** At the provider: without the scope openid it would be plain OAuth, which is another branch. */
export function ask(step: string, expect: number): StepMessage {
  return {
    ...agentToProvider,
    endpoint: 'authorize',
    branch: 'openid',
    words: 'follow the redirect',
    expect,
    build: (run) =>
      authenticationRequest({
        origin: run.origin,
        path: pathOf(run, 'authorize'),
        parameters: asked(run, step),
      }),
  }
}

function asked(run: Run, step: string): FormPair[] {
  const { scope = loginScope, prompt = '', maxAge = '' } = run.inputs
  return authenticationPairs({
    ...drawnIn(run, step),
    client_id: clientId,
    redirect_uri: redirectUriOf(run),
    scope,
    prompt,
    maxAge,
  })
}
