/** Reader's front door: the user agent that begins a flow here is the one that its callback is expected from. */
import { decodeForm, onlyValue } from '@lockstep/http/form-urlencoded'
import { field, type HttpRequest, splitTarget } from '@lockstep/http/message'
import { readCookie, setCookie } from '../../cookie.ts'
import { html } from '../../html-page.ts'
import { redirectTo, withQuery } from '../../redirect-to.ts'
import type { Endpoint, Server } from '../../scheme.ts'
import { readerPage } from './reader-page.ts'

/** How many flows a user agent can have begun at once. */
const flows = 4
/** Seconds: as long as temporary credentials live. */
const remembered = 600

/**
 * Whoever comes here with temporary credentials is sent to the server to decide, and remembered by a cookie. In this
 * sandbox the page of the lesson is Reader's back end: it made the first leg's request. A client that is one program
 * would also look up that its own back end began this flow; this endpoint has only what the address says.
 */
export const clientBegin: Endpoint = {
  name: 'client-begin',
  methods: ['GET'],
  path: '/client/begin',
  page: true,
  summary:
    'Reader’s own: remembers that this user agent began the flow, and sends it to the server to decide.',
  lists: [],
  handle(request, server) {
    return { response: begin(request, server), verdict: null }
  },
}

function begin(request: HttpRequest, server: Server) {
  const token = onlyValue(decodeForm(splitTarget(request.target).query ?? '') ?? [], 'oauth_token')
  if (token === undefined || !/^[A-Za-z0-9_-]{1,64}$/.test(token))
    return readerPage(400, 'Reader cannot begin', unnamed)
  // Another site must not begin a flow in this user agent, or the callback of its own flow would be expected here.
  const from = field(request, 'sec-fetch-site')
  if (from !== undefined && from !== 'same-origin' && from !== 'none')
    return readerPage(403, 'Reader did not begin', foreign)
  const begun = [token, ...begunFlows(request, server).filter((other) => other !== token)].slice(0, flows)
  const target = withQuery(`${server.origin}${server.base}/oauth1/authorize`, [['oauth_token', token]])
  return redirectTo(server, target, 'Reader', { status: 302, headers: [flowCookie(server, begun)] })
}

const unnamed = html`<p class="problem">The address does not name the temporary credentials to begin with.</p>`
const foreign = html`<p class="problem">This link was followed on another site. Begin at Reader itself.</p>`

/** The flows that this user agent began, the last one first. */
export function begunFlows(request: HttpRequest, server: Server): string[] {
  return (readCookie(request, server, 'oauth1-flows') ?? '').split('.').filter((token) => token !== '')
}

function flowCookie(server: Server, begun: readonly string[]) {
  return setCookie(server, 'oauth1-flows', begun.join('.'), { path: '/oauth1/client', maxAge: remembered })
}
