/** One request answered in process by the schemes themselves: what the API and the players share. */
import { type HttpRequest, type HttpResponse, noBody } from '@lockstep/http/message'
import { problem } from '@lockstep/http/response'
import type { Place, Router } from './router.ts'
import type { Endpoint, Scheme, Server, Verdict } from './scheme.ts'

export type Answered = {
  readonly response: HttpResponse
  readonly verdict: Verdict | null
  readonly scheme: Scheme | null
  readonly endpoint: Endpoint | null
}

/** Finds the endpoint, lets it judge and answer. `isOwner` is asked only where the endpoint is the owner's. */
export async function answer(
  router: Router,
  place: Place,
  request: HttpRequest,
  server: Server,
  isOwner: () => boolean | Promise<boolean>,
): Promise<Answered> {
  const found = router.find(place, request.method)
  if (!found) return refuse(problem(404, { type: 'not-found', title: 'Nothing is served at this path.' }))
  if ('allow' in found) {
    const allow = found.allow.join(', ')
    return refuse(problem(405, { type: 'method', title: `This path answers ${allow}.` }, [['Allow', allow]]))
  }
  const { scheme, endpoint, params } = found
  if (endpoint.owner && !(await isOwner())) return { ...refuse(ownerNeeded()), scheme, endpoint }
  const { response, verdict } = await endpoint.handle(request, server, params)
  const marked = place.without
    ? [...response.headers, ['Lockstep-Without', `${place.without.slug}.${place.without.check}`] as const]
    : response.headers
  // HEAD is GET without the content (RFC 9110 §9.3.2).
  const body = request.method === 'HEAD' ? noBody : response.body
  return { response: { ...response, headers: marked, body }, verdict, scheme, endpoint }
}

/** 401 for a call that only the owner of the sandbox may make. */
export function ownerNeeded(): HttpResponse {
  return problem(
    401,
    { type: 'owner-token', title: 'This call needs the owner token of the sandbox, sent as a bearer token.' },
    [['WWW-Authenticate', 'Bearer realm="sandbox"']],
  )
}

function refuse(response: HttpResponse): Answered {
  return { response, verdict: null, scheme: null, endpoint: null }
}
