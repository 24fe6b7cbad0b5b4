import { decide, logIn as typeIn } from '../../oauth2/walkthrough/people.ts'
import type { Run, Step, StepMessage } from '../../scheme.ts'
import { loginScope } from './front-login.ts'
import { pathOf } from './run-values.ts'

const hers: Pick<StepMessage, 'from' | 'to'> = { from: 'end-user', to: 'openid-provider' }
const path = (run: Run) => pathOf(run, 'authorize')

/** Ada logs in at the provider and decides what the client may know (Core §3.1.2.3, §3.1.2.4). */
export const logIn: Step = {
  id: 'log-in',
  from: 'end-user',
  inputs: [
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
      options: [loginScope, 'openid profile', 'openid'],
      initial: () => loginScope,
    },
  ],
  messages: [
    {
      ...typeIn(
        { shown: (run) => run.exchanges('authorize').at(-1), path },
        { endpoint: 'authorize', branch: 'openid', expect: 200 },
      ),
      ...hers,
    },
    {
      ...decide({ shown: (run) => run.exchanges('log-in')[0], path }, { endpoint: 'decision', expect: 303 }),
      ...hers,
    },
  ],
  predict: {
    ask: 'Ada types her password. Who gets to see it?',
    kind: 'who-can-read',
    options: ['the provider alone', 'the provider and the client', 'whoever reads the address'],
    answer: 'the provider alone',
    truth: (run) => {
      const { password } = run.credentials.resourceOwner as { password: string }
      const [typed, decided] = run.exchanges('log-in')
      const location = JSON.stringify(decided?.response.headers ?? '')
      if (typed?.request.target.includes(password) || location.includes(password))
        return 'whoever reads the address'
      const toClient = ['callback', 'redeem'].flatMap((step) => run.exchanges(step))
      return JSON.stringify(toClient).includes(password)
        ? 'the provider and the client'
        : 'the provider alone'
    },
    because:
      'She typed it into a page of the provider. The client learns that she logged in and how, and can lose no password.',
    clause: 'Core §3.1.2.3',
  },
}
