/** SERVER HALF: the checks of an authentication request (Core §3.1.2.2), which is an authorization request with more. */
import { type AuthorizationVisit, isOpenId } from '../../oauth2/authorization/authorization-visit.ts'
import { consentCovers } from '../../oauth2/authorization/consents.ts'
import type { AuthorizationError } from '../../oauth2/endpoints/authorization-errors.ts'
import {
  type Asked,
  type Authorized,
  judgeAuthorize,
  judgeOwner,
  judgeRequest,
  needsLogIn,
  ownerChecks,
  referenceChecks,
} from '../../oauth2/verify/authorize.ts'
import { requestChecks } from '../../oauth2/verify/request-parameters.ts'
import { branches, type Checks, verifier } from '../../run-checks.ts'
import type { Server } from '../../scheme.ts'
import { askedClaim, scopesOfClaims } from '../claims.ts'
import { passwordAcr } from '../id-token.ts'
import { readIdTokenHint } from '../id-token-hint.ts'
import { type OidcRules, rules } from './rules.ts'

const openidChecks = [
  ['prompt-consistent', 'Core §3.1.2.1'],
  ['no-page-when-silent', 'Core §3.1.2.6'],
  ['hint-names-this-user', 'Core §3.1.2.2'],
] as const

/** Without the scope `openid` a request is plain OAuth (Core §3.1.2.1): a branch, and no error. */
export const authorizeLists = branches('authorize', {
  parameters: [...requestChecks, ...ownerChecks],
  reference: [...referenceChecks, ...requestChecks, ...ownerChecks],
  openid: [...requestChecks, ...openidChecks, ...ownerChecks],
  'openid-reference': [...referenceChecks, ...requestChecks, ...openidChecks, ...ownerChecks],
})

export const verifyAuthorize = verifier(rules, authorizeLists, judgeAuthentication)

async function judgeAuthentication(
  visit: AuthorizationVisit,
  server: Server,
  checks: Checks<OidcRules>,
): Promise<Authorized> {
  if (!isOpenId(visit)) return judgeAuthorize(visit, server, checks)
  checks.branch(visit.byReference ? 'openid-reference' : 'openid')
  const asked = await judgeRequest(visit, server, checks)
  judgePrompt(visit, checks)
  const consented = await judgeSilence(visit, asked, server, checks)
  await judgeHints(visit, asked, server, checks)
  return { ...judgeOwner(visit, asked, server, checks), ...(consented === undefined ? {} : { consented }) }
}

/** True where the request must be answered without a page. */
function isSilent({ request }: Pick<AuthorizationVisit, 'request'>): boolean {
  return request.prompt?.includes('none') === true
}

/** True where the request insists on a way of logging in that this server does not have (Core §5.5.1.1). */
function insistsOnAnotherAcr({ request }: Pick<AuthorizationVisit, 'request'>): boolean {
  const { essential, values } = askedClaim(request.claims, 'id_token', 'acr')
  return essential && values !== undefined && !values.includes(passwordAcr)
}

function judgePrompt(visit: AuthorizationVisit, { check }: Checks<OidcRules>): void {
  const { prompt = [] } = visit.request
  const unread = (visit.pushed?.read ?? visit.read).malformed
  const unmet = insistsOnAnotherAcr(visit)
  // Core §3.1.2.1: "If this parameter contains none with any other value, an error is returned."
  const alone = !isSilent(visit) || prompt.length === 1
  check(alone && unread.length === 0 && !unmet, 'prompt-consistent', {
    expected: unmet ? `acr ${passwordAcr}` : 'none alone or not at all, and what comes with it readable',
    actual: unmet
      ? 'another acr'
      : unread.length > 0
        ? `unreadable: ${unread.join(', ')}`
        : prompt.join(' ') || 'no prompt',
  })
}

/** Gives the scope that was consented to before, where no page is to be shown. */
async function judgeSilence(
  visit: AuthorizationVisit,
  asked: Asked,
  server: Server,
  { check }: Checks<OidcRules>,
): Promise<string | undefined> {
  const silent = isSilent(visit)
  const missing = silent ? await missingForSilence(visit, asked, server) : undefined
  check(missing === undefined, 'no-page-when-silent', {
    expected: silent ? 'a log-in and a consent that cover the request' : 'a page may be shown',
    actual: missing ?? (silent ? 'both' : 'a page may be shown'),
  })
  return silent && missing === undefined ? asked.request.scope : undefined
}

/** In the words of Core §3.1.2.6 what a silent request lacks, or undefined where it lacks nothing. */
async function missingForSilence(
  visit: AuthorizationVisit,
  { client, request }: Asked,
  server: Server,
): Promise<'login_required' | 'consent_required' | undefined> {
  const { session } = visit
  if (!session || needsLogIn(visit, { client }, server)) return 'login_required'
  // What is asked one by one needs the same yes as the scope that it is part of.
  const scope = [request.scope, ...scopesOfClaims(request.claims)].join(' ')
  const covered = await consentCovers(server, session.userId, client.client_id, scope)
  return covered ? undefined : 'consent_required'
}

/** What an authentication response says where one of the checks here failed (Core §3.1.2.6). */
export async function authenticationError(
  end: string,
  visit: AuthorizationVisit,
  server: Server,
): Promise<AuthorizationError | undefined> {
  if (end === 'prompt-consistent') {
    return insistsOnAnotherAcr(visit)
      ? // OpenID Connect Core Error Code unmet_authentication_requirements 1.0.
        { error: 'unmet_authentication_requirements', because: `People log in here by acr ${passwordAcr}.` }
      : {
          error: 'invalid_request',
          because: 'The prompt is none alone; max_age is a number and claims an object.',
        }
  }
  if (end === 'no-page-when-silent') {
    return visit.asking === undefined || needsLogIn(visit, { client: visit.asking }, server)
      ? { error: 'login_required', because: 'With prompt=none somebody has to be logged in already.' }
      : { error: 'consent_required', because: 'With prompt=none the user has to have agreed before.' }
  }
  return end === 'hint-names-this-user'
    ? { error: 'login_required', because: 'The user whom the request names is not the one who is logged in.' }
    : undefined
}

async function judgeHints(
  visit: AuthorizationVisit,
  { client, request }: Asked,
  server: Server,
  { check }: Checks<OidcRules>,
): Promise<void> {
  const { id_token_hint, claims } = request
  const hint = id_token_hint === undefined ? undefined : await readIdTokenHint(server, id_token_hint)
  const foreign = typeof hint === 'string' || (hint !== undefined && hint.client_id !== client.client_id)
  // Core §5.5.1: a sub that is asked for by value is a hint as well (§3.1.2.2 (4)).
  const named = [
    ...(typeof hint === 'object' ? [[hint.sub]] : []),
    askedClaim(claims, 'id_token', 'sub').values,
  ]
  // Whoever logs in on our page is judged when the list runs again.
  const user = needsLogIn(visit, { client }, server) ? undefined : visit.session?.userId
  const other = named.some((subs) => user !== undefined && subs !== undefined && !subs.includes(user))
  check(!foreign && !other, 'hint-names-this-user', {
    expected: foreign ? 'an ID Token of ours for this client' : 'the user who is logged in',
    actual: foreign
      ? typeof hint === 'string'
        ? hint
        : 'one for another client'
      : other
        ? 'another user'
        : 'that',
  })
}
