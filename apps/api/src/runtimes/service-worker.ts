/** The API inside the user agent: a service worker that answers for the paths of the API and leaves the rest alone. */
import { loadSchemes } from '@lockstep/schemes/list'
import { MemoryStore } from '@lockstep/store/memory-store'
import { createApp } from '../app.ts'
import { receiveRequest } from '../receive-request.ts'

type FetchEvent = Event & { readonly request: Request; respondWith(response: Promise<Response>): void }

const random = (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes))

const app = loadSchemes().then((schemes) =>
  createApp({
    schemes,
    store: new MemoryStore(Date.now),
    volatile: new MemoryStore(Date.now),
    key: random(32),
    now: Date.now,
    micros: () => Math.round(performance.now() * 1000),
    random,
    publicOrigin: location.origin,
    publicTlsOrigin: null,
    trustedProxies: [],
    version: 'worker',
    runtime: 'service-worker',
    limits: 'off',
    receive: receiveRequest,
    log: () => {},
  }),
)

addEventListener('fetch', (given) => {
  const event = given as FetchEvent
  const { origin, pathname } = new URL(event.request.url)
  const isOurs = origin === location.origin && /^\/(api|s|\.well-known|problems)\//.test(pathname)
  if (isOurs) event.respondWith(answer(event.request))
})

/** Chromium keeps only one of two fields of a name unless the answer is made anew from the list. */
async function answer(request: Request): Promise<Response> {
  const { body, status, statusText, headers } = await (await app).fetch(request)
  return new Response(body, { status, statusText, headers: [...headers] })
}
