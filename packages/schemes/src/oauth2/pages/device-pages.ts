/** The pages on which somebody lets a device in (RFC 8628 §3.3). */
import type { FieldLine, HttpResponse } from '@lockstep/http/message'
import { html } from '../../html-page.ts'
import { authorizationPage, problemLine, site } from './authorization-page.ts'
import { scopeWords } from './scope-words.ts'

/** Asks for the code. Posted, so that what is typed is in no address. */
export function userCodePage(
  target: string,
  {
    status = 200,
    message,
    headers = [],
  }: {
    readonly status?: number
    readonly message?: string
    readonly headers?: readonly FieldLine[]
  } = {},
): HttpResponse {
  return authorizationPage(
    status,
    {
      title: 'Connect a device',
      main: html`<p>A device near you shows a code. Type it here.</p>
${problemLine(message)}<form method="post" action="${target}">
<label for="user_code">Code on the device</label>
<input id="user_code" name="user_code" type="text" autocomplete="off" autocapitalize="characters" spellcheck="false" maxlength="32" required>
<div class="buttons"><button class="first" type="submit">Continue</button></div>
</form>
<p class="quiet">If somebody sent you this code, stop here: it would let their device in.</p>`,
    },
    headers,
  )
}

export type DeviceConsent = {
  readonly target: string
  readonly hidden: readonly (readonly [name: string, value: string])[]
  readonly clientName: string
  readonly userId: string
  readonly userCode: string
  readonly scope: readonly string[]
  readonly message?: string | undefined
}

/** Asks for the decision. §3.3.1 wants the code shown here also where a link brought it, to be compared. */
export function deviceConsentPage(page: DeviceConsent): HttpResponse {
  const { target, hidden, clientName, userId, userCode, scope, message } = page
  return authorizationPage(200, {
    title: `${clientName} wants to be connected`,
    main: html`<p>You are logged in as <strong>${userId}</strong>.</p>
${problemLine(message)}<dl>
<dt>Code on the device</dt><dd><strong>${userCode}</strong>. Compare it with the device in front of you. If you see no device with this code, deny.</dd>
<dt>Who asks</dt><dd>${clientName}. It registered under this name; ${site} has not verified who is behind it.</dd>
</dl>
<form method="post" action="${target}">
${hidden.map(
  ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">
`,
)}<fieldset>
<legend>The device may</legend>
${scope.map((value) =>
  value === 'openid'
    ? html`<p>${scopeWords(value)} <code>${value}</code></p>
`
    : html`<label class="box"><input type="checkbox" name="scope" value="${value}" checked> <span>${scopeWords(value)} <code>${value}</code></span></label>
`,
)}</fieldset>
<div class="buttons"><button class="first" type="submit" name="decision" value="approve">Approve</button>
<button type="submit" name="decision" value="deny">Deny</button></div>
</form>`,
  })
}

/** The end, for this screen: the device learns of it when it asks next. */
export function decidedPage(clientName: string, approved: boolean): HttpResponse {
  return authorizationPage(200, {
    title: approved ? 'You said yes' : 'You said no',
    main: approved
      ? html`<p>${clientName} will go on in a few seconds. You can close this page.</p>`
      : html`<p>${clientName} gets no access. You can close this page.</p>`,
  })
}
