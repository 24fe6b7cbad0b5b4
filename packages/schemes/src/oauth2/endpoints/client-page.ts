import type { FieldLine, HttpResponse } from '@lockstep/http/message'
import { type Html, htmlPage } from '../../html-page.ts'
import type { Door } from '../door.ts'

/** What the client of each door is called on its own pages. */
export const clientSites: Readonly<Record<Door['slug'], string>> = {
  oauth2: 'Reader',
  oidc: 'Relying Party',
}

/** A page of the client's own. It stands on the server's origin here, and must not look like a page of the server's. */
export function clientPage(
  { slug }: Pick<Door, 'slug'>,
  status: number,
  title: string,
  main: Html,
  headers: readonly FieldLine[] = [],
): HttpResponse {
  return htmlPage(status, { site: clientSites[slug], title, main }, headers)
}
