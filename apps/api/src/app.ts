/** The API as one Hono app, wherever it runs. */
import { type HttpResponse, noBody } from '@lockstep/http/message'
import { Hono } from 'hono'
import { aboutRoutes } from './about-routes.ts'
import { attackRoutes } from './attack-routes.ts'
import { type Call, logged, needTls, readRequest, receiveCall, takeAddressTurn } from './call.ts'
import { checkMessage } from './check-message.ts'
import { exchangeRoutes } from './exchange-routes.ts'
import { setPageFields, withPlatformFields } from './fields.ts'
import { openApi } from './openapi.ts'
import { outcomeOf } from './outcome.ts'
import type { Platform } from './platform.ts'
import { refuse } from './refusal.ts'
import { makeResponse } from './reply.ts'
import type { PlatformRoute } from './route.ts'
import { preflight, sandboxCall } from './sandbox-call.ts'
import { sandboxRoutes } from './sandbox-routes.ts'
import { makeServices, type Services } from './services.ts'

export type App = {
  readonly hono: Hono
  /**
   * HEAD goes through as GET that is known to be one: Hono would copy the answer to leave the content out, and a
   * runtime that has sent it already cannot have it copied.
   */
  fetch(request: Request, bindings?: object): Response | Promise<Response>
  /** Ends every live stream, so that a server can end without cutting one off. Resolves when no key is being made. */
  close(): Promise<void>
}

/** Makes the app of a platform. */
export function createApp(platform: Platform): App {
  const services = makeServices(platform)
  const hono = new Hono<{ Variables: { call: Call } }>()

  // For a sandbox's paths this handler is the only one that matches, and Hono calls it without a chain.
  hono.use('*', async (context, next) => {
    const call = receiveCall(services, context)
    const { target } = call.received
    if (!target.startsWith('/s/') && !target.startsWith('/.well-known/')) {
      context.set('call', call)
      return next()
    }
    try {
      return await send(services, call, await sandboxCall(services, call))
    } catch (thrown) {
      return send(services, call, refused(services, call, thrown))
    }
  })

  const routes: PlatformRoute[] = [
    ...aboutRoutes(services, () => openApi(platform, routes)),
    ...sandboxRoutes(services),
    ...exchangeRoutes(services),
    ...attackRoutes(services),
  ]
  for (const path of new Set(routes.map((route) => route.path))) {
    const here = routes.filter((route) => route.path === path)
    hono.all(path, (context) => platformCall(services, context.get('call'), here, context.req.param()))
  }
  hono.notFound((context) => pageCall(services, context.get('call')))
  hono.onError((thrown, context) => {
    const { response, error } = outcomeOf(thrown)
    platform.log({
      id: '-',
      time: platform.now(),
      principal: '-',
      endpoint: '-',
      status: response.status,
      check: '-',
      error: error ?? '-',
    })
    return makeResponse(withPlatformFields(response, '-', new URL(context.req.url).protocol === 'https:'))
  })

  return {
    hono: hono as unknown as Hono,
    fetch: (request, bindings) =>
      request.method === 'HEAD'
        ? hono.fetch(new Request(request.url, { headers: request.headers }), { ...bindings, isHead: true })
        : hono.fetch(request, bindings),
    close: () => {
      services.streams.close()
      return services.keyPairs.stop()
    },
  }
}

/** A call of the platform's own routes: the ones with this path, one a method. */
async function platformCall(
  services: Services,
  call: Call,
  routes: readonly PlatformRoute[],
  params: Readonly<Record<string, string>>,
): Promise<Response> {
  const { received } = call
  const wanted = received.method === 'HEAD' ? 'GET' : received.method
  const route = routes.find(({ method }) => method === wanted)
  try {
    needTls(services, call)
    checkMessage(received, services.limits)
    takeAddressTurn(services, call)
    const allow = routes.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method]))
    if (received.method === 'OPTIONS') return send(services, call, preflight(call, allow))
    if (!route) throw refuse('method', undefined, [['Allow', [...allow, 'OPTIONS'].join(', ')]])
    const answered = await route.handle(call, await readRequest(services, call), params)
    note(services, call, route.path, answered.status)
    if (!(answered instanceof Response)) return send(services, call, answered)
    if (received.method !== 'HEAD') return sendStream(services, call, answered)
    // Nobody would read the stream to its end.
    await answered.body?.cancel()
    return send(services, call, { status: 200, headers: [...answered.headers], body: noBody })
  } catch (thrown) {
    return send(services, call, refused(services, call, thrown, route?.path))
  }
}

/** Everything else: a file of the page, or the page itself. */
async function pageCall(services: Services, call: Call): Promise<Response> {
  const { platform, limits } = services
  const { received, context } = call
  try {
    needTls(services, call)
    checkMessage(received, limits)
    if (received.method === 'OPTIONS') return send(services, call, preflight(call, undefined))
    if (received.method !== 'GET' && received.method !== 'HEAD')
      throw refuse('method', undefined, [['Allow', 'GET, HEAD, OPTIONS']])
    if (!platform.page || received.target.startsWith('/api/')) throw refuse('not-found')
    const file = await platform.page(context)
    const response = new Response(file.body, file)
    setPageFields(response.headers, hasHsts(services, call))
    return response
  } catch (thrown) {
    return send(services, call, refused(services, call, thrown))
  }
}

function refused(services: Services, call: Call, thrown: unknown, endpoint = '-'): HttpResponse {
  const { response, error } = outcomeOf(thrown)
  note(services, call, endpoint, response.status, error)
  return response
}

function note({ platform }: Services, call: Call, endpoint: string, status: number, error?: string): void {
  platform.log({
    id: logged(call),
    time: platform.now(),
    principal: '-',
    endpoint,
    status,
    check: '-',
    ...(error === undefined ? {} : { error }),
  })
}

function send(services: Services, call: Call, response: HttpResponse): Response | Promise<Response> {
  const { platform } = services
  const whole = withPlatformFields(
    // HEAD is GET without the content (RFC 9110 §9.3.2).
    call.received.method === 'HEAD' ? { ...response, body: noBody } : response,
    call.id,
    hasHsts(services, call),
  )
  return platform.reply ? platform.reply(call.context, whole) : makeResponse(whole)
}

function sendStream(services: Services, call: Call, response: Response): Response {
  const { headers } = withPlatformFields(
    { status: 200, headers: [...response.headers], body: noBody },
    call.id,
    hasHsts(services, call),
  )
  for (const [name, value] of headers) response.headers.set(name, value)
  return response
}

/** HSTS is sent where the public address is https, and never in the clear (RFC 6797 §7.2). */
function hasHsts({ platform }: Services, { connection }: Call): boolean {
  return connection.transport === 'tls' && platform.publicOrigin.startsWith('https:')
}
