import type { HttpResponse } from '@lockstep/http/message'

/** An answer as a `Response`. Field names lose their case there, and lines of one name are joined. */
export function makeResponse({ status, headers, body }: HttpResponse): Response {
  const fields = new Headers()
  for (const [name, value] of headers) fields.append(name, value)
  return new Response(body.length === 0 ? null : (body as Uint8Array<ArrayBuffer>), {
    status,
    headers: fields,
  })
}
