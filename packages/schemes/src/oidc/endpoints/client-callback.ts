/** The redirect URI of the client: judges what came, and lets somebody in only after all of it held. */
import { decodeForm, type FormPair, formMediaType, onlyValue } from '@lockstep/http/form-urlencoded'
import { field, type HttpRequest, readable, splitTarget } from '@lockstep/http/message'
import { html } from '../../html-page.ts'
import { begunFlows } from '../../oauth2/authorization/begun-flows.ts'
import { redirectTo } from '../../redirect-to.ts'
import type { Endpoint, Handled, Server } from '../../scheme.ts'
import { verifyRelyingParty } from '../client.ts'
import { beginClientSession, endClientSession } from '../relying-party/client-sessions.ts'
import { flowsOf } from '../relying-party/flows.ts'
import { finishLogin } from '../relying-party/login.ts'
import type { Program } from '../relying-party/program.ts'
import { relyingPartyPage } from './relying-party-page.ts'

/** `byPage` takes the answer to a flow whose page goes on from there. */
export function clientCallback(program: Program, byPage: Endpoint): Endpoint {
  return {
    name: 'client-callback',
    methods: ['GET', 'POST'],
    path: '/client/callback',
    page: true,
    summary:
      'The client’s own: takes the answer to a login that this user agent began, redeems the code, checks the ID Token and begins a session.',
    lists: [...byPage.lists, ...verifyRelyingParty.lists],
    async handle(request, server, params) {
      const callback = pairsOf(request)
      return (await isByPage(request, server, callback))
        ? byPage.handle(request, server, params)
        : finish(program, request, server, callback)
    },
  }
}

async function finish(
  program: Program,
  request: HttpRequest,
  server: Server,
  callback: readonly FormPair[],
): Promise<Handled> {
  const verdict = await finishLogin(program, request, server, callback)
  if (!verdict.value) return { response: stopped(callback), verdict }
  // Whoever was logged in here before no longer is: their session ends with its cookie.
  await endClientSession(request, server)
  const cookie = await beginClientSession(server, verdict.value)
  // The code leaves the address bar, and with it the history.
  const target = `${server.origin}${server.base}/oidc/client/session`
  return { response: redirectTo(server, target, 'Relying Party', { headers: [cookie] }), verdict }
}

/** A page's flow is one that the page began; where no other was, what fits none is judged as one too. */
async function isByPage(request: HttpRequest, server: Server, callback: readonly FormPair[]) {
  const state = onlyValue(callback, 'state')
  const own = await flowsOf(request, server, server.now)
  if (own.some((flow) => flow.state === state)) return false
  const pages = begunFlows(request, server, { slug: 'oidc' })
  return pages.some((flow) => flow.state === state) || (own.length === 0 && pages.length > 0)
}

/** Of the query, or of a form that the provider's page posted (OAuth 2.0 Form Post Response Mode §2). */
function pairsOf(request: HttpRequest): readonly FormPair[] {
  if (request.method !== 'POST') return decodeForm(splitTarget(request.target).query ?? '') ?? []
  const type = field(request, 'content-type')?.split(';', 1)[0]?.trim().toLowerCase()
  return type === formMediaType ? (decodeForm(readable(request.body)) ?? []) : []
}

/** The page says no more than that: what was wrong is for the log, and in this sandbox for the verdict. */
function stopped(callback: readonly FormPair[]) {
  const error = onlyValue(callback, 'error')
  const known = error !== undefined && /^[a-z_]{1,40}$/.test(error)
  return relyingPartyPage(
    400,
    'Nobody was logged in',
    html`<p class="problem">This login was not completed, and no session was begun.</p>
${known && html`<p>The answer says <code>${error}</code>.</p>`}`,
  )
}
