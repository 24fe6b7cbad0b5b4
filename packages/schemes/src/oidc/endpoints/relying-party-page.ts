import type { FieldLine, HttpResponse } from '@lockstep/http/message'
import { type Html, htmlPage } from '../../html-page.ts'

/** A page of the client's own. It stands on the provider's origin here, and must not look like a page of the provider's. */
export function relyingPartyPage(
  status: number,
  title: string,
  main: Html,
  headers: readonly FieldLine[] = [],
): HttpResponse {
  return htmlPage(status, { site: 'Relying Party', title, main }, headers)
}
