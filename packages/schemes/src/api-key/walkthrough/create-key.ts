/** A key is made, and never shown again. */
import type { Step } from '../../scheme.ts'
import { derivationOf } from '../credentials.ts'
import { prefixOf } from '../key.ts'
import { keyPlaces } from '../key-record.ts'
import { answerOf, createRequest, issuedIn, listRequest } from './messages.ts'
import { choice, ownerCall, ownKey } from './step-parts.ts'

export const createKey: Step = {
  id: 'create-key',
  from: 'user-agent',
  inputs: [
    { name: 'label', label: 'Label', kind: 'text', initial: () => 'notes-reader' },
    choice('scope', 'Scope', ['notes:read', 'notes:write', 'notes:read notes:write']),
    choice('place', 'Place', keyPlaces),
    choice('lifetime', 'Lifetime in seconds', ['7776000', '3600', '60']),
  ],
  predict: {
    ask: 'The key is in the answer now. Can you read it again with a GET?',
    kind: 'same-or-not',
    options: ['Yes, to its owner', 'No, prefix and label only'],
    answer: 'No, prefix and label only',
    truth: (run) => {
      const listed = run.exchanges('create-key')[1]
      const { key } = issuedIn(run, 'create-key') ?? {}
      const hidden = key !== undefined && listed !== undefined && !answerOf(listed).includes(key)
      return hidden ? 'No, prefix and label only' : 'Yes, to its owner'
    },
    because: 'The server kept a hash. It can recognise the key, and cannot say it.',
    clause: 'ASVS 11.4.1',
  },
  messages: [
    ownerCall(
      201,
      ({ base, inputs: { label = '', scope = '', place = '', lifetime = '' } }) => ({
        request: createRequest(base, { label, scope, place, lifetime: Number(lifetime) }),
        derivation: [],
      }),
      'make a key',
    ),
    ownerCall(
      200,
      (run) => ({ request: listRequest(run.base), derivation: derivationOf(ownKey(run).key) }),
      'look at it again',
    ),
  ],
  values: (run) => {
    const made = issuedIn(run, 'create-key')
    return { prefix: made ? prefixOf(made.id) : 'no key' }
  },
}
