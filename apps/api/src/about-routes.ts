import { field, octets } from '@lockstep/http/message'
import { json } from '@lockstep/http/response'
import { catalogue } from './catalogue.ts'
import { problemMeans } from './problems.ts'
import type { PlatformRoute } from './route.ts'
import type { Services } from './services.ts'

/** What the installation says of itself. `openApi` describes the calls of the platform, these included. */
export function aboutRoutes({ platform }: Services, openApi: () => object): PlatformRoute[] {
  const { version, runtime, schemes } = platform
  const told = once(() => json(200, catalogue(schemes)))
  const described = once(() => json(200, openApi()))
  return [
    {
      method: 'GET',
      path: '/api/health',
      summary: 'Says that the server answers.',
      answers: { 200: 'It does.' },
      handle: () => json(200, { status: 'ok', version, runtime }),
    },
    {
      method: 'GET',
      path: '/api/schemes',
      summary: 'The catalogue: every scheme with its ratings, endpoints, checks and attacks.',
      answers: { 200: 'The schemes, in order.' },
      handle: told,
    },
    {
      method: 'GET',
      path: '/api/openapi.json',
      summary: 'This description.',
      answers: { 200: 'OpenAPI 3.1.' },
      handle: described,
    },
    {
      method: 'GET',
      path: '/problems/:type',
      summary: 'Says what a problem type means (RFC 9457).',
      answers: { 200: 'What it means, as JSON or as a page.' },
      handle(_call, request, { type = '' }) {
        const known = problemMeans(type)
        // A scheme has problem types of its own; their titles and details say what they mean.
        const means = known?.means ?? 'The title and the detail of the answer say what happened.'
        const title = known?.title ?? 'A problem of a scheme.'
        if (!/\btext\/html\b/i.test(field(request, 'accept') ?? ''))
          return json(200, {
            type: `/problems/${type}`,
            title,
            means,
            ...(known ? { status: known.status } : {}),
          })
        return {
          status: 200,
          headers: [['Content-Type', 'text/html; charset=utf-8']],
          body: octets(page(title, means)),
        }
      },
    },
  ]
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

/** Both texts are the platform's own. */
function page(title: string, means: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><style>body{font:1.1rem/1.5 system-ui,sans-serif;max-width:38rem;margin:4rem auto;padding:0 1rem}</style><h1>${title}</h1><p>${escaped(means)}</p></html>`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
