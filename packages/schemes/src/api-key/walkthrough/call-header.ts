/** The key where it belongs. */
import type { Step } from '../../scheme.ts'
import { callWithKey } from '../credentials.ts'
import { call, choice, ownKey } from './step-parts.ts'

export const callHeader: Step = {
  id: 'call-header',
  from: 'user-agent',
  inputs: [choice('field', 'Field', ['X-API-Key', 'Authorization'])],
  predict: {
    ask: 'Under whose name were you let in?',
    kind: 'which-input',
    options: ['The client’s', 'Ada’s', 'Nobody’s'],
    answer: 'The client’s',
    truth: (run) => {
      const principal = run.exchanges('call-header')[0]?.verdict?.principal
      if (!principal) return 'Nobody’s'
      return principal.type === 'client' ? 'The client’s' : 'Ada’s'
    },
    because: 'A key names the program that it was made for. Who sits in front of the program is not in it.',
    clause: 'API2:2023',
    misconception: 'The key tells us which user is calling.',
  },
  messages: [
    call(200, (run) => {
      const carrier = run.inputs.field === 'Authorization' ? 'Authorization' : 'X-API-Key'
      return callWithKey({ base: run.base, key: ownKey(run).key, carrier })
    }),
  ],
  values: (run) => ({ principal: run.exchanges('call-header')[0]?.verdict?.principal?.id ?? 'nobody' }),
}
