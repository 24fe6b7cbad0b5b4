import { request } from '@lockstep/http/message'
import type { Run, Step } from '../../scheme.ts'
import { temporaryIn } from './run-values.ts'

/** The second leg begins: Reader sends Ada's user agent to the server (RFC 5849 §2.2). */
export const authorize: Step = {
  id: 'authorize',
  from: 'client',
  messages: [
    {
      from: 'user-agent',
      to: 'client',
      channel: 'front',
      words: 'begin at Reader',
      expect: 302,
      build: (run) => ({ request: request('GET', withToken(run, 'client/begin')), derivation: [] }),
    },
    {
      from: 'user-agent',
      to: 'server',
      channel: 'front',
      endpoint: 'authorize',
      words: 'follow the redirect',
      expect: 200,
      build: (run) => ({ request: request('GET', withToken(run, 'authorize')), derivation: [] }),
    },
  ],
  predict: {
    ask: 'The redirect takes Ada to a URL with oauth_token in it. Who gets to read that URL?',
    kind: 'who-can-read',
    options: ['Reader and the server', 'also her user agent, and its history', 'nobody but the server'],
    answer: 'also her user agent, and its history',
    truth: (run) => {
      const { token } = temporaryIn(run)
      const [begun, shown] = run.exchanges('authorize')
      if (!shown?.request.target.includes(token)) return 'nobody but the server'
      const isLed = begun?.response.headers.some(([, value]) => value.includes(token)) ?? false
      return isLed ? 'also her user agent, and its history' : 'Reader and the server'
    },
    because:
      'A redirect is an instruction to the user agent. So a URL here may hold an identifier, and never a secret.',
    clause: 'RFC 5849 §2.2',
    misconception: 'With the first oauth_token the client is in.',
  },
}

function withToken(run: Run, path: string): string {
  return `${run.base}/oauth1/${path}?oauth_token=${encodeURIComponent(temporaryIn(run).token)}`
}
