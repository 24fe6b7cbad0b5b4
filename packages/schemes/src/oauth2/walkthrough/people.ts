/** What Ada does at the server's pages: two forms, posted from there (RFC 6749 §3.1, §4.1.1). */
import { encodeForm, type FormPair, formMediaType, onlyValue } from '@lockstep/http/form-urlencoded'
import { request } from '@lockstep/http/message'
import { readHtmlForm } from '../../html-form.ts'
import type { Built, Exchange, Input, Run, StepMessage } from '../../scheme.ts'
import { bodyTextOf, credentialsOf, missing } from './run-values.ts'

const scopes = ['notes:read notes:write', 'notes:read', 'notes:write'] as const

/** What she can choose on the page. `scope`: the boxes that she ticks at first. */
export function decisionInputs(scope: (typeof scopes)[number] = 'notes:read'): readonly Input[] {
  return [
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
      options: scopes.filter((one) => scope.includes(one) || one === scope),
      initial: () => scope,
    },
  ]
}

const front = {
  from: 'resource-owner',
  to: 'authorization-server',
  channel: 'front',
} as const satisfies Partial<StepMessage>

type Page = {
  /** The answer that shows the page. */
  readonly shown: (run: Run) => Exchange | undefined
  /** Where its forms are posted: the page's own path. */
  readonly path: (run: Run) => string
}

/** She types her name and her password into the server's own page. */
export function logIn(page: Page, how: Pick<StepMessage, 'endpoint' | 'branch' | 'expect'>): StepMessage {
  return {
    ...front,
    ...how,
    words: 'log in',
    build: (run) => {
      const { userId, password } = credentialsOf(run).resourceOwner
      const hidden = hiddenFields(page.shown(run)).filter(([name]) => !visible.includes(name))
      return posted(page.path(run), [...hidden, ['userId', userId], ['password', password]])
    },
  }
}

/** She presses a button. */
export function decide(page: Page, how: Pick<StepMessage, 'endpoint' | 'branch' | 'expect'>): StepMessage {
  return {
    ...front,
    ...how,
    words: 'decide',
    build: (run) => {
      const hidden = hiddenFields(page.shown(run)).filter(([name]) => !visible.includes(name))
      if (onlyValue(hidden, 'pageSecret') === undefined)
        return missing('questions to decide on', 'Let Ada log in first')
      const ticked = (run.inputs.scope ?? 'notes:read').split(' ')
      return posted(page.path(run), [
        ...hidden,
        ...ticked.map((scope): FormPair => ['scope', scope]),
        ['decision', run.inputs.decision ?? 'approve'],
      ])
    },
  }
}

/** What people fill in; the rest of a form is hidden. */
const visible = ['userId', 'password', 'scope', 'decision']

function hiddenFields(page: Exchange | undefined): readonly FormPair[] {
  return readHtmlForm(bodyTextOf(page, 'response'))?.fields ?? []
}

export function posted(path: string, fields: readonly FormPair[]): Built {
  return {
    request: request('POST', path, [['Content-Type', formMediaType]], encodeForm(fields)),
    derivation: [],
  }
}
