import type { HttpResponse } from '@lockstep/http/message'
import { html } from '../../html-page.ts'
import { authorizationPage, problemLine } from './authorization-page.ts'

export type LogInPage = {
  /** Where the form is posted. */
  readonly target: string
  /** Hidden fields that say what is being done. */
  readonly hidden: readonly (readonly [name: string, value: string])[]
  /** What the client calls itself. */
  readonly clientName: string
  /** A name to begin with: Core §3.1.2.1, `login_hint`. */
  readonly userId?: string | undefined
  readonly status?: number | undefined
  readonly message?: string | undefined
  readonly leadsTo?: URL | undefined
}

/** The page on which a resource owner logs in (RFC 6749 §3.1 leaves open how). */
export function logInPage(page: LogInPage): HttpResponse {
  const { target, hidden, clientName, userId, status = 200, message, leadsTo } = page
  return authorizationPage(status, {
    title: 'Log in',
    leadsTo,
    main: html`<p>${clientName} sent you here to ask for something of yours. Log in to decide.</p>
${problemLine(message)}<form method="post" action="${target}">
${hidden.map(
  ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">
`,
)}<label for="userId">User name</label>
<input id="userId" name="userId" type="text" value="${userId}" autocomplete="username" autocapitalize="none" spellcheck="false" required>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required>
<div class="buttons"><button class="first" type="submit">Log in</button></div>
</form>
<p class="quiet">${clientName} does not see this password. Look at the address of this page before you type it.</p>`,
  })
}
