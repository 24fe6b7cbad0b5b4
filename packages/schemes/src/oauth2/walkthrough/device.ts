import { request } from '@lockstep/http/message'
import type { Run, Step, StepMessage } from '../../scheme.ts'
import { formRequest } from '../credentials/form-request.ts'
import { decide, decisionInputs, logIn, posted } from './people.ts'
import { answerOf, clientOf, known, memberOf, missing, pathOf, shortened } from './run-values.ts'

const poll = {
  from: 'client',
  to: 'authorization-server',
  channel: 'back',
  endpoint: 'token',
  branch: 'device',
  words: 'poll',
} as const

const start: Step = {
  id: 'dev-start',
  from: 'client',
  inputs: [
    {
      name: 'scope',
      label: 'Scope',
      kind: 'choice',
      options: ['notes:read', 'notes:read notes:write'],
      initial: () => 'notes:read',
    },
  ],
  messages: [
    {
      from: 'client',
      to: 'authorization-server',
      channel: 'back',
      endpoint: 'device-authorization',
      words: 'ask for codes',
      expect: 200,
      build: (run) =>
        formRequest({
          target: pathOf(run, 'device_authorization'),
          parameters: [['scope', run.inputs.scope ?? '']],
          client: clientOf(run, 'kiosk'),
          name: 'deviceAuthorizationRequest',
        }),
    },
  ],
  predict: {
    ask: 'Two codes come back. Which one does Kiosk show on its screen?',
    kind: 'which-input',
    options: ['the device code', 'the user code', 'both'],
    answer: 'the user code',
    truth: (run) => {
      const user = memberOf(run.exchanges('dev-start').at(-1), 'user_code') ?? ''
      const device = memberOf(run.exchanges('dev-start').at(-1), 'device_code') ?? ''
      // The one that is made to be read and typed is the short one.
      return user.length < device.length ? 'the user code' : 'the device code'
    },
    because:
      'The device code is Kiosk’s own secret, and long. The user code is short and for eyes: whoever reads it can approve, and cannot poll.',
    clause: 'RFC 8628 §3.2, §3.3',
  },
  values: (run) => {
    const answer = run.exchanges('dev-start').at(-1)
    const { interval } = answerOf(answer)
    return known({
      userCode: memberOf(answer, 'user_code'),
      interval: interval === undefined ? undefined : String(interval),
    })
  },
}

const first: Step = {
  id: 'dev-poll',
  from: 'client',
  messages: [{ ...poll, expect: 400, build: polled }],
  predict: {
    ask: 'Nobody has decided yet. Which error does the poll bring?',
    kind: 'which-input',
    options: ['authorization_pending', 'access_denied', 'invalid_grant'],
    answer: 'authorization_pending',
    truth: (run) => memberOf(run.exchanges('dev-poll').at(-1), 'error') ?? 'none',
    because:
      'It is an error by its form and a question by its meaning: ask again later. access_denied would be Ada’s no, and the end.',
    clause: 'RFC 8628 §3.5',
  },
  values: (run) => known({ error: memberOf(run.exchanges('dev-poll').at(-1), 'error') }),
}

const fast: Step = {
  id: 'dev-poll-fast',
  from: 'client',
  messages: [
    { ...poll, expect: 400, build: polled },
    { ...poll, words: 'and again at once', expect: 400, build: polled },
  ],
  predict: {
    ask: 'Kiosk polls twice within a second. What does the second poll bring?',
    kind: 'which-input',
    options: ['authorization_pending again', 'slow_down', '429'],
    answer: 'slow_down',
    truth: (run) => {
      const error = memberOf(run.exchanges('dev-poll-fast').at(-1), 'error') ?? 'none'
      return error === 'authorization_pending' ? `${error} again` : error
    },
    because: 'From now on the interval is five seconds longer, and it stays so for all later polls.',
    clause: 'RFC 8628 §3.5',
  },
  values: (run) => {
    const seen = run
      .exchanges('dev-poll-fast')
      .at(-1)
      ?.verdict?.checks.find(({ outcome }) => outcome === 'failed')
    return known({ interval: /^(\d+) seconds/.exec(seen?.expected ?? '')?.[1] })
  },
}

const devicePath = (run: Run) => pathOf(run, 'device')
const onPhone = { endpoint: 'device-approval', expect: 200 } as const

const approve: Step = {
  id: 'dev-approve',
  from: 'resource-owner',
  inputs: [
    { name: 'userCode', label: 'The code that Ada types', kind: 'text', initial: userCodeIn },
    ...decisionInputs('notes:read'),
  ],
  messages: [
    {
      from: 'user-agent',
      to: 'authorization-server',
      channel: 'front',
      words: 'open the address',
      ...onPhone,
      build: (run) => ({ request: request('GET', devicePath(run)), derivation: [] }),
    },
    {
      from: 'resource-owner',
      to: 'authorization-server',
      channel: 'front',
      words: 'type the code',
      ...onPhone,
      build: (run) => posted(devicePath(run), [['user_code', run.inputs.userCode ?? '']]),
    },
    logIn({ shown: (run) => run.exchanges('dev-approve')[1], path: devicePath }, onPhone),
    decide({ shown: (run) => run.exchanges('dev-approve')[2], path: devicePath }, onPhone),
  ] satisfies StepMessage[],
  predict: {
    ask: 'Kiosk and the phone exchange nothing. By which channel did the user code get across?',
    kind: 'who-can-read',
    options: ['Ada’s eyes', 'the network', 'a redirect'],
    answer: 'Ada’s eyes',
    truth: (run) => {
      const kiosk = [...run.exchanges('dev-start'), ...run.exchanges('dev-poll')]
      const led = kiosk.some(({ response }) => response.headers.some(([name]) => /^location$/i.test(name)))
      return led ? 'a redirect' : 'Ada’s eyes'
    },
    because:
      'So nothing binds the two but a person who compares. Whoever talks Ada into typing another code gets her yes for another device.',
    clause: 'RFC 8628 §5.4',
  },
}

const again: Step = {
  id: 'dev-poll-again',
  from: 'client',
  // More than the interval after every slow_down so far.
  clock: 30,
  messages: [{ ...poll, expect: 200, build: polled }],
  values: (run) => {
    const answer = run.exchanges('dev-poll-again').at(-1)
    const token = memberOf(answer, 'access_token')
    return known({ token: token && shortened(token), scope: memberOf(answer, 'scope') })
  },
}

export const deviceSteps: readonly Step[] = [start, first, fast, approve, again]

function polled(run: Run) {
  const code = memberOf(run.exchanges('dev-start').at(-1), 'device_code')
  if (code === undefined) return missing('device codes', 'Ask for them first')
  return formRequest({
    target: pathOf(run, 'token'),
    parameters: [
      ['grant_type', 'urn:ietf:params:oauth:grant-type:device_code'],
      ['device_code', code],
    ],
    client: clientOf(run, 'kiosk'),
  })
}

function userCodeIn(run: Run): string {
  return memberOf(run.exchanges('dev-start').at(-1), 'user_code') ?? ''
}
