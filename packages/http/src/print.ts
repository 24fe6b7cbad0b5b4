import { type HttpRequest, type HttpResponse, readable } from './message.ts'
import { reasonPhrase } from './reason-phrase.ts'

/** A message as HTTP/1.1 text (RFC 9112 §2.1), line feeds only: for reading and for copying. */
export function printRequest(message: HttpRequest): string {
  return print(`${message.method} ${message.target} HTTP/1.1`, message)
}

/** As printRequest, for an answer. */
export function printResponse(message: HttpResponse): string {
  return print(`HTTP/1.1 ${message.status} ${reasonPhrase(message.status)}`.trimEnd(), message)
}

function print(first: string, message: HttpRequest | HttpResponse): string {
  const lines = message.headers.map(([name, value]) => `${name}: ${value}`)
  return [first, ...lines, '', readable(message.body)].join('\n')
}

/** How many octets the message takes on an HTTP/1.1 wire: lines end with CRLF (RFC 9112 §2.1). */
export function wireSize(message: HttpRequest | HttpResponse): number {
  const first =
    'method' in message
      ? message.method.length + byteLength(message.target) + ' '.length + ' HTTP/1.1\r\n'.length
      : `HTTP/1.1 ${message.status} ${reasonPhrase(message.status)}\r\n`.length
  const fields = message.headers.reduce(
    (sum, [name, value]) => sum + name.length + byteLength(value) + ': \r\n'.length,
    0,
  )
  return first + fields + '\r\n'.length + message.body.length
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length
}
