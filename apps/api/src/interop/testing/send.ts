import type { HttpRequest, HttpResponse } from '@lockstep/http/message'

/** Sends a request whose target is a whole address, as it is, and follows nothing. */
export async function send({ method, target, headers, body }: HttpRequest): Promise<HttpResponse> {
  const answer = await fetch(target, {
    method,
    headers: headers.map(([name, value]): [string, string] => [name, value]),
    redirect: 'manual',
    ...(body.length === 0 ? {} : { body: new Uint8Array(body) }),
  })
  return {
    status: answer.status,
    headers: [...answer.headers],
    body: new Uint8Array(await answer.arrayBuffer()),
  }
}
