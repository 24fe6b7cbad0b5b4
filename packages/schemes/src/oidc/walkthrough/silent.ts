import { known, statusOf } from '../../oauth2/walkthrough/run-values.ts'
import type { Step } from '../../scheme.ts'
import { comesBack } from './callback.ts'
import { ask, begin, drawnInputs, maxAgeInput, promptInput } from './front-login.ts'
import { parameterAt } from './run-values.ts'

/** The client asks without disturbing anybody (Core §3.1.2.6). */
export const silent: Step = {
  id: 'silent',
  from: 'relying-party',
  // So that Ada's log-in is older than the request allows.
  clock: 60,
  inputs: [promptInput('none'), maxAgeInput('30'), ...drawnInputs],
  messages: [begin('silent'), ask('silent', 303), comesBack('silent')],
  predict: {
    ask: 'Ada logged in a minute ago. The request says prompt=none and allows 30 seconds. What does the provider send?',
    kind: 'status',
    options: ['200 with a log-in page', '303 with an error', '303 with a code'],
    answer: '303 with an error',
    truth: (run) => {
      const status = statusOf(run, 'silent', 1)
      if (status !== '303') return `${status} with a log-in page`
      return parameterAt(run, 'silent', 'error') === undefined ? '303 with a code' : '303 with an error'
    },
    because:
      'With prompt=none no page may be shown. The provider says login_required, and the client decides whether Ada is to be asked.',
    clause: 'Core §3.1.2.6',
  },
  values: (run) => known({ error: parameterAt(run, 'silent', 'error') ?? 'no error' }),
}
