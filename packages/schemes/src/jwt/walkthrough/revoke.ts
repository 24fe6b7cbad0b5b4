import type { Derived, Run, Step } from '../../scheme.ts'
import { buildBearer } from '../credentials.ts'
import { callWith, claimsOf, endedBy, endOf, tokenFrom } from './run-values.ts'

export const revoke: Step = {
  id: 'revoke',
  from: 'user-agent',
  messages: [
    {
      from: 'user-agent',
      to: 'server',
      channel: 'back',
      endpoint: 'revoke',
      build(run) {
        const built = buildBearer('POST', `${run.base}/jwt/revoke`, current(run))
        return { ...built, derivation: [...built.derivation, ...name(current(run))] }
      },
      expect: 200,
    },
    {
      from: 'user-agent',
      to: 'server',
      channel: 'back',
      words: 'the same token',
      build: (run) => callWith(run, current(run)),
      expect: 401,
    },
  ],
  predict: {
    ask: 'The signature holds and the token has not ended. Which check stops it now?',
    kind: 'check',
    options: ['signature-matches', 'not-expired', 'not-revoked', 'none of them'],
    answer: 'not-revoked',
    truth: (run) => {
      const ended = endedBy(run.exchanges('revoke')[1])
      return ended === 'none' ? 'none of them' : ended
    },
    because:
      'The text itself cannot be changed any more. So the server remembers its jti, and asks that list on every call.',
    clause: 'RFC 7519 §4.1.7',
    misconception: 'Logging out ends the token.',
  },
  values: (run) => {
    const [revoked, called] = run.exchanges('revoke').map(({ startedAt }) => Date.parse(startedAt))
    return {
      later: `${(called ?? 0) - (revoked ?? 0)} ms`,
      ends: endOf(current(run)),
    }
  },
}

/** The token of the second log-in. */
const current = (run: Run) => tokenFrom(run, 'expire', 1)
const jtiOf = (token: string) => String(claimsOf(token).jti ?? '')

/** What goes on the list: the token's own name. */
function name(token: string): Derived[] {
  const jti = jtiOf(token)
  if (jti === '') return []
  return [
    { name: 'jti', how: 'the claim jti', parts: [{ text: jti, maker: 'server' }], clause: 'RFC 7519 §4.1.7' },
  ]
}
