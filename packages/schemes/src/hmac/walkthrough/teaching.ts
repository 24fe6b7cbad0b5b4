/** Five lines and a MAC: what every signed request is made of, before a standard adds to it. */
import { base64url } from '@lockstep/crypto/base64'
import { octets } from '@lockstep/http/message'
import type { Built, Input, Run, Walkthrough } from '../../scheme.ts'
import { signTeaching } from '../credentials/teaching.ts'
import { parties } from '../parties.ts'
import {
  body,
  derivedText,
  exchange,
  keyChoice,
  keyIn,
  order,
  practiceNonce,
  practiceTime,
  seconds,
  sentAgain,
  status,
  target,
  text,
  toVerifier,
  unsigned,
} from './step-parts.ts'

const key = keyChoice('keyId')
const practised: Input[] = [
  target(),
  text('timestamp', 'Timestamp', (run) => seconds(practiceTime(run))),
  text('nonce', 'Nonce', () => practiceNonce),
  body(order),
  key,
]
const called: Input[] = [
  target(),
  text('timestamp', 'Timestamp', (run) => seconds(run.now())),
  text('nonce', 'Nonce (empty: a new one)', () => ''),
  body(order),
  key,
]

/** Signs what the inputs say. The legacy key comes with what the legacy client does. */
function signed(run: Run, more = ''): Built {
  const { inputs } = run
  const key = keyIn(run, inputs.keyId)
  const message = unsigned({ ...run, inputs: { ...inputs, body: `${inputs.body ?? ''}${more}` } })
  return signTeaching(message, {
    key,
    timestamp: inputs.timestamp ?? seconds(run.now()),
    nonce: inputs.nonce || base64url.encode(run.random(12)),
    algorithm: key.keyId === run.credentials.legacy.keyId ? 'sha256-key-text' : 'hmac-sha256',
  })
}

export const teaching: Walkthrough = {
  id: 'teaching',
  title: 'Five lines and a MAC',
  parties,
  steps: [
    {
      id: 't-build',
      from: 'signer',
      messages: [],
      inputs: practised,
      derive: (run) => signed(run).derivation,
      predict: {
        ask: 'One space is added at the end of the body. How much of the MAC changes?',
        kind: 'count',
        options: ['nothing', 'its last characters', 'all of it'],
        answer: 'all of it',
        truth: (run) => whatChanged(mac(signed(run)), mac(signed(run, ' '))),
        because:
          'A MAC has no near and far. One bit more or less in the text gives a value that has nothing to do with the old one.',
        clause: 'RFC 2104 §2',
      },
      values: (run) => ({
        octets: String(octets(derivedText(signed(run).derivation, 'stringToSign')).length),
        characters: String(mac(signed(run)).length),
      }),
    },
    {
      id: 't-call',
      from: 'signer',
      inputs: called,
      messages: [{ ...toVerifier, expect: 200, build: signed }],
      predict: {
        ask: 'Four values went into the MAC. Which of them is not on the wire?',
        kind: 'which-input',
        options: ['the timestamp', 'the nonce', 'the body', 'the secret'],
        answer: 'the secret',
        truth: notOnTheWire,
        because:
          'The verifier has it already. Everything else it must see, because it has to build the same lines.',
        clause: 'RFC 2104 §2',
        misconception: 'Signed means secret.',
      },
    },
    {
      id: 't-replay',
      from: 'attacker',
      messages: [sentAgain('t-call', 'the same octets again', 401)],
      predict: {
        ask: 'Mallory sends the same octets while the timestamp is still good. Which status does she get?',
        kind: 'status',
        options: ['200', '400', '401', '403'],
        answer: '401',
        truth: (run) => status(run, 't-replay'),
        because: 'The time is right and the MAC is right. The nonce is not: this key has used it.',
        clause: 'RFC 9421 §7.2.2',
        misconception: 'A short window is protection from replay.',
      },
    },
  ],
}

const mac = ({ derivation }: Built) => derivedText(derivation, 'mac')

function whatChanged(one: string, other: string): string {
  if (one === other) return 'nothing'
  return one.slice(0, 4) === other.slice(0, 4) ? 'its last characters' : 'all of it'
}

function notOnTheWire(run: Run): string {
  const sent = JSON.stringify(exchange(run, 't-call')?.request ?? {})
  const signedText = derivedText(run.built('t-call')[0]?.derivation ?? [], 'stringToSign').split('\n')
  const [, , timestamp = '', nonce = '', ...content] = signedText
  const values: [string, string][] = [
    ['the timestamp', timestamp],
    ['the nonce', nonce],
    ['the body', JSON.stringify(content.join('\n')).slice(1, -1)],
    ['the secret', keyIn(run, run.inputs.keyId).secret],
  ]
  return values
    .filter(([, value]) => !sent.includes(value))
    .map(([name]) => name)
    .join(', ')
}
