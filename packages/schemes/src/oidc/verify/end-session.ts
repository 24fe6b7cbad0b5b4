/** SERVER HALF: the checks of a log-out that a relying party asks for (RP-Initiated Logout §2, §3). */
import { equalConstantTime } from '@lockstep/crypto/bytes'
import { octets } from '@lockstep/http/message'
import { pageSecret, type Session } from '../../oauth2/authorization/sessions.ts'
import type { OAuthClient } from '../../oauth2/clients/client-metadata.ts'
import { list, verifier } from '../../run-checks.ts'
import type { Principal, Server } from '../../scheme.ts'
import type { IdTokenHint } from '../id-token-hint.ts'
import type { LogoutRequest } from '../read-logout-request.ts'
import { rules } from './rules.ts'

const endSessionList = list('end-session', [
  ['hint-issued-by-us', 'RP-Logout §2'],
  ['logout-confirmed', 'RP-Logout §2'],
  ['post-logout-uri-registered', 'RP-Logout §3'],
])

/** What is known of a visit to the log-out endpoint before it is judged. */
export type LogoutVisit = {
  readonly asked: LogoutRequest
  readonly session: Session | undefined
  /** What the hint says, or in words why it is none of ours; undefined where none came. */
  readonly hint: IdTokenHint | string | undefined
  /** The client that the hint was issued to. */
  readonly client: OAuthClient | undefined
  /** What was posted from our own question. */
  readonly answer: { readonly decision: 'approve' | 'deny'; readonly pageSecret: string } | undefined
}
export type LoggedOut = {
  readonly principal: Principal
  /** Where the user agent goes on to; undefined for a page of ours. */
  readonly returnTo: string | undefined
}

export const verifyEndSession = verifier(
  rules,
  endSessionList,
  (visit: LogoutVisit, server: Server, { check, ask }): LoggedOut => {
    const { asked, session, hint, client } = visit
    const flaw = hintFlaw(visit)
    check(flaw === undefined, 'hint-issued-by-us', {
      expected: 'an ID Token of ours for the client that is named, or none',
      actual: flaw ?? (hint === undefined ? 'none' : 'that'),
    })
    const hers = typeof hint === 'object' && hint.sub === session?.userId
    ask(!session || hers || saidYes(visit, server), 'logout-confirmed', 'log-out')
    const wanted = asked.post_logout_redirect_uri
    const registered = client?.post_logout_redirect_uris ?? []
    // §3: the value "MUST have been previously registered". Without a hint nobody can say whose it would be.
    const may = wanted === undefined || registered.includes(wanted)
    check(may, 'post-logout-uri-registered', {
      expected: registered.join(' or ') || 'an id_token_hint of a client that registered it',
      actual: wanted ?? 'none',
    })
    const id = session?.userId ?? (typeof hint === 'object' ? hint.sub : 'nobody')
    return { principal: { type: 'user', id }, returnTo: wanted }
  },
)

/** The secret of our own question: for this session, and for what is asked. */
export function logoutSecret(server: Server, session: Session, asked: LogoutRequest): string {
  return pageSecret(server, session, JSON.stringify(['log-out', asked]))
}

function saidYes({ asked, session, answer }: LogoutVisit, server: Server): boolean {
  if (!session || answer?.decision !== 'approve') return false
  return equalConstantTime(octets(answer.pageSecret), octets(logoutSecret(server, session, asked)))
}

/** §2: the hint has to be ours, and "the OP MUST verify that the Client Identifier matches the one used when issuing". */
function hintFlaw({ asked, hint, client }: LogoutVisit): string | undefined {
  if (typeof hint === 'string') return hint
  if (hint === undefined) return undefined
  if (!client) return 'for a client that is not on record'
  return asked.client_id === undefined || asked.client_id === hint.client_id
    ? undefined
    : 'for another client'
}
