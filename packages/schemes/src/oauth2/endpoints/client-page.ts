import type { FieldLine, HttpResponse } from '@lockstep/http/message'
import { type Html, htmlPage } from '../../html-page.ts'

/** A page of Reader's own. It stands on the server's origin here, and must not look like a page of the server's. */
export function clientPage(
  status: number,
  title: string,
  main: Html,
  headers: readonly FieldLine[] = [],
): HttpResponse {
  return htmlPage(status, { site: 'Reader', title, main }, headers)
}
