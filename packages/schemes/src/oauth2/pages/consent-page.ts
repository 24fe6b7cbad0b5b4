import type { HttpResponse } from '@lockstep/http/message'
import { type Html, html } from '../../html-page.ts'
import { authorizationPage, problemLine, site } from './authorization-page.ts'
import { scopeWords } from './scope-words.ts'

export type ConsentPage = {
  /** Where the form is posted. */
  readonly target: string
  /** Hidden fields: what is decided, and what proves that the decision came from this page. */
  readonly hidden: readonly (readonly [name: string, value: string])[]
  /** What the client calls itself. */
  readonly clientName: string
  readonly userId: string
  /** The values that are asked for. */
  readonly scope: readonly string[]
  /** Names of what the client asks to be told about the user besides, one by one (Core §5.5). */
  readonly claims?: readonly string[]
  /** Where the answer goes: the redirect URI, and what stands in for it where it cannot be followed. */
  readonly nextPlace: string
  readonly leadsTo?: URL | undefined
  readonly message?: string | undefined
}

/** The page on which a resource owner decides. It says who asks, for what, and where the answer goes (RFC 6749 §10.2). */
export function consentPage(page: ConsentPage): HttpResponse {
  const { target, hidden, clientName, userId, scope, claims = [], nextPlace, leadsTo, message } = page
  return authorizationPage(200, {
    title: `${clientName} asks for your consent`,
    leadsTo,
    main: html`<p>You are logged in as <strong>${userId}</strong>.</p>
${problemLine(message)}<dl>
<dt>Who asks</dt><dd>${clientName}. It registered under this name; ${site} has not verified who is behind it.</dd>
<dt>Where you go next</dt><dd><code>${nextPlace}</code></dd>
</dl>
<form method="post" action="${target}">
${hidden.map(
  ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">
`,
)}<fieldset>
<legend>${clientName} may</legend>
${scope.map(scopeLine)}${claims.length > 0 && claimsLine(claims)}</fieldset>
<div class="buttons"><button class="first" type="submit" name="decision" value="approve">Approve</button>
<button type="submit" name="decision" value="deny">Deny</button></div>
</form>
<p class="quiet">${site} asks each time, also where you said yes before.</p>`,
  })
}

/** Known names alone: what a request calls a Claim is no text for this page. */
function claimsLine(names: readonly string[]): Html {
  return html`<p>be told these facts about you: ${names.map((name) => html`<code>${name}</code> `)}</p>
`
}

/** `openid` is no box: who says yes at all is named to the client, or there would be nothing to say yes to. */
function scopeLine(value: string): Html {
  if (value === 'openid')
    return html`<p>${scopeWords(value)} <code>${value}</code></p>
`
  return html`<label class="box"><input type="checkbox" name="scope" value="${value}" checked> <span>${scopeWords(value)} <code>${value}</code></span></label>
`
}
