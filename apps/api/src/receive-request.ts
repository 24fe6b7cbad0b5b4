import { concat } from '@lockstep/crypto/bytes'
import type { FieldLine } from '@lockstep/http/message'
import type { Context } from 'hono'
import type { Received } from './platform.ts'

/**
 * The request as far as a `Request` tells. Its target is normalised and its field names are lower case: a runtime
 * that knows the raw request line and field lines gives those instead.
 */
export function receiveRequest({ req: { raw } }: Context): Received {
  const slash = raw.url.indexOf('/', raw.url.indexOf('//') + 2)
  const fragment = raw.url.indexOf('#')
  const target = slash < 0 ? '/' : raw.url.slice(slash, fragment < 0 ? undefined : fragment)
  return {
    method: raw.method,
    target,
    headers: [...raw.headers].map(([name, value]): FieldLine => [name, value]),
    transport: raw.url.startsWith('https:') ? 'tls' : 'http',
    address: '127.0.0.1',
    hasContent: raw.body !== null,
    content: (limit) => readContent(raw.body, limit),
  }
}

/** All octets of a stream, or undefined as soon as there are more than `limit`. */
export async function readContent(
  stream: ReadableStream<Uint8Array> | null,
  limit: number,
): Promise<Uint8Array | undefined> {
  const pieces: Uint8Array[] = []
  let length = 0
  const reader = stream?.getReader()
  for (let piece = await reader?.read(); piece && !piece.done; piece = await reader?.read()) {
    length += piece.value.length
    if (length > limit) {
      await reader?.cancel()
      return undefined
    }
    pieces.push(piece.value)
  }
  return concat(...pieces)
}
