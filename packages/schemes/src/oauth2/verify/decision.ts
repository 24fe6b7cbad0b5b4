/** SERVER HALF: the resource owner's yes or no (RFC 6749 §4.1.1), posted from the consent page. */
import { equalConstantTime } from '@lockstep/crypto/bytes'
import { octets } from '@lockstep/http/message'
import { type Checks, list, verifier } from '../../run-checks.ts'
import type { Principal, Server } from '../../scheme.ts'
import type { Interaction } from '../authorization/interactions.ts'
import { pageSecret, type Session } from '../authorization/sessions.ts'
import { type OAuth2Rules, rules } from './rules.ts'

export const decisionList = list('decision', [
  ['decision-from-own-page', 'RFC 6749 §10.12'],
  ['consent-given', 'RFC 6749 §4.1.1'],
])

export type Decision = {
  readonly interaction: Interaction
  readonly session: Session
  /** The client that is decided on. */
  readonly clientId: string
  readonly approved: boolean
  /** What was ticked, of what was asked for; space-separated. */
  readonly scope: string
  /** The hidden field of the page. */
  readonly pageSecret: string
}
export type Consented = { readonly principal: Principal; readonly scope: string }

export function judgeDecision(
  { interaction, session, clientId, approved, scope, pageSecret: given }: Decision,
  server: Server,
  { check, need, ask }: Checks<OAuth2Rules>,
): Consented {
  const ours = equalConstantTime(octets(given), octets(pageSecret(server, session, interaction.id)))
  check(ours, 'decision-from-own-page', {
    expected: 'the hidden field of this session’s page',
    actual: ours ? 'the same' : 'another, or none',
  })
  // A yes to nothing is asked again: no right is given that nobody ticked.
  if (approved && scope === '') ask(undefined, 'consent-given', 'consent')
  else need(approved, 'consent-given', { expected: 'approve', actual: approved ? 'approve' : 'deny' })
  return { principal: { type: 'user', id: session.userId, client: clientId, scope }, scope }
}

export const verifyDecision = verifier(rules, decisionList, judgeDecision)
