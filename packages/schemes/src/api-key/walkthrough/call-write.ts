/** A known caller who may not. */
import type { Step } from '../../scheme.ts'
import { callWithKey } from '../credentials.ts'
import { call, choice, ownKey, seededKey } from './step-parts.ts'

export const callWrite: Step = {
  id: 'call-write',
  from: 'user-agent',
  inputs: [choice('scope', 'Scope of the key', ['notes:read', 'notes:read notes:write'])],
  predict: {
    ask: 'A key that may read tries to write. 401 or 403?',
    kind: 'status',
    options: ['200', '401', '403'],
    answer: '403',
    truth: (run) => `${run.exchanges('call-write')[0]?.response.status}`,
    because:
      'The server knows who calls, and that caller may not do this. Another try with the same key cannot help.',
    clause: 'RFC 9110 §15.5.4',
  },
  messages: [
    call(403, (run) => {
      const { key } = run.inputs.scope === 'notes:read' ? ownKey(run) : seededKey(run)
      return callWithKey({ base: run.base, key, method: 'POST' })
    }),
  ],
}
