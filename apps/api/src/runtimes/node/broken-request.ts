/** Answers what never became a request. */
import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { problem } from '@lockstep/http/response'
import { problems } from '../../problems.ts'

/** By the code of Node's error, or of the one method that Node does not make a request of. */
const types = {
  HPE_HEADER_OVERFLOW: 'fields-too-large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request-timeout',
  // The peer closed its side in the middle: the rest will never come.
  HPE_INVALID_EOF_STATE: 'request-timeout',
  // RFC 9110 §9.3.6: CONNECT asks for a tunnel, and this server is no proxy.
  CONNECT: 'method-unknown',
} as const

type Broken = {
  readonly code?: string | undefined
  /** What came, and how far Node could read it. Only where its parser gave up. */
  readonly rawPacket?: Buffer
  readonly bytesParsed?: number
}

const told = new WeakMap<Duplex, (typeof types)[keyof typeof types] | 'malformed'>()

/** What a connection was told of a request that broke off in its content: the record says the same. */
export function brokenAs(socket: Duplex): 'request-timeout' | 'malformed' {
  return told.get(socket) === 'malformed' ? 'malformed' : 'request-timeout'
}

/** Writes the answer straight to the socket and ends it: there is no request to answer through. */
export function answerBrokenRequest(broken: Broken, socket: Duplex): void {
  const { code = '' } = broken
  if (!socket.writable || code === 'ECONNRESET') {
    socket.destroy()
    return
  }
  const type =
    code in types
      ? types[code as keyof typeof types]
      : isUnknownMethod(broken)
        ? 'method-unknown'
        : 'malformed'
  told.set(socket, type)
  const { status, title } = problems[type]
  const { headers, body } = problem(status, { type, title })
  const lines = [...headers, ['Content-Length', String(body.length)], ['Connection', 'close']]
  const fields = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  socket.write(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${fields}\r\n`)
  socket.end(body)
}

/** A request line like any other but for a method that Node has not heard of: 501 (RFC 9110 §15.6.2), and not 400. */
function isUnknownMethod({ code, rawPacket, bytesParsed = 0 }: Broken): boolean {
  if (code !== 'HPE_INVALID_METHOD' || !rawPacket) return false
  const start = rawPacket.lastIndexOf('\n', Math.max(bytesParsed - 1, 0)) + 1
  return /^[\w!#$%&'*+.^`|~-]+ \S+ HTTP\/1\.[01]\r?\n/.test(rawPacket.toString('latin1', start))
}
