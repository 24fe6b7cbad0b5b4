import { field, type HttpRequest, octets, request } from '@lockstep/http/message'
import { wireSize } from '@lockstep/http/print'
import type { Exchange, Party, Run, Step, Walkthrough } from '../scheme.ts'
import { build, encode } from './credentials.ts'
import { overHttp, overTls, readUserPass } from './listener.ts'

export const userAgent: Party = {
  id: 'user-agent',
  label: 'User agent',
  hue: 'user-agent',
  note: 'this page',
}
export const server: Party = { id: 'server', label: 'Server', hue: 'resource-server' }
export const attacker: Party = { id: 'attacker', label: 'Mallory', hue: 'attacker' }

const toServer = { from: 'user-agent', to: 'server', channel: 'back' } as const

const callBare: Step = {
  id: 'call-bare',
  from: 'user-agent',
  messages: [
    {
      ...toServer,
      expect: 401,
      build: ({ base }) => ({ request: request('GET', `${base}/basic/whoami`), derivation: [] }),
    },
  ],
  predict: {
    ask: 'The answer will be 401. Which field must come with it?',
    kind: 'which-input',
    options: ['WWW-Authenticate', 'Set-Cookie', 'Location'],
    answer: 'WWW-Authenticate',
    truth: (run) =>
      run
        .exchanges('call-bare')[0]
        ?.response.headers.map(([name]) => name)
        .find((name) => ['WWW-Authenticate', 'Set-Cookie', 'Location'].includes(name)) ?? 'none',
    because: 'A 401 says what would be accepted. Without a challenge it would be a dead end.',
    clause: 'RFC 9110 §15.5.2',
    misconception: '401 Unauthorized is about authorization',
  },
}

const encodeStep: Step = {
  id: 'encode',
  from: 'user-agent',
  messages: [],
  inputs: [
    { name: 'userId', label: 'User-id', kind: 'text', initial: () => 'test' },
    { name: 'password', label: 'Password', kind: 'text', secret: true, initial: () => '123£' },
  ],
  derive: (run) => encode(typed(run)).derivation,
  values: (run) => {
    const { userId, password } = typed(run)
    const userPass = `${userId}:${password}`.normalize('NFC')
    return { characters: String([...userPass].length), octets: String(octets(userPass).length) }
  },
  predict: {
    ask: 'Who can get the password back out of the last line?',
    kind: 'who-can-read',
    options: ['Only the server, which has the key', 'Anybody who sees it', 'Nobody'],
    answer: 'Anybody who sees it',
    truth: (run) => {
      const { userId, password } = typed(run)
      const read = readUserPass(encode({ userId, password }).authorization)
      return read === `${userId}:${password}`.normalize('NFC') ? 'Anybody who sees it' : 'Nobody'
    },
    because: 'Base64 is another spelling of the same octets. It has no key, so there is nothing to lack.',
    clause: 'RFC 7617 §4',
    misconception: 'base64 hides the password',
  },
}

const call: Step = {
  id: 'call',
  from: 'user-agent',
  messages: [
    {
      ...toServer,
      expect: 200,
      build: ({ base, credentials }) => build('GET', `${base}/basic/whoami`, credentials),
    },
  ],
  values: (run) => ({ time: duration(run.exchanges('call')[0]) }),
  predict: {
    ask: 'What will the server spend most of its time on?',
    kind: 'check',
    options: ['Reading the field', 'Decoding base64', 'Hashing the password'],
    answer: 'Hashing the password',
    truth: (run) => {
      // The bare call read the field too; only what comes after it can make the difference.
      const [bare, full] = [run.exchanges('call-bare')[0], run.exchanges('call')[0]]
      const hashed = outcome(full, 'password-matches') === 'passed'
      return hashed && micros(full) > 2 * micros(bare) ? 'Hashing the password' : 'Reading the field'
    },
    because:
      'The stored hash is slow on purpose, and salted: whoever steals the table pays the same for every guess.',
    clause: 'RFC 7617 §4',
  },
}

const callWrong: Step = {
  id: 'call-wrong',
  from: 'user-agent',
  inputs: [
    { name: 'password', label: 'Wrong password', kind: 'text', initial: () => 'open sesame' },
    { name: 'userId', label: 'Unknown user-id', kind: 'text', initial: () => 'aladdin' },
  ],
  messages: [
    {
      ...toServer,
      words: 'wrong password',
      expect: 401,
      build: ({ base, credentials, inputs }) =>
        build('GET', `${base}/basic/whoami`, {
          userId: credentials.userId,
          password: inputs.password ?? '',
        }),
    },
    {
      ...toServer,
      words: 'unknown user',
      expect: 401,
      build: ({ base, inputs }) =>
        build('GET', `${base}/basic/whoami`, {
          userId: inputs.userId ?? '',
          password: inputs.password ?? '',
        }),
    },
  ],
  values: (run) => {
    const [wrong, unknown] = run.exchanges('call-wrong')
    return { wrong: duration(wrong), unknown: duration(unknown) }
  },
  predict: {
    ask: 'Ada with a wrong password, then a user who does not exist. Will the two answers differ?',
    kind: 'same-or-not',
    options: ['Yes', 'No'],
    answer: 'No',
    truth: (run) => {
      const [wrong, unknown] = run.exchanges('call-wrong')
      return wrong && unknown && answerText(wrong) === answerText(unknown) ? 'No' : 'Yes'
    },
    because: 'A difference, in words or in time, would let anybody list the users.',
    clause: 'policy; ASVS 6.3.8',
  },
}

