import type { Run, Step } from '../../scheme.ts'
import { decide, decisionInputs, logIn } from './people.ts'
import { known, pathOf, redirected, statusOf } from './run-values.ts'

/** Ada logs in at the server and decides (RFC 6749 §4.1.1, §4.1.2). */
export const consent: Step = {
  id: 'consent',
  from: 'resource-owner',
  inputs: decisionInputs('notes:read'),
  messages: [
    logIn(
      { shown: (run) => run.exchanges('authorize').at(-1), path: authorizePath },
      { endpoint: 'authorize', branch: 'parameters', expect: 200 },
    ),
    decide(
      { shown: (run) => run.exchanges('consent')[0], path: authorizePath },
      { endpoint: 'decision', expect: 303 },
    ),
  ],
  predict: {
    ask: 'Ada’s form is answered with a redirect to Reader. Which status keeps her password out of it?',
    kind: 'which-input',
    options: ['303', '307', '308'],
    answer: '303',
    truth: (run) => statusOf(run, 'consent'),
    because:
      'After 303 a user agent goes on with GET and no content. 307 and 308 would have it post the same form again, to Reader.',
    clause: 'RFC 9700 §4.12',
  },
  values: (run) => known({ iss: redirected(run, 'consent', 'iss') }),
}

function authorizePath(run: Run): string {
  return pathOf(run, 'authorize')
}
