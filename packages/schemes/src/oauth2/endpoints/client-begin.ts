/** Reader's front door: the user agent that begins a flow here is the one that its answer is expected from. */
import { decodeForm, type FormPair, onlyValue } from '@lockstep/http/form-urlencoded'
import { field, type HttpRequest, type HttpResponse, splitTarget } from '@lockstep/http/message'
import { html } from '../../html-page.ts'
import { redirectTo, sentTo, withQuery } from '../../redirect-to.ts'
import type { Endpoint, Server } from '../../scheme.ts'
import { rememberFlow } from '../authorization/begun-flows.ts'
import { findClient } from '../clients/clients.ts'
import { type Door, endpointAt, issuerOf } from '../door.ts'
import { clientPage, clientSites } from './client-page.ts'

/** Of a state: it goes into a cookie, four at once. */
const longestState = 512
const longestIssuer = 200

/**
 * Whoever comes here is sent to the server to decide, and what they were sent off with is remembered in a cookie. In this
 * sandbox the page of the lesson is Reader's program: it made the state and the verifier, and only the hash of the verifier
 * comes by here. `issuer` names another server to begin at, with the `authorization_endpoint` that its metadata gave; what
 * else comes in the query is passed on.
 */
export function clientBeginEndpoint(door: Door): Endpoint {
  return {
    name: 'client-begin',
    methods: ['GET'],
    path: '/client/begin',
    page: true,
    summary:
      'The client’s own: remembers what this user agent is sent off with, and sends it to the server to decide.',
    lists: [],
    async handle(request, server) {
      return { response: await begin(request, server, door), verdict: null }
    },
  }
}

async function begin(request: HttpRequest, server: Server, door: Door): Promise<HttpResponse> {
  // Another site must not begin a flow in this user agent, or the answer of its own flow would be expected here.
  const from = field(request, 'sec-fetch-site')
  if (from !== undefined && from !== 'same-origin' && from !== 'none')
    return clientPage(door, 403, 'Nothing was begun', foreign)
  const query = decodeForm(splitTarget(request.target).query ?? '') ?? []
  const client = await findClient(server, onlyValue(query, 'client_id') ?? '')
  const callback = endpointAt(server, door, 'client/callback')
  if (!client?.redirect_uris.includes(callback)) return cannotBegin(door, unnamed)
  const state = onlyValue(query, 'state')
  // RFC 9700 §2.1: a client that relies on PKCE may do without a state. One of Reader's does.
  if (state === undefined ? client.lab !== 'no-pkce' : !isState(state)) return cannotBegin(door, stateless)
  const issuer = onlyValue(query, 'issuer') ?? issuerOf(server)
  if (issuer.length > longestIssuer || !sentTo(server, issuer)) return cannotBegin(door, nowhere)
  const own = issuer === issuerOf(server)
  const target = own
    ? endpointAt(server, door, 'authorize')
    : (onlyValue(query, 'authorization_endpoint') ?? `${issuer}/authorize`)
  const headers = [
    rememberFlow(request, server, door, { client_id: client.client_id, issuer, ...stateOf(state) }),
  ]
  const passed = query.filter(([name]) => !kept.has(name))
  return redirectTo(
    server,
    withQuery(target, [...defaults(passed, callback), ...passed]),
    clientSites[door.slug],
    {
      status: 302,
      headers,
    },
  )
}

/** What is for Reader and not for the server. */
const kept = new Set(['issuer', 'authorization_endpoint'])

/** What Reader's program need not say. A pushed request says all of it elsewhere. */
function defaults(passed: readonly FormPair[], callback: string): FormPair[] {
  const names = new Set(passed.map(([name]) => name))
  if (names.has('request_uri')) return []
  const usual: FormPair[] = [
    ['response_type', 'code'],
    ['redirect_uri', callback],
    ...(names.has('code_challenge') ? [['code_challenge_method', 'S256'] as const] : []),
  ]
  return usual.filter(([name]) => !names.has(name))
}

/** RFC 6749 appendix A.5: printable ASCII. */
function isState(state: string): boolean {
  return state.length <= longestState && /^[\x20-\x7e]+$/.test(state)
}

function stateOf(state: string | undefined): { state?: string } {
  return state === undefined ? {} : { state }
}

function cannotBegin(door: Door, why: ReturnType<typeof html>): HttpResponse {
  return clientPage(door, 400, 'Nothing was begun', why)
}

const unnamed = html`<p class="problem">The address names no client that takes its answers on this page’s neighbour, client/callback.</p>`
const stateless = html`<p class="problem">The address has no state, or one that cannot be kept: up to 512 characters of printable ASCII. Without one, this client could not tell its own flow from another.</p>`
const nowhere = html`<p class="problem">The issuer is neither on this origin nor on this machine.</p>`
const foreign = html`<p class="problem">This link was followed on another site. Begin at the client itself.</p>`
