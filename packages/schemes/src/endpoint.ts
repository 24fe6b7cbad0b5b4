/** How the parts of a scheme become endpoints: a verdict, then an answer. */
import type { HttpRequest, HttpResponse } from '@lockstep/http/message'
import { json } from '@lockstep/http/response'
import type { Verify } from './run-checks.ts'
import type { Accepted, Awaitable, Endpoint, Principal, Server, Verdict } from './scheme.ts'

type Guarded<Value extends Accepted> = Pick<
  Endpoint,
  'name' | 'methods' | 'path' | 'mount' | 'summary' | 'body'
> & {
  verify: Verify<Value>
  accepted(value: Value, request: HttpRequest, server: Server): Awaitable<HttpResponse>
  /** `end` is the id of the check that failed. */
  refused(end: string, request: HttpRequest, server: Server, verdict: Verdict<Value>): Awaitable<HttpResponse>
  asked?(what: string, request: HttpRequest, server: Server): Awaitable<HttpResponse>
}

/** An endpoint behind a check list. */
export function guarded<Value extends Accepted>(parts: Guarded<Value>): Endpoint {
  const { verify, accepted, refused, asked, ...described } = parts
  return {
    ...described,
    lists: verify.lists,
    async handle(request, server) {
      const verdict = await verify(request, server)
      const end = verdict.end ?? ''
      if (verdict.value) return { response: await accepted(verdict.value, request, server), verdict }
      if (verdict.outcome === 'refused')
        return { response: await refused(end, request, server, verdict), verdict }
      if (!asked) throw new Error(`Unexpected question at ${verdict.endpoint}: it has no page for one`)
      return { response: await asked(verdict.asked ?? '', request, server), verdict }
    },
  }
}

/** The protected endpoint that every scheme has (DESIGN of the HTTP contract: GET reads, POST writes). */
export function whoami<Value extends Accepted>(
  slug: string,
  parts: Pick<Guarded<Value>, 'verify' | 'refused'> & {
    /** Fields that a successful answer carries besides, such as Authentication-Info. */
    fields?(value: Value, request: HttpRequest, server: Server): Awaitable<HttpResponse['headers']>
  },
): Endpoint {
  const { fields, ...rest } = parts
  return guarded<Value>({
    name: 'whoami',
    methods: ['GET', 'POST'],
    path: '/whoami',
    summary: 'Says who the credentials belong to. GET needs the right to read, POST the right to write.',
    ...rest,
    accepted: async (value, request, server) =>
      json(200, { scheme: slug, principal: value.principal }, (await fields?.(value, request, server)) ?? []),
  })
}

/** The right that a method needs. */
export function scopeFor(method: string): 'notes:read' | 'notes:write' {
  return method === 'GET' || method === 'HEAD' ? 'notes:read' : 'notes:write'
}

/** True where the space-separated scope of a principal holds what the method needs. */
export function scopeCovers(principal: Principal, method: string): boolean {
  return (principal.scope ?? '').split(' ').includes(scopeFor(method))
}
