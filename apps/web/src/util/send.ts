/** Sends a learner's request from this page, and fetches how the server saw it. */
import { type FieldLine, field, type HttpRequest, type HttpResponse } from '@lockstep/http/message'
import type { Exchange } from '@lockstep/schemes/scheme'
import { sandboxReady } from '../stores/sandbox.ts'
import { call, reach } from './api.ts'

export type Sent = {
  /** As far as a page can read it: fields come in lower case, sorted, and joined where there were several. */
  readonly response: HttpResponse
  /** As the server received and answered it; null where the answer came from something before the sandbox. */
  readonly exchange: Exchange | null
}

/**
 * Sends a request to this origin. Fields that a page may not set (`Host`, `Date`, `Cookie`, …) are left to the user
 * agent; what really went out stands in the exchange. `owner` sends the owner token along, for key management.
 */
export async function send(
  request: HttpRequest,
  options: { owner?: boolean; signal?: AbortSignal } = {},
): Promise<Sent> {
  if (!request.target.startsWith('/') || request.target.startsWith('//'))
    throw new TypeError(`Unexpected target "${request.target}", expected a path on this origin`)
  const { ownerToken } = await sandboxReady()
  const referrer = field(request, 'referer')
  const answer = await reach(request.target, {
    method: request.method,
    headers: joined(request.headers),
    ...(options.owner ? { token: ownerToken } : {}),
    ...(request.body.length > 0 ? { body: request.body as Uint8Array<ArrayBuffer> } : {}),
    ...(referrer === undefined ? {} : { referrer }),
    ...(options.signal ? { signal: options.signal } : {}),
  })
  const response = {
    status: answer.status,
    headers: [...answer.headers],
    body: new Uint8Array(await answer.arrayBuffer()),
  }
  const id = answer.headers.get('exchange-id')
  return { response, exchange: id === null ? null : await fetchExchange(id) }
}

/** One exchange with everything that its owner may see. */
export async function fetchExchange(id: string): Promise<Exchange> {
  const { ownerToken } = await sandboxReady()
  return call<Exchange>(`/api/exchanges/${encodeURIComponent(id)}`, { token: ownerToken })
}

/** One value a name, as fetch takes them: several lines of one name are joined by a comma (RFC 9110 §5.3). */
function joined(lines: readonly FieldLine[]): Record<string, string> {
  const fields: Record<string, string> = {}
  for (const [name, value] of lines) {
    const known = Object.keys(fields).find((one) => one.toLowerCase() === name.toLowerCase())
    fields[known ?? name] = known === undefined ? value : `${fields[known]}, ${value}`
  }
  return fields
}
