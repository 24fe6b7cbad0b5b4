/** Answers what never became a request. */
import type { Duplex } from 'node:stream'
import { problem } from '@lockstep/http/response'

type Broken = { readonly code?: string | undefined }

const answers: Readonly<Record<string, { status: number; reason: string; type: string; detail: string }>> = {
  HPE_HEADER_OVERFLOW: {
    status: 431,
    reason: 'Request Header Fields Too Large',
    type: 'fields-too-large',
    detail: 'The request line and the fields together may be 16 KiB.',
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: 408,
    reason: 'Request Timeout',
    type: 'request-timeout',
    detail: 'The fields must be here within 10 seconds, the whole request within 15.',
  },
  CONNECT: {
    status: 501,
    reason: 'Not Implemented',
    type: 'method-unknown',
    detail: 'This server is no proxy (RFC 9110 §9.3.6).',
  },
}
const malformed = {
  status: 400,
  reason: 'Bad Request',
  type: 'malformed',
  detail: 'This is no HTTP/1.1 request as RFC 9112 has it.',
}

/** Writes the answer straight to the socket and ends it: there is no request to answer through. */
export function answerBrokenRequest({ code = '' }: Broken, socket: Duplex): void {
  if (!socket.writable || code === 'ECONNRESET') {
    socket.destroy()
    return
  }
  const { status, reason, type, detail } = answers[code] ?? malformed
  const { headers, body } = problem(status, { type, title: reason, detail })
  const lines = [...headers, ['Content-Length', String(body.length)], ['Connection', 'close']]
  socket.write(
    `HTTP/1.1 ${status} ${reason}\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`,
  )
  socket.end(body)
}
