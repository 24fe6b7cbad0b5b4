import { apiCall } from '../../oauth2/credentials/api-call.ts'
import { statusOf } from '../../oauth2/walkthrough/run-values.ts'
import type { Run, Step, StepMessage } from '../../scheme.ts'
import { toApi } from './channels.ts'
import { pathOf, tokenIn } from './run-values.ts'

/** The wrong token at the API, and then the right one (Core §2, RFC 9068 §4). */
export const callWithIdToken: Step = {
  id: 'call-with-id-token',
  from: 'relying-party',
  messages: [call('id_token', 'with the ID Token', 401), call('access_token', 'with the access token', 200)],
  predict: {
    ask: 'The client sends the ID Token to the API, as Bearer. Which status comes back?',
    kind: 'status',
    options: ['200', '401', '403'],
    answer: '401',
    truth: (run) => statusOf(run, 'call-with-id-token', 0),
    because:
      'It is signed by the same provider and has not expired. But it is no access token, and it was made for the client: invalid_token.',
    clause: 'RFC 9068 §4; RFC 6750 §3.1',
    misconception: 'An ID Token calls APIs.',
  },
  values: (run) => ({
    first: endOf(run, 0),
    status: statusOf(run, 'call-with-id-token', 0),
    second: statusOf(run, 'call-with-id-token', 1),
  }),
}

function call(token: 'id_token' | 'access_token', words: string, expect: number): StepMessage {
  return {
    ...toApi,
    branch: 'jwt',
    words,
    expect,
    build: (run) =>
      apiCall({ method: 'GET', target: pathOf(run, 'whoami'), accessToken: tokenIn(run, 'redeem', token) }),
  }
}

/** The check that the first call ended at. */
function endOf(run: Run, message: number): string {
  const checks = run.exchanges('call-with-id-token')[message]?.verdict?.checks ?? []
  return checks.find(({ outcome }) => outcome === 'failed')?.id ?? 'none'
}
