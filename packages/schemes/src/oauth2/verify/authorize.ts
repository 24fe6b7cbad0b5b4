/** SERVER HALF: the checks at the authorization endpoint (RFC 6749 §3.1). */
import { branches, type Checks, verifier } from '../../run-checks.ts'
import type { Principal, Server } from '../../scheme.ts'
import type { AuthorizationRequest } from '../authorization/authorization-request.ts'
import { type AuthorizationVisit, isOpenId } from '../authorization/authorization-visit.ts'
import { loggedInHere } from '../authorization/interactions.ts'
import { spendPushedRequest } from '../authorization/pushed-requests.ts'
import type { Session } from '../authorization/sessions.ts'
import type { OAuthClient } from '../clients/client-metadata.ts'
import { judgeParameters, requestChecks, shown } from './request-parameters.ts'
import { type OAuth2Rules, rules } from './rules.ts'

/** What comes first where the user agent brings a reference. */
export const referenceChecks = [
  ['request-uri-known', 'RFC 9126 §2.2'],
  ['request-uri-not-expired', 'RFC 9126 §2.2'],
  ['request-uri-issued-to-client', 'RFC 9126 §2.2'],
  ['request-uri-unused', 'RFC 9126 §4'],
] as const

export const ownerChecks = [['resource-owner-authenticated', 'RFC 6749 §3.1']] as const

export const authorizeLists = branches('authorize', {
  parameters: [...requestChecks, ...ownerChecks],
  reference: [...referenceChecks, ...requestChecks, ...ownerChecks],
})

/** A request that may be put to the resource owner. */
export type Asked = {
  /** With the scope that it comes to. */
  readonly request: AuthorizationRequest
  /** Who gets the code. */
  readonly client: OAuthClient
  /** Whose name the page says. The same client, but for a weakened world. */
  readonly named: OAuthClient
}
export type Authorized = Asked & {
  readonly principal: Principal
  readonly session: Session
  /** The scope that was consented to before, where the answer goes out without a page (`prompt=none`). */
  readonly consented?: string
}

type Judges = Checks<OAuth2Rules>

export async function judgeAuthorize(
  visit: AuthorizationVisit,
  server: Server,
  checks: Judges,
): Promise<Authorized> {
  checks.branch(visit.byReference ? 'reference' : 'parameters')
  return judgeOwner(visit, await judgeRequest(visit, server, checks), server, checks)
}

export const verifyAuthorize = verifier(rules, authorizeLists, judgeAuthorize)

/** Everything up to `scope-known`. The branch was chosen before. */
export async function judgeRequest(
  visit: AuthorizationVisit,
  server: Server,
  checks: Judges,
): Promise<Asked> {
  if (visit.byReference) await judgeReference(visit, server, checks)
  const named = checks.need(visit.client, 'client-known', {
    expected: 'a client on record',
    actual: shown(visit.read.request.client_id, 'no client_id'),
  })
  // A pushed request was judged for the client that pushed it, and is for that client here as well (RFC 9126 §4).
  const client = visit.asking ?? named
  return { ...judgeParameters({ ...visit, asking: client }, server, checks), client, named }
}

async function judgeReference(
  { read, pushed: found, interaction }: AuthorizationVisit,
  server: Server,
  { need, check }: Judges,
): Promise<void> {
  const pushed = need(found, 'request-uri-known', {
    expected: 'a request_uri that this server gave out',
    actual: found ? 'that' : 'none of these',
  })
  // Once its page is shown it is the interaction that ends, and not the reference.
  const at = interaction?.startedAt ?? server.now
  check(at < pushed.expiresAt, 'request-uri-not-expired', {
    expected: 'within 60 seconds',
    actual: `${Math.max(0, Math.floor((at - pushed.expiresAt) / 1000) + 60)} seconds`,
  })
  check(pushed.client_id === read.request.client_id, 'request-uri-issued-to-client', {
    expected: pushed.client_id,
    actual: shown(read.request.client_id, 'no client_id'),
  })
  const first = interaction !== undefined || (await spendPushedRequest(server, pushed))
  check(first, 'request-uri-unused', {
    expected: 'the first use',
    actual: interaction ? 'the page that it led to' : first ? 'the first use' : 'a later one',
  })
}

/** The last check: who is here, and was their log-in what the request asks for? */
export function judgeOwner(
  visit: AuthorizationVisit,
  asked: Asked,
  server: Server,
  { ask }: Judges,
): Authorized {
  const session = ask(
    needsLogIn(visit, asked, server) ? undefined : visit.session,
    'resource-owner-authenticated',
    'log-in',
  )
  const { request, client } = asked
  const principal = {
    type: 'user',
    id: session.userId,
    client: client.client_id,
    scope: request.scope,
  } as const
  return { ...asked, principal, session }
}

/**
 * True where nobody is logged in, and where somebody is but the request asks for a log-in of now (`prompt`) or of lately
 * (`max_age`), and that was not done on this page (Core §3.1.2.3; `prompt` and `max_age` in §3.1.2.1).
 */
export function needsLogIn(
  visit: Pick<AuthorizationVisit, 'door' | 'request' | 'session' | 'interaction'>,
  { client }: Pick<Asked, 'client'>,
  server: Pick<Server, 'now'>,
): boolean {
  const { session, interaction, request } = visit
  if (!session) return true
  if (!isOpenId(visit) || loggedInHere(interaction, session)) return false
  if (request.prompt?.some((value) => value === 'login' || value === 'select_account')) return true
  const maxAge = request.max_age ?? client.default_max_age
  // Core §3.1.2.1: max_age=0 asks for the same as prompt=login, also within the second of the last log-in.
  return maxAge !== undefined && (maxAge === 0 || server.now / 1000 - session.authTime > maxAge)
}
