import { request } from '@lockstep/http/message'
import type { Party, Run, Step, StepMessage, Walkthrough } from '../scheme.ts'
import { build } from './credentials.ts'

export const client: Party = { id: 'client', label: 'Reader', hue: 'client', note: 'this page' }
export const server: Party = { id: 'server', label: 'Server', hue: 'resource-server' }
export const attacker: Party = { id: 'attacker', label: 'Mallory', hue: 'attacker' }

const toServer = { from: 'client', to: 'server', channel: 'back' } as const
const whoami = ({ base }: Run) => `${base}/oauth2/whoami`

const callBare: Step = {
  id: 'call-bare',
  from: 'client',
  messages: [
    {
      ...toServer,
      expect: 401,
      build: (run) => ({ request: request('GET', whoami(run)), derivation: [] }),
    },
  ],
  predict: {
    ask: 'Nothing is sent that says who asks. Which status comes back?',
    kind: 'status',
    options: ['401', '403', '404'],
    answer: '401',
    truth: (run) => String(run.exchanges('call-bare')[0]?.response.status),
    because: 'Nobody has been named yet, so nobody has been refused a right: 401, and not 403.',
    clause: 'RFC 9110 §15.5.2',
  },
}

const sent: StepMessage = {
  ...toServer,
  expect: 200,
  build: (run) => build('GET', whoami(run), run.credentials.secret, makeNumber(run)),
}

const call: Step = {
  id: 'call',
  from: 'client',
  messages: [sent],
  predict: {
    ask: 'How many checks does the server make?',
    kind: 'count',
    options: ['1', '2', '4'],
    answer: '4',
    truth: (run) => String(checks(run, 'call').filter(({ outcome }) => outcome === 'passed').length),
    because: 'Each of them could have ended it. What is looked up comes before what is spent.',
  },
}

const callAgain: Step = {
  id: 'call-again',
  from: 'client',
  messages: [
    {
      ...toServer,
      expect: 401,
      words: 'the same request',
      build: async (run) => run.built('call')[0] ?? (await sent.build(run)),
    },
  ],
  predict: {
    ask: 'The same octets once more. Which check ends it?',
    kind: 'check',
    options: ['secret-matches', 'number-unused', 'none'],
    answer: 'number-unused',
    truth: (run) => checks(run, 'call-again').find(({ outcome }) => outcome === 'failed')?.id ?? 'none',
    because: 'The secret is still the right one. The number has been used.',
  },
}

export const walkthrough: Walkthrough = {
  id: 'main',
  title: 'OAuth 2.0',
  parties: [client, server],
  steps: [callBare, call, callAgain],
}

function checks(run: Run, step: string) {
  return run.exchanges(step)[0]?.verdict?.checks ?? []
}

/** Twelve digits: by chance no number comes twice. */
function makeNumber(run: Pick<Run, 'random'>): string {
  return [...run.random(12)].map((octet) => octet % 10).join('')
}
