/** Where the server sends the resource owner's user agent back to: Reader's own page (RFC 6749 §3.1.2). */
import { type FormPair, onlyValue } from '@lockstep/http/form-urlencoded'
import { field, type HttpResponse } from '@lockstep/http/message'
import { json } from '@lockstep/http/response'
import { html } from '../../html-page.ts'
import type { Verify } from '../../run-checks.ts'
import type { Endpoint, Verdict } from '../../scheme.ts'
import { type BegunFlow, begunFlows } from '../authorization/begun-flows.ts'
import { authorizationPairs } from '../authorization/read-authorization-request.ts'
import { type Door, issuerOf } from '../door.ts'
import type { Callback, Returned } from '../verify/client-callback.ts'
import { clientPage } from './client-page.ts'

/**
 * Checks that the answer belongs to what this user agent was sent off with, and says what came. The token request that
 * follows is made by Reader's program, which in this sandbox is the page of the lesson, a test or a script.
 */
export function clientCallbackEndpoint(door: Door, verify: Verify<Returned, Callback, null>): Endpoint {
  return {
    name: 'client-callback',
    methods: ['GET', 'POST'],
    path: '/client/callback',
    page: true,
    summary: 'The client’s own: takes the answer to what this user agent was sent off with, and no other.',
    lists: verify.lists,
    async handle(request, server) {
      const pairs = authorizationPairs(request)
      const otherwise: BegunFlow = { client_id: 'reader', issuer: issuerOf(server) }
      const callback: Callback = {
        state: onlyValue(pairs, 'state'),
        iss: onlyValue(pairs, 'iss'),
        begun: begunFlows(request, server, door),
        otherwise,
      }
      const verdict = await verify(callback, null, server.without)
      if (!verdict.value) return { response: stopped(door, verdict, pairs), verdict }
      const came = comeBack(pairs)
      const asJson = field(request, 'accept')?.includes('application/json') ?? false
      const response = asJson ? told(came, verdict.value) : page(door, came, verdict.value)
      return { response, verdict }
    },
  }
}

/** The members of an authorization response that Reader looks at, each where it came once (RFC 6749 §4.1.2). */
const members = ['code', 'state', 'iss', 'error', 'error_description'] as const
type Came = { readonly [Name in (typeof members)[number]]?: string }

function comeBack(pairs: readonly FormPair[]): Came {
  return Object.fromEntries(
    members.flatMap((name) => {
      const value = onlyValue(pairs, name)
      return value === undefined ? [] : [[name, value]]
    }),
  )
}

/** With the client and the server that Reader believes this to be about: there it goes to redeem the code. */
function told(came: Came, { flow }: Returned): HttpResponse {
  return json(200, { ...came, client_id: flow.client_id, issuer: flow.issuer })
}

function page(door: Door, came: Came, { flow }: Returned): HttpResponse {
  const list = html`<dl>
${members.map((name) => {
  const value = came[name]
  return (
    value !== undefined &&
    html`<dt>${name}</dt><dd><code>${value}</code></dd>
`
  )
})}<dt>Begun at</dt><dd><code>${flow.issuer}</code></dd>
</dl>`
  if (came.code === undefined) {
    return clientPage(
      door,
      200,
      'Back without access',
      html`<p>The server sent you back without a code, so this client asks for nothing more.</p>
${list}`,
    )
  }
  return clientPage(
    door,
    200,
    door.slug === 'oauth2' ? 'Back at Reader' : 'Back at the Relying Party',
    html`<p>This client has what it needs to ask for a token.</p>
${list}`,
  )
}

function stopped(door: Door, { end }: Verdict, pairs: readonly FormPair[]): HttpResponse {
  const fragment =
    pairs.length === 0 &&
    html`
<p>Nothing came that a server can see. What stands behind a # stays in the user agent.</p>`
  const why =
    end === 'state-matches'
      ? html`<p class="problem">This client began no flow in this user agent that this answer could belong to. Nothing was done with it.</p>`
      : html`<p class="problem">The answer is from another server than this flow began with. Nothing was done with it.</p>`
  return clientPage(door, 400, 'The client stops here', html`${why}${fragment}`)
}
