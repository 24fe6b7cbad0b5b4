/** One key takes the place of another, without a gap. */
import type { Run, Step } from '../../scheme.ts'
import { callWithKey } from '../credentials.ts'
import { issuedIn, keyAction } from './messages.ts'
import { call, choice, ownerCall, ownKey } from './step-parts.ts'

export const rotateKey: Step = {
  id: 'rotate-key',
  from: 'user-agent',
  inputs: [choice('overlap', 'Overlap in seconds', ['60', '3600', '0'])],
  predict: {
    ask: 'The key was changed a moment ago. How many keys work now?',
    kind: 'count',
    options: ['None', 'One', 'Two'],
    answer: 'Two',
    truth: workingKeys,
    because: 'The old key goes on until the overlap ends, so every program can change over in its own time.',
  },
  messages: [
    ownerCall(
      201,
      (run) => ({
        request: keyAction(run.base, ownKey(run).id, 'rotate', { overlap: Number(run.inputs.overlap) }),
        derivation: [],
      }),
      'rotate',
    ),
    call(200, (run) => callWithKey({ base: run.base, key: ownKey(run).key }), 'old key'),
    call(
      200,
      (run) => callWithKey({ base: run.base, key: (issuedIn(run, 'rotate-key') ?? ownKey(run)).key }),
      'new key',
    ),
  ],
  values: (run) => ({ overlap: run.inputs.overlap ?? '', working: workingKeys(run) }),
}

function workingKeys(run: Run): string {
  const calls = run.exchanges('rotate-key').slice(1)
  const working = calls.filter(({ response }) => response.status === 200).length
  return ['None', 'One', 'Two'][working] ?? `${working}`
}
