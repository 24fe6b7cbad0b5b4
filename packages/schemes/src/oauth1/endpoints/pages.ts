/** The server's own pages: what a resource owner sees (RFC 5849 §2.2). */
import type { FieldLine, HttpResponse } from '@lockstep/http/message'
import { type Html, html, htmlPage } from '../../html-page.ts'
import { sentTo } from '../../redirect-to.ts'
import type { Server } from '../../scheme.ts'
import { type Client, site } from '../sandbox.ts'
import { decisionToken, type Session } from '../session.ts'
import type { TemporaryCredentials } from '../temporary-credentials.ts'

type Asking = {
  readonly server: Server
  readonly temporary: TemporaryCredentials
  readonly client: Pick<Client, 'name'> | undefined
}

export const scopes = [
  ['notes:read', 'Read your notes'],
  ['notes:write', 'Write and change notes'],
] as const

/** Where the forms of the pages are posted: the page's own address. */
export function authorizeTarget({ base }: Server): string {
  return `${base}/oauth1/authorize`
}

export function logInPage(
  { server, temporary, client }: Asking,
  status: number,
  message?: string,
  headers: readonly FieldLine[] = [],
): HttpResponse {
  return htmlPage(
    status,
    {
      site,
      title: 'Log in',
      main: html`<p>${client?.name ?? 'A client'} sent you here to ask for access to your notes. Log in to decide.</p>
${problemLine(message)}<form method="post" action="${authorizeTarget(server)}">
<input type="hidden" name="oauth_token" value="${temporary.token}">
<label for="userId">User name</label>
<input id="userId" name="userId" type="text" autocomplete="username" autocapitalize="none" spellcheck="false" required>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required>
<div class="buttons"><button class="first" type="submit">Log in</button></div>
</form>
<p class="quiet">${client?.name ?? 'The client'} does not see this password. Look at the address of this page before you type it.</p>`,
    },
    headers,
  )
}

export function consentPage(
  { server, temporary, client }: Asking,
  session: Session,
  message?: string,
  headers: readonly FieldLine[] = [],
): HttpResponse {
  const name = client?.name ?? 'A client'
  return htmlPage(
    200,
    {
      site,
      title: `${name} asks for access to your notes`,
      leadsTo: sentTo(server, temporary.callback),
      main: html`<p>You are logged in as <strong>${session.userId}</strong>.</p>
${problemLine(message)}<dl>
<dt>Who asks</dt><dd>${name}. It registered under this name; ${site} has not verified who is behind it.</dd>
<dt>Where you go next</dt><dd>${nextPlace(server, temporary)}</dd>
</dl>
<form method="post" action="${authorizeTarget(server)}">
<input type="hidden" name="oauth_token" value="${temporary.token}">
<input type="hidden" name="decisionToken" value="${decisionToken(server, session, temporary.token)}">
<fieldset>
<legend>${name} may</legend>
${scopes.map(
  ([scope, says]) =>
    html`<label class="box"><input type="checkbox" name="scope" value="${scope}" checked> <span>${says} <code>${scope}</code></span></label>
`,
)}</fieldset>
<div class="buttons"><button class="first" type="submit" name="decision" value="approve">Approve</button>
<button type="submit" name="decision" value="deny">Deny</button></div>
</form>
<p class="quiet">It may do so for one hour. ${site} asks each time, also where you said yes before.</p>`,
    },
    headers,
  )
}

/** `oob`: the resource owner carries the verifier to the client (§2.2). */
export function verifierPage({ client }: Pick<Asking, 'client'>, verifier: string): HttpResponse {
  const name = client?.name ?? 'the client'
  return htmlPage(200, {
    site,
    title: 'You said yes',
    main: html`<p>${name} has no address to send you back to. Type this verifier into ${name} yourself:</p>
<p><code class="value" id="oauth_verifier">${verifier}</code></p>
<p class="quiet">Give it to nobody else. Whoever has it and began this flow gets the access.</p>`,
  })
}

export function deniedPage({ client }: Pick<Asking, 'client'>): HttpResponse {
  return htmlPage(200, {
    site,
    title: 'You said no',
    main: html`<p>${client?.name ?? 'The client'} gets no access. You can close this page.</p>`,
  })
}

/** A page for what cannot go on. Nobody is sent anywhere from it. */
export function stopPage(status: number, title: string, message: string): HttpResponse {
  return htmlPage(status, { site, title, main: html`<p class="problem">${message}</p>` })
}

function problemLine(message: string | undefined): Html | undefined {
  return message === undefined
    ? undefined
    : html`<p class="problem" role="alert">${message}</p>
`
}

function nextPlace(server: Server, { callback }: TemporaryCredentials): Html {
  if (callback === 'oob') return html`Nowhere. You are shown a verifier to type into the client.`
  return html`<code>${sentTo(server, callback)?.origin ?? callback}</code>, as the client said.`
}
