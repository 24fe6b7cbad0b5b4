/** Logging out at the provider because a relying party asks for it (RP-Initiated Logout §2–4). */
import type { FormPair } from '@lockstep/http/form-urlencoded'
import type { FieldLine, HttpRequest, HttpResponse } from '@lockstep/http/message'
import { html } from '../../html-page.ts'
import { endedSessionCookie, endSession, findSession } from '../../oauth2/authorization/sessions.ts'
import { findClient } from '../../oauth2/clients/clients.ts'
import { authorizationPage, site, stopPage } from '../../oauth2/pages/authorization-page.ts'
import { redirectTo, withQuery } from '../../redirect-to.ts'
import type { Endpoint, Handled, Server } from '../../scheme.ts'
import { readIdTokenHint } from '../id-token-hint.ts'
import { type ReadLogout, readLogoutRequest } from '../read-logout-request.ts'
import { type LogoutVisit, logoutSecret, verifyEndSession } from '../verify/end-session.ts'

export const endSessionEndpoint: Endpoint = {
  name: 'end-session',
  // §2: "OpenID Providers MUST support the use of the HTTP GET and POST methods".
  methods: ['GET', 'POST'],
  path: '/end_session',
  page: true,
  summary:
    'Logs the end-user out here, after a question where no ID Token of hers comes along, and sends her on to a registered address.',
  lists: verifyEndSession.lists,
  handle,
}

async function handle(request: HttpRequest, server: Server): Promise<Handled> {
  const read = readLogoutRequest(request)
  if (typeof read === 'string')
    return { response: stopPage(400, 'This link cannot be read', `It has ${read}.`), verdict: null }
  const visit = await visitOf(request, server, read)
  const verdict = await verifyEndSession(visit, server)
  const answered = (response: HttpResponse) => ({ response, verdict })
  if (verdict.value) return answered(await finish(visit, server, verdict.value.returnTo))
  if (verdict.outcome === 'interaction') {
    const stays = visit.answer?.decision === 'deny'
    return answered(stays ? stayed() : questionPage(200, visit, server))
  }
  // §4: an error is shown to the end-user, and nobody is sent on. She can still log out by her own decision.
  if (verdict.end === 'hint-issued-by-us') return answered(questionPage(400, visit, server))
  return answered(await finish(visit, server, undefined, nowhere))
}

async function visitOf(
  request: HttpRequest,
  server: Server,
  { asked, pairs }: ReadLogout,
): Promise<LogoutVisit> {
  const hint =
    asked.id_token_hint === undefined ? undefined : await readIdTokenHint(server, asked.id_token_hint)
  const client = typeof hint === 'object' ? await findClient(server, hint.client_id) : undefined
  const session = await findSession(request, server)
  return { asked, session, hint, client, answer: request.method === 'POST' ? answerOf(pairs) : undefined }
}

function answerOf(pairs: readonly FormPair[]): LogoutVisit['answer'] {
  const value = (name: string) => pairs.find(([given]) => given === name)?.[1]
  const decision = value('decision')
  if (decision !== 'approve' && decision !== 'deny') return undefined
  return { decision, pageSecret: value('pageSecret') ?? '' }
}

/** Ends the session before anything else is said; the cookie goes with it. */
async function finish(
  { session, asked }: LogoutVisit,
  server: Server,
  returnTo: string | undefined,
  problem?: string,
): Promise<HttpResponse> {
  if (session) await endSession(server, session)
  const headers = [endedSessionCookie(server)]
  if (returnTo === undefined) return loggedOutPage(headers, problem)
  // §3: state "is included in the redirection […] if it was included in the Logout Request".
  const told: FormPair[] = asked.state === undefined ? [] : [['state', asked.state]]
  return redirectTo(server, told.length === 0 ? returnTo : withQuery(returnTo, told), site, { headers })
}

const nowhere =
  'The link asked to go on to an address that its client did not register, or did not say whose it is. Nobody is sent there.'

function loggedOutPage(headers: readonly FieldLine[], problem: string | undefined): HttpResponse {
  const main = html`${
    problem !== undefined &&
    html`<p class="problem">${problem}</p>
`
  }<p>You are logged out of Notes in this user agent.</p>
<p class="quiet">Applications that you opened with this account were not told. Each keeps you logged in until its own session ends.</p>`
  return authorizationPage(problem === undefined ? 200 : 400, { title: 'Logged out', main }, headers)
}

function stayed(): HttpResponse {
  return authorizationPage(200, {
    title: 'Still logged in',
    main: html`<p>Nothing was changed. You can close this page.</p>`,
  })
}

/** The question that a link cannot answer. What the link asked for goes along, so that it is judged again. */
function questionPage(status: number, visit: LogoutVisit, server: Server): HttpResponse {
  const { session, hint } = visit
  const problem =
    status === 400 &&
    html`<p class="problem">The id_token_hint of this link is not one that Notes gave out for this client.</p>
`
  if (!session) {
    return authorizationPage(status, {
      title: 'Nobody is logged in',
      main: html`${problem}<p>There is no session of Notes in this user agent.</p>`,
    })
  }
  // A hint that is not ours leads nowhere, so nothing of its request is worth keeping.
  const asked = typeof hint === 'string' || status === 400 ? {} : visit.asked
  const fields = [...Object.entries(asked), ['pageSecret', logoutSecret(server, session, asked)] as const]
  return authorizationPage(status, {
    title: 'Log out of Notes?',
    main: html`${problem}<p>You are logged in as <strong>${session.userId}</strong>. A link asks to log you out here.</p>
<form method="post">
${fields.map(
  ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">
`,
)}<div class="buttons"><button class="first" type="submit" name="decision" value="approve">Log out</button>
<button type="submit" name="decision" value="deny">Stay logged in</button></div>
</form>`,
  })
}
