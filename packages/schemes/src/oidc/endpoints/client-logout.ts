/** Logs out at the client, and offers to log out at the provider as well. */
import { field } from '@lockstep/http/message'
import { html } from '../../html-page.ts'
import type { Endpoint } from '../../scheme.ts'
import { endClientSession, findClientSession } from '../relying-party/client-sessions.ts'
import { clientId, loggedOutUri } from '../relying-party/program.ts'
import { relyingPartyPage } from './relying-party-page.ts'

/**
 * A POST, which no link can make; the cookie is Lax, so that no form on another site can either. Another port of this host
 * is the same site and another origin, and is told apart by what the user agent says of the form.
 */
export const clientLogout: Endpoint = {
  name: 'client-logout',
  methods: ['POST'],
  path: '/client/logout',
  page: true,
  summary: 'The client’s own: ends its session. That of the provider goes on, and the page offers to end it.',
  lists: [],
  async handle(request, server) {
    const from = field(request, 'sec-fetch-site')
    if (from !== undefined && from !== 'same-origin' && from !== 'none')
      return { response: relyingPartyPage(403, 'Nobody was logged out', foreign), verdict: null }
    const session = await findClientSession(request, server)
    const cookie = await endClientSession(request, server)
    const endSession = `${server.base}/oidc/end_session`
    // RP-Logout §2 allows both methods. A form keeps the ID Token out of addresses and logs.
    const offer = html`<form method="post" action="${endSession}">
<input type="hidden" name="client_id" value="${clientId}">
${
  session?.idToken &&
  html`<input type="hidden" name="id_token_hint" value="${session.idToken}">
<input type="hidden" name="post_logout_redirect_uri" value="${loggedOutUri(server)}">`
}
<div class="buttons"><button>Log out at the provider too</button></div></form>`
    const main = html`<p>This client has forgotten you. The provider has not: whoever comes back with this user agent may get in without a password.</p>
${offer}`
    return { response: relyingPartyPage(200, 'You are logged out here', main, [cookie]), verdict: null }
  },
}

const foreign = html`<p class="problem">This form stands on another site. Log out at the client itself.</p>`
