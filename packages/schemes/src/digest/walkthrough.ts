import { request as httpRequest } from '@lockstep/http/message'
import type { Walkthrough } from '../scheme.ts'
import { answerDerivation, verifyAnswer } from './client.ts'
import { chooseChallenge, readChallenges } from './credentials.ts'
import { standardOffer } from './offer.ts'
import { ada, mallory, server, userAgent } from './parties.ts'
import { answerOf, cnonceFor, lastStatus } from './run-values.ts'
import { bodyInputs, computeInputs, countInputs } from './walkthrough-inputs.ts'
import {
  bodied,
  built,
  counted,
  exchange,
  first,
  sentAgain,
  sentIn,
  signed,
  target,
} from './walkthrough-messages.ts'

export const walkthrough: Walkthrough = {
  id: 'main',
  title: 'HTTP Digest',
  parties: [userAgent, server, mallory, ada],
  steps: [
    {
      id: 'call-bare',
      from: 'user-agent',
      messages: [
        {
          from: 'user-agent',
          to: 'server',
          channel: 'back',
          build: (run) => ({ request: httpRequest('GET', target(run)), derivation: [] }),
          expect: 401,
        },
      ],
      predict: {
        ask: 'The answer offers two algorithms, each in a challenge of its own. Which one may the user agent take?',
        kind: 'which-input',
        options: ['the first that it supports', 'the last', 'any that it likes'],
        answer: 'the first that it supports',
        truth: (run) => {
          const offered = readChallenges(answerOf(exchange(run, 'call-bare')))
          const chosen = chooseChallenge(offered)
          if (offered.length < 2) return 'there is no choice'
          return chosen === offered[0] ? 'the first that it supports' : 'the last'
        },
        because:
          'The server lists them in its order of preference. Taking a later one would let an attacker wish for the weaker hash.',
        clause: 'RFC 7616 §3.7',
      },
      values: (run) => {
        const offered = readChallenges(answerOf(exchange(run, 'call-bare')))
        return {
          algorithms: offered.map(({ algorithm }) => algorithm.name).join(', then '),
          chosen: chooseChallenge(offered)?.algorithm.name ?? 'none',
        }
      },
    },
    {
      id: 'compute',
      from: 'user-agent',
      messages: [],
      inputs: computeInputs,
      derive: (run) => first(run).derivation,
      predict: {
        ask: 'Four values go into the hashes. Which one is never on the wire?',
        kind: 'which-input',
        options: ['the nonce', 'the cnonce', 'the realm', 'the password'],
        answer: 'the password',
        truth: (run) => {
          const { authorization, inputs } = first(run)
          const values: [string, string][] = [
            ['the nonce', inputs.nonce],
            ['the cnonce', inputs.cnonce ?? ''],
            ['the realm', run.inputs.realm ?? ''],
            ['the password', run.inputs.password ?? ''],
          ]
          return values
            .filter(([, value]) => !authorization.includes(`"${value}"`))
            .map(([name]) => name)
            .join(', ')
        },
        because:
          'Everything else is in the field. The password goes into A1, and only a hash over a hash of A1 travels.',
        clause: 'RFC 7616 §3.4.2',
        misconception: 'Digest encrypts.',
      },
      values: (run) => ({ algorithm: first(run).inputs.algorithm.name }),
    },
    {
      id: 'call',
      from: 'user-agent',
      inputs: computeInputs,
      messages: [
        {
          from: 'user-agent',
          to: 'server',
          channel: 'back',
          build: (run) => built(run, bodied(run), first(run)),
          expect: 200,
        },
      ],
      predict: {
        ask: 'Who can read the password out of this request?',
        kind: 'who-can-read',
        options: ['the server', 'everyone on the path', 'nobody'],
        answer: 'nobody',
        truth: (run) => {
          const sent = JSON.stringify(exchange(run, 'call')?.request)
          return sent.includes(run.credentials.password) ? 'everyone on the path' : 'nobody'
        },
        because:
          'Only a hash travels, and the server keeps a hash as well. Both of them can be tried against guesses, though.',
        clause: 'RFC 7616 §5.1',
      },
      values: () => ({ count: '1' }),
    },
    {
      id: 'check-server',
      from: 'user-agent',
      messages: [],
      derive: (run) => answerDerivation(sentIn(run), answerOf(exchange(run, 'call')).body).derivation,
      check: (run) => verifyAnswer(answerOf(exchange(run, 'call')), sentIn(run)),
    },
    {
      id: 'call-next',
      from: 'user-agent',
      inputs: countInputs('00000002'),
      messages: [
        {
          from: 'user-agent',
          to: 'server',
          channel: 'back',
          words: 'same nonce, count 2',
          build: (run) =>
            built(
              run,
              'GET',
              signed(run, 'call-bare', {
                method: 'GET',
                count: counted(run),
                cnonce: cnonceFor(run, 'call-next'),
              }),
            ),
          expect: 200,
        },
      ],
      predict: {
        ask: 'How many requests does the second call take?',
        kind: 'count',
        options: ['1', '2', '3'],
        answer: '1',
        truth: (run) => String(run.exchanges('call-next').length),
        because: 'The nonce is still good. The user agent counts one further and sends its proof at once.',
        clause: 'RFC 7616 §3.4',
      },
    },
    {
      id: 'replay',
      from: 'attacker',
      messages: [
        {
          from: 'attacker',
          to: 'server',
          channel: 'back',
          words: 'the last request, byte for byte',
          build: (run) => ({ request: sentAgain(run), derivation: [] }),
          expect: 401,
        },
      ],
      predict: {
        ask: 'Mallory sends the last request again, byte for byte. Which status does she get?',
        kind: 'status',
        options: ['200', '400', '401', '403'],
        answer: '401',
        truth: (run) => lastStatus(run, 'replay'),
        because:
          'The nonce is still alive. Its count is not: the server has seen this one and takes each one once.',
        clause: 'RFC 7616 §3.4, §5.5',
        misconception: 'A nonce stops replay.',
      },
    },
    {
      id: 'wait',
      from: 'user-agent',
      clock: standardOffer.nonceLifetime + 1,
      inputs: countInputs('00000003'),
      messages: [
        {
          from: 'user-agent',
          to: 'server',
          channel: 'back',
          words: 'same nonce, count 3, too late',
          build: (run) =>
            built(
              run,
              'GET',
              signed(run, 'call-bare', {
                method: 'GET',
                count: counted(run),
                cnonce: cnonceFor(run, 'wait'),
              }),
            ),
          expect: 401,
        },
      ],
      predict: {
        ask: 'The nonce is older than its lifetime. Which check stops this request?',
        kind: 'check',
        options: ['nonce-is-ours', 'response-matches', 'nonce-fresh', 'nonce-count-unused'],
        answer: 'nonce-fresh',
        truth: (run) =>
          exchange(run, 'wait')?.verdict?.checks.find(({ outcome }) => outcome === 'failed')?.id ?? 'none',
        because:
          'The proof is right, so the answer says stale=true: the user agent takes the new nonce and asks nobody.',
        clause: 'RFC 7616 §3.3',
      },
      values: (run) => {
        const stale = readChallenges(answerOf(exchange(run, 'wait'))).some((challenge) => challenge.stale)
        return { stale: stale ? 'stale=true' : 'no stale' }
      },
    },
    {
      id: 'call-auth-int',
      from: 'user-agent',
      inputs: bodyInputs,
      messages: [
        {
          from: 'user-agent',
          to: 'server',
          channel: 'back',
          build: (run) =>
            built(
              run,
              'POST',
              signed(run, 'wait', { method: 'POST', count: 1, cnonce: cnonceFor(run, 'call-auth-int') }),
            ),
          expect: 200,
        },
      ],
    },
  ],
}
