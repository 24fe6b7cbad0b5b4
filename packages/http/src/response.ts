import { type FieldLine, type HttpResponse, noBody, octets } from './message.ts'

/** Answers to requests that carried credentials stay out of every cache (RFC 9111 §3.5). */
const noStore: FieldLine = ['Cache-Control', 'no-store']

/** An answer without content. */
export function empty(status: number, headers: readonly FieldLine[] = []): HttpResponse {
  return { status, headers: [noStore, ...headers], body: noBody }
}

/** A JSON answer. */
export function json(status: number, value: unknown, headers: readonly FieldLine[] = []): HttpResponse {
  return {
    status,
    headers: [['Content-Type', 'application/json'], noStore, ...headers],
    body: octets(JSON.stringify(value)),
  }
}

export type Problem = {
  /** The last part of the problem's type URI: stable, for programs. */
  readonly type: string
  readonly title: string
  readonly detail?: string
}

/** A problem in the format of RFC 9457. `type` becomes a relative reference under `/problems/`. */
export function problem(status: number, what: Problem, headers: readonly FieldLine[] = []): HttpResponse {
  const body = {
    type: `/problems/${what.type}`,
    title: what.title,
    status,
    ...(what.detail === undefined ? {} : { detail: what.detail }),
  }
  return {
    status,
    headers: [['Content-Type', 'application/problem+json'], noStore, ...headers],
    body: octets(JSON.stringify(body)),
  }
}
