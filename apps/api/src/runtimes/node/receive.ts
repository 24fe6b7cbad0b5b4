/** A request as it stood on the wire, and an answer as it shall stand there: what `Request` and `Response` blur. */
import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { HttpBindings } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import type { FieldLine, HttpResponse } from '@lockstep/http/message'
import type { ClientCertificate } from '@lockstep/schemes/scheme'
import type { Context } from 'hono'
import type { Received } from '../../platform.ts'
import { refuse } from '../../refusal.ts'
import { brokenAs } from './broken-request.ts'

/** The request: raw target, every field line in its order and case, content read with a bound. */
export function receive(context: Context): Received {
  const { incoming } = context.env as HttpBindings
  const { rawHeaders, headers } = incoming
  const lines: FieldLine[] = []
  const clientCertificate = certificateOf(incoming.socket)
  for (let i = 0; i < rawHeaders.length; i += 2) lines.push([rawHeaders[i] ?? '', rawHeaders[i + 1] ?? ''])
  return {
    method: incoming.method ?? '',
    target: incoming.url ?? '',
    headers: lines,
    transport: incoming.socket instanceof TLSSocket ? 'tls' : 'http',
    address: plainAddress(incoming.socket.remoteAddress ?? ''),
    ...(clientCertificate === undefined ? {} : { clientCertificate }),
    hasContent: headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0,
    content: (limit) => readContent(incoming, limit),
  }
}

const certificates = new WeakMap<TLSSocket, ClientCertificate | undefined>()

/** What the peer of a connection showed. Read once a connection: Node makes an object of the whole certificate. */
function certificateOf(socket: Socket): ClientCertificate | undefined {
  if (!(socket instanceof TLSSocket)) return undefined
  if (certificates.has(socket)) return certificates.get(socket)
  // The object is empty where no certificate came.
  const { raw } = socket.getPeerCertificate() as { raw?: Buffer }
  const shown = raw && { thumbprint: createHash('sha256').update(raw).digest('base64url') }
  certificates.set(socket, shown)
  return shown
}

/** An IPv4 peer of a listener for both versions comes as `::ffff:192.0.2.1` (RFC 4291 §2.5.5.2). */
function plainAddress(address: string): string {
  return address.startsWith('::ffff:') && address.includes('.') ? address.slice('::ffff:'.length) : address
}

/** The content, or undefined once it is longer than `limit`: the rest is not kept. */
async function readContent(incoming: IncomingMessage, limit: number): Promise<Uint8Array | undefined> {
  if (Number(incoming.headers['content-length'] ?? 0) > limit) return undefined
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array | undefined>()
  const chunks: Buffer[] = []
  let length = 0
  incoming.on('data', (chunk: Buffer) => {
    length += chunk.length
    if (length > limit) resolve(undefined)
    else chunks.push(chunk)
  })
  incoming.on('end', () => resolve(Buffer.concat(chunks)))
  // The peer went away, its time is over (RFC 9110 §15.5.9), or what it sent is no content.
  incoming.on('error', () => reject(refuse(brokenAs(incoming.socket))))
  return promise
}

/** Sends the answer: field lines in their order and case, those of one name on lines of their own. */
export function reply(context: Context, { status, headers, body }: HttpResponse): Response {
  const { incoming, outgoing } = context.env as HttpBindings
  if (outgoing.headersSent || outgoing.destroyed) return RESPONSE_ALREADY_SENT
  const lines: string[] = []
  let lengthGiven = false
  for (const [name, value] of headers) {
    lines.push(name, value)
    lengthGiven ||= name.toLowerCase() === 'content-length'
  }
  // RFC 9110 §8.6: no Content-Length in a 1xx or 204; for 304 and HEAD it would be that of the content left out.
  const without = status === 204 || status === 304 || incoming.method === 'HEAD'
  if (!lengthGiven && !without) lines.push('Content-Length', String(body.length))
  outgoing.writeHead(status, lines)
  // As text Node puts head and content into one write; octets would be a second one. latin1 is one octet a character.
  outgoing.end(Buffer.from(body.buffer, body.byteOffset, body.length).toString('latin1'), 'latin1')
  return RESPONSE_ALREADY_SENT
}
