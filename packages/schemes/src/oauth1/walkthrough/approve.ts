import { encodeForm, type FormPair, formMediaType, onlyValue } from '@lockstep/http/form-urlencoded'
import { request } from '@lockstep/http/message'
import { readHtmlForm } from '../../html-form.ts'
import type { Built, Exchange, Input, Run, Step } from '../../scheme.ts'
import { answerField, credentialsOf, missing, temporaryIn, verifierIn } from './run-values.ts'

const scopes = ['notes:read notes:write', 'notes:read', 'notes:write']

const inputs: readonly Input[] = [
  {
    name: 'decision',
    label: 'Ada’s decision',
    kind: 'choice',
    options: ['approve', 'deny'],
    initial: () => 'approve',
  },
  {
    name: 'scope',
    label: 'Boxes that she ticks',
    kind: 'choice',
    options: scopes,
    initial: () => scopes[0] ?? '',
  },
]

/** Ada logs in and decides: two forms of the server's own pages (RFC 5849 §2.2). */
export const approve: Step = {
  id: 'approve',
  from: 'resource-owner',
  inputs,
  messages: [
    {
      from: 'resource-owner',
      to: 'server',
      channel: 'front',
      endpoint: 'authorize',
      words: 'log in',
      expect: 200,
      build: (run) => posted(run, logInFields(run)),
    },
    {
      from: 'resource-owner',
      to: 'server',
      channel: 'front',
      endpoint: 'authorize',
      words: 'decide',
      expect: 303,
      build: (run) => posted(run, decisionFields(run)),
    },
  ],
  predict: {
    ask: 'Reader can finish only with a verifier. Where can it get one?',
    kind: 'who-can-read',
    options: [
      'from the first answer',
      'from the URL of the server’s page',
      'from the user agent that approved',
    ],
    answer: 'from the user agent that approved',
    truth: (run) => {
      const verifier = verifierIn(run)
      const holds = (exchange: Exchange | undefined) => JSON.stringify(exchange ?? '').includes(verifier)
      if (holds(run.exchanges('initiate').at(-1))) return 'from the first answer'
      if (run.exchanges('authorize').some(holds)) return 'from the URL of the server’s page'
      return (answerField(run.exchanges('approve').at(-1), 'location') ?? '').includes(verifier)
        ? 'from the user agent that approved'
        : 'nowhere'
    },
    because:
      'The server hands it to the user agent of the person who said yes, and to nobody else. Bringing it to Reader shows that this person came back.',
    clause: 'RFC 5849 §2.2',
  },
}

/** What the log-in form posts: the question that it belongs to, a name and a password. */
function logInFields(run: Run): readonly FormPair[] {
  const { userId, password } = credentialsOf(run).resourceOwner
  return [
    ['oauth_token', temporaryIn(run).token],
    ['userId', userId],
    ['password', password],
  ]
}

/** What the consent form posts: its hidden fields, the boxes that are ticked, and the button. */
function decisionFields(run: Run): readonly FormPair[] {
  const [page] = run.exchanges('approve')
  const shown = page && 'text' in page.response.body ? readHtmlForm(page.response.body.text) : undefined
  const hidden = (shown?.fields ?? []).filter(([name]) => name !== 'scope')
  if (onlyValue(hidden, 'decisionToken') === undefined)
    return missing('questions to decide on', 'Let Ada log in first')
  const ticked = (run.inputs.scope ?? '').split(' ').map((scope): FormPair => ['scope', scope])
  return [...hidden, ...ticked, ['decision', run.inputs.decision ?? '']]
}

function posted(run: Run, fields: readonly FormPair[]): Built {
  const type = ['Content-Type', formMediaType] as const
  return {
    request: request('POST', `${run.base}/oauth1/authorize`, [type], encodeForm(fields)),
    derivation: [],
  }
}
