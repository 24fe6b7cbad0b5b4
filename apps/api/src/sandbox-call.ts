/** A request to a sandbox: found, judged, recorded, answered. The one path that has to be fast. */
import { field, type HttpRequest, type HttpResponse, noBody, octets } from '@lockstep/http/message'
import { type Answered, answer } from '@lockstep/schemes/answer'
import { type Place, placeOf, withoutId } from '@lockstep/schemes/router'
import { serverCaPath } from '@lockstep/schemes/server-ca-path'
import { type Call, logged, needTls, readRequest, takeAddressTurn } from './call.ts'
import { checkMessage } from './check-message.ts'
import { preflightFields } from './fields.ts'
import { outcomeOf } from './outcome.ts'
import { isOwner, withoutOwnerToken } from './owner.ts'
import { refuse, refuseFor } from './refusal.ts'
import type { Sandbox } from './sandboxes.ts'
import { type Services, takeSandboxTurn } from './services.ts'
import { serverAt } from './worlds.ts'

type Judged = Answered & { readonly error?: string }

/** Answers a call whose target begins with `/s/` or `/.well-known/`. Throws a `Refusal` where there is no sandbox. */
export async function sandboxCall(services: Services, call: Call): Promise<HttpResponse> {
  const { platform, sandboxes, exchanges } = services
  const { received } = call
  const place = placeOf(received.target)
  const sandbox = place && (await sandboxes.find(place.sandbox))
  if (!place || !sandbox) {
    needTls(services, call)
    checkMessage(received, services.limits)
    takeAddressTurn(services, call)
    if (received.method === 'OPTIONS') return preflight(call, undefined)
    throw refuse(place ? 'sandbox-unknown' : 'not-found')
  }

  const startedAt = platform.now()
  const started = platform.micros()
  let request: HttpRequest = { ...messageOf(call), body: noBody }
  let judged: Judged
  try {
    needTls(services, call)
    checkMessage(received, services.limits)
    const wait = takeSandboxTurn(services, sandbox.id)
    if (wait > 0) throw refuseFor(wait, 'too-many-requests', 'This sandbox was sent too many.')
    takeAddressTurn(services, call)
    if (received.hasContent) request = await readRequest(services, call)
    judged = await judge(services, call, sandbox, place, request)
  } catch (thrown) {
    judged = { ...outcomeOf(thrown), verdict: null, scheme: null, endpoint: null }
  }

  const { verdict, scheme, endpoint, error } = judged
  const response = {
    ...judged.response,
    headers: [...judged.response.headers, ['Exchange-Id', call.id] as const],
  }
  const recorded = {
    id: call.id,
    sandbox: sandbox.id,
    scheme: scheme?.slug ?? null,
    endpoint: endpoint?.name ?? null,
    without: withoutId(place),
    startedAt,
    durationMicros: Math.round(platform.micros() - started),
    transport: call.connection.transport,
    request: withoutOwnerToken(request, (token) => endpoint?.owner || sandboxes.owns(sandbox, token)),
    response,
    verdict,
  }
  if (sandboxes.lives(sandbox)) exchanges.record(recorded)
  platform.log({
    id: logged(call),
    time: startedAt,
    principal: verdict?.principal?.id ?? '-',
    endpoint: scheme && endpoint ? `${scheme.slug}/${endpoint.name}` : '-',
    status: response.status,
    check: verdict?.end ?? '-',
    ...(error === undefined ? {} : { error }),
  })
  return response
}

async function judge(
  services: Services,
  call: Call,
  sandbox: Sandbox,
  place: Place,
  request: HttpRequest,
): Promise<Judged> {
  const { router, sandboxes, shared } = services
  const unjudged = { verdict: null, scheme: null, endpoint: null }
  if (request.method === 'OPTIONS') {
    const found = router.find(place, request.method)
    const { allow, page } = found && 'allow' in found ? found : { allow: undefined, page: false }
    return { ...unjudged, response: page ? pageOptions(allow) : preflight(call, allow) }
  }
  const { serverCaPem } = call.connection
  if (serverCaPem !== undefined && place.path === serverCaPath && !place.without)
    return { ...unjudged, response: certificate(request.method, serverCaPem) }
  // Only worlds that exist are made: their names come from callers, and each is kept.
  if (place.without && !router.canRemove(place.without.slug, place.without.check)) throw refuse('not-found')
  const server = serverAt(shared, sandbox, place, {
    now: sandboxes.now(sandbox),
    origin: call.origin,
    connection: call.connection,
  })
  return answer(router, place, request, server, () => isOwner(sandboxes, sandbox, request))
}

function messageOf({ received: { method, target, headers } }: Call) {
  return { method, target, headers }
}

/** A preflight (Fetch §4.8), or a plain OPTIONS (RFC 9110 §9.3.7). */
export function preflight({ received }: Call, allow: readonly string[] | undefined): HttpResponse {
  const headers = preflightFields(field(received, 'access-control-request-headers'))
  if (allow) headers.push(['Allow', [...allow, 'OPTIONS'].join(', ')])
  return { status: 204, headers, body: noBody }
}

/**
 * RFC 9700 §2.6: "CORS MUST NOT be supported at the authorization endpoint". What is served there is a page, and the
 * platform lets no other origin read one: without Access-Control-Allow-Origin every preflight fails (Fetch §4.8).
 */
function pageOptions(allow: readonly string[] = []): HttpResponse {
  const headers = [
    ['Allow', [...allow, 'OPTIONS'].join(', ')],
    ['Content-Type', 'text/html; charset=utf-8'],
  ] as const
  return { status: 204, headers, body: noBody }
}

function certificate(method: string, pem: string): HttpResponse {
  if (method !== 'GET' && method !== 'HEAD')
    throw refuse('method', undefined, [['Allow', 'GET, HEAD, OPTIONS']])
  return {
    status: 200,
    headers: [['Content-Type', 'application/x-pem-file']],
    body: method === 'HEAD' ? noBody : octets(pem),
  }
}
