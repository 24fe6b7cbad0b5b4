import { request } from '@lockstep/http/message'
import type { Run, Step } from '../../scheme.ts'
import { answerField, missing, redirected } from './run-values.ts'

/** The user agent brings the answer to Reader, which looks at it before anything else (RFC 6749 §4.1.2, RFC 9207 §2.4). */
export const callback: Step = {
  id: 'callback',
  from: 'user-agent',
  messages: [
    {
      from: 'user-agent',
      to: 'client',
      channel: 'front',
      endpoint: 'client-callback',
      words: 'follow the redirect',
      expect: 200,
      build: (run) => ({ request: request('GET', callbackIn(run, 'consent')), derivation: [] }),
    },
  ],
  predict: {
    ask: 'The code came to Reader in an address. Who has had it in hand?',
    kind: 'who-can-read',
    options: ['Reader and the server', 'also Ada’s user agent, and its history', 'Reader alone'],
    answer: 'also Ada’s user agent, and its history',
    truth: (run) => {
      const code = redirected(run, 'consent', 'code') ?? ''
      const asked = run.exchanges('callback').at(-1)?.request
      const inAddress = code !== '' && (asked?.target.includes(encodeURIComponent(code)) ?? false)
      return inAddress ? 'also Ada’s user agent, and its history' : 'Reader and the server'
    },
    because:
      'What is in an address can end up in a history, a log or a Referer. That is why a code lives for a minute, works once, and needs the verifier.',
    clause: 'RFC 9700 §4.2, §4.3',
  },
}

/** Where the last answer of a step sent the user agent, as a target of this sandbox. */
export function callbackIn(run: Run, step: string): string {
  const location = answerField(run.exchanges(step).at(-1), 'location')
  if (location === undefined) return missing('redirects to follow', 'Let Ada decide first')
  const { origin, pathname, search } = new URL(location, run.origin)
  if (origin !== run.origin)
    throw new Error(`Unexpected redirect to ${origin}, expected one to Reader in this sandbox`)
  return `${pathname}${search}`
}
