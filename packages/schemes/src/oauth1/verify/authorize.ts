/** SERVER HALF of the second leg: the resource owner decides (RFC 5849 §2.2). */
import { equalConstantTime } from '@lockstep/crypto/bytes'
import { octets } from '@lockstep/http/message'
import { list, verifier } from '../../run-checks.ts'
import type { Principal, Server } from '../../scheme.ts'
import { decisionToken, type Session } from '../session.ts'
import type { TemporaryCredentials } from '../temporary-credentials.ts'
import { rules } from './rules.ts'

const checks = list('authorize', [
  ['temporary-credentials-known', 'RFC 5849 §2.2'],
  ['resource-owner-authenticated', 'RFC 5849 §2.2'],
  ['decision-from-own-page', 'RFC 5849 §4.13'],
  ['consent-given', 'RFC 5849 §2.2'],
])

/** What the page knows of the one who came. */
export type Visit = {
  readonly server: Server
  readonly temporary: TemporaryCredentials | undefined
  readonly session: Session | undefined
  readonly decision: Decision | undefined
}
export type Decision = {
  readonly approved: boolean
  /** The rights whose boxes were ticked, space-separated. */
  readonly scope: string
  /** The hidden field of the page. */
  readonly token: string
}

export type Consented = { readonly principal: Principal; readonly scope: string }

export const verifyAuthorize = verifier<typeof rules, Consented, null, Visit>(
  rules,
  checks,
  (_, { server, decision, ...visit }, { need, ask, check }) => {
    const temporary = need(visit.temporary, 'temporary-credentials-known', {
      expected: 'temporary credentials that wait for a decision',
      actual: visit.temporary ? 'those' : 'none of these',
    })
    const session = ask(visit.session, 'resource-owner-authenticated', 'log-in')
    const own = decisionToken(server, session, temporary.token)
    const ours = decision === undefined || equalConstantTime(octets(decision.token), octets(own))
    check(ours, 'decision-from-own-page', {
      expected: 'the hidden field of this session’s page',
      actual: decision === undefined ? 'no decision yet' : ours ? 'the same' : 'another, or none',
    })
    // A yes to nothing is asked again: no right is given that nobody ticked.
    const open = decision === undefined || (decision.approved && decision.scope === '')
    if (open) ask(undefined, 'consent-given', 'consent')
    else
      need(decision.approved, 'consent-given', {
        expected: 'approve',
        actual: decision.approved ? 'approve' : 'deny',
      })
    return {
      principal: { type: 'user', id: session.userId, client: temporary.client, scope: decision?.scope ?? '' },
      scope: decision?.scope ?? '',
    }
  },
)
