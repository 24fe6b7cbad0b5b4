/** The honest flow: make a key, use it, leak it, change it, end it. */
import { request } from '@lockstep/http/message'
import type { Input, Party, Run, Step, StepMessage, Walkthrough } from '../scheme.ts'
import { callWithKey, derivationOf } from './credentials.ts'
import { claimedId, prefixOf } from './key.ts'
import { keyPlaces } from './key-record.ts'
import {
  answerOf,
  createRequest,
  type IssuedKey,
  issuedIn,
  keyAction,
  listRequest,
  refererFor,
} from './walkthrough-messages.ts'

export const parties: readonly Party[] = [
  { id: 'user-agent', label: 'User agent', hue: 'user-agent', note: 'this page' },
  { id: 'server', label: 'Server', hue: 'resource-server' },
  { id: 'attacker', label: 'Mallory', hue: 'attacker', note: 'another site' },
]

const toServer = { from: 'user-agent', to: 'server', channel: 'back' } as const

/** The key that the first step made; the sandbox's own where that step was passed over. */
function ownKey(run: Run): IssuedKey {
  return issuedIn(run, 'create-key') ?? seeded(run)
}

function seeded(run: Run): IssuedKey {
  const key: string = run.credentials.key
  return { key, id: claimedId(key) ?? '' }
}

function choice(name: string, label: string, options: readonly [string, ...string[]]): Input {
  return { name, label, kind: 'choice', options, initial: () => options[0] }
}

function call(expect: number, build: StepMessage['build'], words?: string): StepMessage {
  return { ...toServer, expect, build, ...(words === undefined ? {} : { words }) }
}

function ownerCall(expect: number, build: StepMessage['build'], words: string): StepMessage {
  return { ...toServer, owner: true, expect, build, words }
}

const createKey: Step = {
  id: 'create-key',
  from: 'user-agent',
  inputs: [
    { name: 'label', label: 'Label', kind: 'text', initial: () => 'notes-reader' },
    choice('scope', 'Scope', ['notes:read', 'notes:write', 'notes:read notes:write']),
    choice('place', 'Place', keyPlaces),
    choice('lifetime', 'Lifetime in seconds', ['7776000', '3600', '60']),
  ],
  predict: {
    ask: 'The key is in the answer now. Will a later GET show it again?',
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

const callBare: Step = {
  id: 'call-bare',
  from: 'user-agent',
  inputs: [choice('method', 'Method', ['GET', 'POST'])],
  predict: {
    ask: 'Which status will a call without a key get?',
    kind: 'status',
    options: ['400', '401', '403'],
    answer: '401',
    truth: (run) => `${run.exchanges('call-bare')[0]?.response.status}`,
    because:
      'Nothing was proven yet, so the answer asks for proof. 403 is for a caller who is known and may not.',
    clause: 'RFC 9110 §15.5.2',
  },
  messages: [
    call(401, ({ base, inputs: { method = 'GET' } }) => ({
      request: request(method, `${base}/api-key/whoami`),
      derivation: [],
    })),
  ],
}

const callHeader: Step = {
  id: 'call-header',
  from: 'user-agent',
  inputs: [choice('field', 'Field', ['X-API-Key', 'Authorization'])],
  predict: {
    ask: 'Whose name is in the answer?',
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

const callQuery: Step = {
  id: 'call-query',
  from: 'user-agent',
  inputs: [choice('place', 'Place', ['query', 'header', 'body'])],
  predict: {
    ask: 'The key is right, and it is in the query. Which status?',
    kind: 'status',
    options: ['200', '401', '403'],
    answer: '401',
    truth: (run) => `${run.exchanges('call-query')[0]?.response.status}`,
    because: 'This key was issued for the header. In another place it counts as no key at all.',
    clause: 'RFC 9110 §17.9',
    misconception: 'TLS makes a key in the URL safe.',
  },
  messages: [
    call(401, (run) => {
      const { base } = run
      const { key } = ownKey(run)
      if (run.inputs.place === 'header') return callWithKey({ base, key })
      if (run.inputs.place === 'body') return callWithKey({ base, key, carrier: 'form', method: 'POST' })
      return callWithKey({ base, key, carrier: 'query' })
    }),
  ],
}

const leakQuery: Step = {
  id: 'leak-query',
  from: 'user-agent',
  inputs: [
    choice('policy', 'Referrer policy', ['unsafe-url', 'strict-origin-when-cross-origin', 'no-referrer']),
  ],
  predict: {
    ask: 'The page at this address links to Mallory. Which field of the next request hands her the key?',
    kind: 'which-input',
    options: ['Host', 'Origin', 'Referer', 'None'],
    answer: 'Referer',
    truth: (run) => {
      const { key } = issuedIn(run, 'leak-query') ?? {}
      const link = run.exchanges('leak-query')[2]
      const telling = link?.request.headers.find(([, value]) => key !== undefined && value.includes(key))
      return (
        ['Host', 'Origin', 'Referer'].find((name) => name.toLowerCase() === telling?.[0].toLowerCase()) ??
        'None'
      )
    },
    because: 'Referer carries the address of the page that held the link, and here the query goes with it.',
    clause: 'RFC 9110 §10.1.3',
  },
  messages: [
    ownerCall(
      201,
      ({ base }) => ({
        request: createRequest(base, { label: 'old-widget', scope: 'notes:read', place: 'query' }),
        derivation: [],
      }),
      'make a query key',
    ),
    {
      ...call(200, (run) =>
        callWithKey({
          base: run.base,
          key: (issuedIn(run, 'leak-query') ?? ownKey(run)).key,
          carrier: 'query',
        }),
      ),
      channel: 'front',
    },
    {
      from: 'user-agent',
      to: 'attacker',
      channel: 'front',
      words: 'follow a link out',
      expect: 200,
      build: (run) => {
        const from = `${run.origin}${run.built('leak-query')[1]?.request.target ?? run.base}`
        const referer = refererFor(from, run.inputs.policy ?? '')
        return {
          request: request('GET', `${run.base}/mallory/api-key`, referer ? [['Referer', referer]] : []),
          derivation: [],
        }
      },
    },
  ],
  values: (run) => {
    const { key, id } = issuedIn(run, 'leak-query') ?? ownKey(run)
    const link = run.exchanges('leak-query')[2]
    const referer = link?.request.headers.find(([name]) => name.toLowerCase() === 'referer')?.[1]
    // A sentence is read aloud: the key has no place in it.
    return { referer: referer?.replace(key, `${prefixOf(id)}…`) ?? 'no Referer at all' }
  },
}

const callWrite: Step = {
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
      const { key } = run.inputs.scope === 'notes:read' ? ownKey(run) : seeded(run)
      return callWithKey({ base: run.base, key, method: 'POST' })
    }),
  ],
}

const rotateKey: Step = {
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

const revokeKey: Step = {
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

function newestKey(run: Run): IssuedKey {
  return issuedIn(run, 'rotate-key') ?? ownKey(run)
}

export const walkthrough: Walkthrough = {
  id: 'main',
  title: 'A key, from its first call to its last',
  parties,
  steps: [createKey, callBare, callHeader, callQuery, leakQuery, callWrite, rotateKey, revokeKey],
}
