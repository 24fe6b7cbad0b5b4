import { encodeForm, type FormPair, formMediaType } from '@lockstep/http/form-urlencoded'
import { request } from '@lockstep/http/message'
import { callbackIn } from '../../oauth2/walkthrough/callback.ts'
import { answerField } from '../../oauth2/walkthrough/run-values.ts'
import type { Run, Step } from '../../scheme.ts'
import { agentToClient, agentToProvider } from './channels.ts'
import { clientOf, fresh, pathOf, tokenIn } from './run-values.ts'

/** The client has forgotten Ada, and asks the provider to do so too (RP-Logout §2, §3). */
export const logOut: Step = {
  id: 'log-out',
  from: 'user-agent',
  inputs: [
    {
      name: 'hint',
      label: 'ID Token as a hint',
      kind: 'lines',
      secret: true,
      initial: (run) => (run.exchanges('redeem').length === 0 ? '' : tokenIn(run, 'redeem', 'id_token')),
    },
    {
      name: 'returnTo',
      label: 'Where to go afterwards',
      kind: 'text',
      initial: loggedOutUriOf,
    },
    { name: 'state', label: 'State', kind: 'text', initial: (run) => fresh(run) },
  ],
  messages: [
    {
      ...agentToProvider,
      endpoint: 'end-session',
      words: 'log out here too',
      expect: 303,
      build: (run) => ({
        request: request(
          'POST',
          pathOf(run, 'end_session'),
          [['Content-Type', formMediaType]],
          encodeForm(asked(run)),
        ),
        derivation: [],
      }),
    },
    {
      ...agentToClient,
      endpoint: 'client-logged-out',
      words: 'back at the client',
      expect: 200,
      build: (run) => ({ request: request('GET', backIn(run)), derivation: [] }),
    },
  ],
  predict: {
    ask: 'Ada may be logged in at three clients by this provider. How many of them hear of this log-out?',
    kind: 'count',
    options: ['0', '1', '3'],
    answer: '1',
    truth: (run) => {
      const clients = run.exchanges('log-out').filter(({ request }) => request.target.includes('/client/'))
      return String(clients.length)
    },
    because:
      'The provider’s session has ended, and Ada was sent back to the client that asked. Nobody told the others: their sessions go on until they end by themselves.',
    clause: 'RP-Logout §2',
    misconception: 'Logging out here logs out everywhere.',
  },
  values: (run) => ({
    landed: (answerField(run.exchanges('log-out')[0], 'location') ?? 'no address').replace(/\?.*$/, ''),
  }),
}

/** Where the provider sent her. Where it sent her nowhere, she goes there by herself: it may still be asking. */
function backIn(run: Run): string {
  const led = answerField(run.exchanges('log-out').at(-1), 'location') !== undefined
  return led ? callbackIn(run, 'log-out') : new URL(loggedOutUriOf(run), run.origin).pathname
}

function loggedOutUriOf(run: Run): string {
  return clientOf(run).post_logout_redirect_uris?.[0] ?? ''
}

/** What is empty is left out: without a hint the provider has to ask Ada. */
function asked(run: Run): FormPair[] {
  const { hint = '', returnTo = '', state = '' } = run.inputs
  const pairs: FormPair[] = [
    ['id_token_hint', hint],
    ['post_logout_redirect_uri', returnTo],
    ['state', state],
  ]
  return pairs.filter(([, value]) => value !== '')
}
