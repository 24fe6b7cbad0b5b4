import { request } from '@lockstep/http/message'
import type { Run, Step } from '../../scheme.ts'
import { missing, statusOf } from './run-values.ts'

/** The same octets once more. */
export const replay: Step = {
  id: 'replay',
  from: 'attacker',
  messages: [
    {
      from: 'attacker',
      to: 'server',
      channel: 'back',
      words: 'the last request, byte for byte',
      expect: 401,
      build: (run) => ({ request: sentAgain(run), derivation: [] }),
    },
  ],
  predict: {
    ask: 'Mallory sends Reader’s call again, byte for byte. Which status does she get?',
    kind: 'status',
    options: ['200', '400', '401', '403'],
    answer: '401',
    truth: (run) => statusOf(run, 'replay'),
    because:
      'Signature and timestamp are still good. The nonce came with this timestamp, client and token before.',
    clause: 'RFC 5849 §3.2, §3.3',
  },
}

/** As it was sent, edits included, without what a user agent added of its own. */
function sentAgain(run: Run) {
  const sent = run.exchanges('call')[0]?.request
  if (!sent) return missing('calls', 'Call first')
  const kept = sent.headers.filter(([name]) => ['authorization', 'content-type'].includes(name.toLowerCase()))
  const body = 'text' in sent.body ? sent.body.text : ''
  return request(sent.method, sent.target, kept, body)
}
