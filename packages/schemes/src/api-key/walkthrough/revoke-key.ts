/** The end of a key. */
import type { Step } from '../../scheme.ts'
import { callWithKey } from '../credentials.ts'
import { prefixOf } from '../key.ts'
import { keyAction } from './messages.ts'
import { call, newestKey, ownerCall } from './step-parts.ts'

export const revokeKey: Step = {
  id: 'revoke-key',
  from: 'user-agent',
  predict: {
    ask: 'The key is revoked. When does it stop working?',
    kind: 'same-or-not',
    options: ['On the very next call', 'Some minutes later', 'When its lifetime ends'],
    answer: 'On the very next call',
    truth: (run) =>
      run.exchanges('revoke-key')[1]?.response.status === 401
        ? 'On the very next call'
        : 'Some minutes later',
    because: 'Each call looks the key up, so each call sees the end. A server that caches look-ups is later.',
  },
  messages: [
    ownerCall(
      200,
      (run) => ({ request: keyAction(run.base, newestKey(run).id, 'revoke'), derivation: [] }),
      'revoke',
    ),
    call(401, (run) => callWithKey({ base: run.base, key: newestKey(run).key }), 'same key'),
  ],
  values: (run) => ({ prefix: prefixOf(newestKey(run).id) }),
}
