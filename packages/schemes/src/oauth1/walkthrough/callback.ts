import { request } from '@lockstep/http/message'
import type { Run, Step } from '../../scheme.ts'
import { answerField, missing } from './run-values.ts'

/** The user agent follows the server's redirect to Reader. */
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
      build: (run) => ({ request: request('GET', callbackIn(run)), derivation: [] }),
    },
  ],
}

/** Where the last answer sent the user agent, as a target of this sandbox. */
function callbackIn(run: Run): string {
  const location = answerField(run.exchanges('approve').at(-1), 'location')
  if (location === undefined) return missing('redirects to follow', 'Let Ada decide first, with a callback')
  const { origin, pathname, search } = new URL(location, run.origin)
  if (origin !== run.origin || !pathname.startsWith(`${run.base}/`))
    throw new Error(`Unexpected callback at ${origin}${pathname}, expected one of Reader’s in this sandbox`)
  return `${pathname}${search}`
}
