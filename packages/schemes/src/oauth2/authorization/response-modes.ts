/** How an authorization response travels to the client: RFC 6749 §4.1.2 and §4.2.2, OAuth 2.0 Form Post Response Mode. */
import { encodeForm, type FormPair } from '@lockstep/http/form-urlencoded'
import type { HttpResponse } from '@lockstep/http/message'
import { html } from '../../html-page.ts'
import { redirectTo, sentTo, withQuery } from '../../redirect-to.ts'
import type { Server } from '../../scheme.ts'
import { issuerOf } from '../door.ts'
import { authorizationPage, site } from '../pages/authorization-page.ts'
import type { AuthorizationRequest } from './authorization-request.ts'

/** What an authorization response is made for. */
export type ResponseTarget = Pick<AuthorizationRequest, 'redirect_uri' | 'response_mode' | 'state'>

/**
 * The answer that takes these members to the client, with `state` where there was one and always with `iss` (RFC 9207 §2:
 * in success and in error responses). A redirect after a form is a 303, so that nothing posted here is posted on (RFC 9700
 * §4.12).
 */
export function authorizationResponse(
  server: Server,
  { redirect_uri, response_mode, state }: ResponseTarget,
  members: readonly FormPair[],
): HttpResponse {
  const all: FormPair[] = [
    ...members,
    ...(state === undefined ? [] : [['state', state] as const]),
    ['iss', issuerOf(server)],
  ]
  if (response_mode === 'form_post') return formPost(server, redirect_uri, all)
  const target =
    response_mode === 'fragment' ? `${redirect_uri}#${encodeForm(all)}` : withQuery(redirect_uri, all)
  return redirectTo(server, target, site)
}

/**
 * A form of hidden fields that sends itself off (OAuth 2.0 Form Post Response Mode §2: "encoded as HTML form
 * values that are auto-submitted in the User Agent"). The button is for who runs no scripts.
 */
function formPost(server: Server, redirectUri: string, members: readonly FormPair[]): HttpResponse {
  const url = sentTo(server, redirectUri)
  // As `redirectTo`: what leads out of the sandbox is shown and not followed.
  if (!url) return redirectTo(server, redirectUri, site)
  return authorizationPage(200, {
    title: 'Back to the client',
    leadsTo: url,
    submits: true,
    main: html`<p>The answer goes to <code>${url.origin}</code> in a form, so that it stands in no address.</p>
<form method="post" action="${url.href}">
${members.map(
  ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">
`,
)}<div class="buttons"><button class="first" type="submit">Continue</button></div>
</form>`,
  })
}