const callAgain: Step = {
  id: 'call-again',
  from: 'user-agent',
  inputs: [
    {
      name: 'path',
      label: 'Path',
      kind: 'choice',
      options: ['/basic/notes', '/basic/whoami'],
      initial: () => '/basic/notes',
    },
  ],
  messages: [
    {
      ...toServer,
      endpoint: 'notes',
      expect: 200,
      build: ({ base, credentials, inputs }) => build('GET', `${base}${inputs.path}`, credentials),
    },
  ],
  values: (run) => ({
    first: duration(run.exchanges('call')[0]),
    again: duration(run.exchanges('call-again')[0]),
  }),
  predict: {
    ask: 'The notes are another path. How many requests will it take to read them?',
    kind: 'count',
    options: ['1', '2, with a new challenge first'],
    answer: '1',
    truth: (run) => {
      const sent = run.exchanges('call-again')
      const challenged = sent.some(({ response }) => response.status === 401)
      return challenged ? '2, with a new challenge first' : String(sent.length)
    },
    because:
      'Credentials hold for a whole protection space, and a user agent may send them before it is asked.',
    clause: 'RFC 7617 §2.2',
    misconception: 'closing the tab logs out',
  },
}

const listen: Step = {
  id: 'listen',
  from: 'user-agent',
  derive: (run) => {
    const sent = asReceived(run)
    return [...overHttp(sent), ...overTls(sent, new URL(run.origin).hostname)]
  },
  messages: [
    {
      ...toServer,
      words: 'the same, with Mallory on the line',
      expect: 200,
      build: ({ base, credentials }) => build('GET', `${base}/basic/whoami`, credentials),
    },
  ],
  values: (run) => ({ octets: String(wireSize(asReceived(run))) }),
  predict: {
    ask: 'On TLS, what can Mallory still read of this request?',
    kind: 'who-can-read',
    options: ['Addresses and sizes', 'The path, not the password', 'All of it, in base64'],
    answer: 'Addresses and sizes',
    truth: (run) => {
      const sent = asReceived(run)
      const seen = overTls(sent, new URL(run.origin).hostname)
        .flatMap(({ parts }) => parts.map(({ text }) => text))
        .join('\n')
      const authorization = field(sent, 'authorization')
      if (authorization && seen.includes(authorization)) return 'All of it, in base64'
      return seen.includes(sent.target) ? 'The path, not the password' : 'Addresses and sizes'
    },
    because: 'A TLS record shows five octets of header. What follows them is encrypted, the path too.',
    clause: 'RFC 8446 §5.2',
  },
}

export const walkthroughs: readonly Walkthrough[] = [
  {
    id: 'main',
    title: 'A password on every request',
    parties: [userAgent, server, attacker],
    steps: [callBare, encodeStep, call, callWrong, callAgain, listen],
  },
]

function typed({ inputs }: Run): { userId: string; password: string } {
  return { userId: inputs.userId ?? '', password: inputs.password ?? '' }
}

/** The honest request as it arrived, with what the user agent added; as it was built, where it was not sent. */
function asReceived(run: Run): HttpRequest {
  const sent = run.exchanges('call')[0]?.request
  return sent
    ? request(sent.method, sent.target, sent.headers)
    : build('GET', `${run.base}/basic/whoami`, run.credentials).request
}

function outcome(exchange: Exchange | undefined, id: string) {
  return exchange?.verdict?.checks.find((check) => check.id === id)?.outcome
}

function micros(exchange: Exchange | undefined): number {
  return exchange?.durationMicros ?? 0
}

function duration(exchange: Exchange | undefined): string {
  const taken = micros(exchange)
  return taken < 1000 ? `${Math.round(taken)} µs` : `${(taken / 1000).toFixed(taken < 10_000 ? 1 : 0)} ms`
}

/** An answer without what is new in each: its id and its date. */
function answerText({ response }: Exchange): string {
  const own = response.headers.filter(([name]) => !/^(date|exchange-id|request-id|x-request-id)$/i.test(name))
  return JSON.stringify([response.status, own, response.body])
}
