/** Who is logged in at the client. */
import { field } from '@lockstep/http/message'
import { json } from '@lockstep/http/response'
import { html } from '../../html-page.ts'
import type { Endpoint } from '../../scheme.ts'
import { type ClientSession, findClientSession } from '../relying-party/client-sessions.ts'
import { relyingPartyPage } from './relying-party-page.ts'

export const clientSession: Endpoint = {
  name: 'client-session',
  methods: ['GET'],
  path: '/client/session',
  page: true,
  summary: 'The client’s own: says who is logged in there; 404 where nobody is.',
  lists: [],
  async handle(request, server) {
    const session = await findClientSession(request, server)
    const asJson = field(request, 'accept')?.includes('application/json') ?? false
    const status = session ? 200 : 404
    const response = asJson ? json(status, told(session)) : page(status, session, server.base)
    return { response, verdict: null }
  },
}

function told(session: ClientSession | undefined) {
  return { account: session ? session.account : null }
}

function page(status: number, session: ClientSession | undefined, base: string) {
  if (!session) {
    const begin = `${base}/oidc/client/begin`
    return relyingPartyPage(status, 'Nobody is logged in', html`<p><a href="${begin}">Log in</a></p>`)
  }
  const { iss, sub, name, email } = session.account
  return relyingPartyPage(
    status,
    'You are logged in',
    html`<dl>
<dt>sub</dt><dd><code id="sub">${sub}</code></dd>
<dt>iss</dt><dd><code>${iss}</code></dd>
${name && html`<dt>name</dt><dd>${name}</dd>`}
${email && html`<dt>email</dt><dd>${email}</dd>`}
</dl>
<form method="post" action="${base}/oidc/client/logout"><div class="buttons"><button>Log out here</button></div></form>`,
  )
}
