/** Another site, to which a page with a key in its address links. Run by Mallory, inside the sandbox. */
import { field } from '@lockstep/http/message'
import { json } from '@lockstep/http/response'
import type { Endpoint } from '../../scheme.ts'

export const mallorySite: Endpoint = {
  name: 'mallory-site',
  methods: ['GET'],
  path: '/mallory/api-key',
  mount: 'base',
  summary: 'A page of another site. It answers with the Referer that it was sent.',
  lists: [],
  handle: (request) => ({
    response: json(200, { site: 'mallory', referer: field(request, 'referer') ?? null }),
    verdict: null,
  }),
}
