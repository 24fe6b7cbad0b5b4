/** Where the provider sends people to after they logged out there (RP-Initiated Logout §3). */
import { html } from '../../html-page.ts'
import type { Endpoint } from '../../scheme.ts'
import { findClientSession } from '../relying-party/client-sessions.ts'
import { relyingPartyPage } from './relying-party-page.ts'

/** A link leads here as well, so the page changes nothing, and says of each session only what this client can know. */
export const clientLoggedOut: Endpoint = {
  name: 'client-logged-out',
  methods: ['GET'],
  path: '/client/logged-out',
  page: true,
  summary:
    'The client’s own: the page after a log-out at the provider. It says what is over and what is not.',
  lists: [],
  async handle(request, server) {
    const { base } = server
    const session = await findClientSession(request, server)
    const here = session
      ? html`This client still knows you, as <code>${session.account.sub}</code>: its session is its own.`
      : html`Over: this client knows nobody in this user agent.`
    const main = html`<dl>
<dt>At the provider</dt><dd>Over, if the provider sent you here: it does so once its session has ended.</dd>
<dt>Here</dt><dd id="here">${here}</dd>
<dt>At other clients</dt><dd>Not over. Nobody told them; each goes on until its own session ends.</dd>
</dl>
${
  session
    ? html`<form method="post" action="${base}/oidc/client/logout"><div class="buttons"><button>Log out here</button></div></form>`
    : html`<p><a href="${base}/oidc/client/begin">Log in</a></p>`
}`
    return { response: relyingPartyPage(200, 'Back from logging out', main), verdict: null }
  },
}
