/** The frame of the authorization server's own pages. */
import type { FieldLine, HttpResponse } from '@lockstep/http/message'
import { type Html, type HtmlPage, html, htmlPage } from '../../html-page.ts'

/** Whose notes these are, in a word: it stands above the heading of each page. */
export const site = 'Notes'

/** A page of the authorization server. Each says that it is a demo: nobody should type a password of their own here. */
export function authorizationPage(
  status: number,
  page: Omit<HtmlPage, 'site'>,
  headers: readonly FieldLine[] = [],
): HttpResponse {
  const main = html`${page.main}
<p class="quiet">This is a demo. The people, their notes and their passwords are made up.</p>`
  return htmlPage(status, { ...page, site, main }, headers)
}

/** What went wrong, above a form. */
export function problemLine(message: string | undefined): Html | undefined {
  return message === undefined
    ? undefined
    : html`<p class="problem" role="alert">${message}</p>
`
}

/** A page for what cannot go on. Nobody is sent anywhere from it. */
export function stopPage(
  status: number,
  title: string,
  message: string,
  detail?: { readonly error: string; readonly because: string },
): HttpResponse {
  return authorizationPage(status, {
    title,
    main: html`<p class="problem">${message}</p>
${
  detail &&
  html`<dl>
<dt>For whoever made this link</dt><dd><code>${detail.error}</code>: ${detail.because}</dd>
</dl>
`
}`,
  })
}
