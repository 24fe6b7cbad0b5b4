import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type HttpRequest, request } from '@lockstep/http/message'

/** What a client sends, as it stands on the wire: `send` is given a port where anything is answered with 204. */
export async function caughtRequest(send: (port: number) => Promise<unknown>): Promise<HttpRequest> {
  const caught: HttpRequest[] = []
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk)
    const { rawHeaders: raw, method = '', url = '' } = incoming
    const lines = raw.flatMap((name, i) => (i % 2 === 0 ? [[name, raw[i + 1] ?? ''] as const] : []))
    caught.push(request(method, url, lines, Buffer.concat(chunks).toString()))
    outgoing.writeHead(204).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    await send((server.address() as AddressInfo).port)
  } finally {
    server.closeAllConnections()
    server.close()
  }
  const [first] = caught
  if (!first) throw new Error('Nothing was sent')
  return first
}
