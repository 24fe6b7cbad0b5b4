import type { HttpRequest, HttpResponse } from '@lockstep/http/message'
import type { Awaitable } from '@lockstep/schemes/scheme'
import type { Call } from './call.ts'

/** One call of the platform, as data: what routes it, and what OpenAPI says of it. */
export type PlatformRoute = {
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** `:name` stands for one path segment. */
  readonly path: string
  readonly summary: string
  /** Needs the owner token of the sandbox in the path. */
  readonly owner?: true
  /** A JSON Schema of the content. */
  readonly body?: object
  /** What each status means. */
  readonly answers: Readonly<Record<number, string>>
  /** A `Response` only where the content is a stream. */
  handle(
    call: Call,
    request: HttpRequest,
    params: Readonly<Record<string, string>>,
  ): Awaitable<HttpResponse | Response>
}
