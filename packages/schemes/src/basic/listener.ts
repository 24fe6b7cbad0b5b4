/** What Mallory has of a request that passes her: on plain HTTP, and on TLS. */
import { base64 } from '@lockstep/crypto/base64'
import { parseCredentials } from '@lockstep/http/authentication'
import { field, type HttpRequest, readable } from '@lockstep/http/message'
import { printRequest, wireSize } from '@lockstep/http/print'
import type { Derived } from '../scheme.ts'

/** What anybody can read out of an Authorization field that they see; undefined where it is not Basic. */
export function readUserPass(authorization: string): string | undefined {
  const credentials = parseCredentials(authorization)
  if (credentials?.authScheme.toLowerCase() !== 'basic') return undefined
  const found = credentials.token68 === undefined ? undefined : base64.decode(credentials.token68)
  return found && readable(found)
}

/** What a listener has of the request on plain HTTP: all of it, and then the password. */
export function overHttp(sent: HttpRequest): Derived[] {
  const authorization = field(sent, 'authorization') ?? ''
  const text = printRequest(sent)
  const userPass = readUserPass(authorization)
  const at = authorization === '' ? text.length : text.indexOf(authorization)
  const line: Derived = {
    name: 'plainHttp',
    how: 'what is on the line, on plain HTTP',
    parts: [
      { text: text.slice(0, at) },
      { text: authorization, secret: true },
      { text: text.slice(at + authorization.length) },
    ],
    clause: 'RFC 9112 §2.1',
  }
  if (userPass === undefined) return [line]
  const read: Derived = {
    name: 'userPass',
    how: 'base64-decode(token68)',
    parts: [{ text: userPass, maker: 'attacker', secret: true }],
    clause: 'RFC 7617 §4',
  }
  return [line, read]
}

/** The most octets that one TLS record carries (RFC 8446 §5.1). */
const recordLimit = 2 ** 14

/**
 * What TLS 1.3 leaves readable of the same octets. Each record is type 23, a version that is always 0x0303, and a
 * length: the content, one octet for its true type, and 16 for the tag of the AEAD (RFC 8446 §5.2).
 */
export function overTls(sent: HttpRequest, host: string): Derived[] {
  const size = wireSize(sent)
  const headers: string[] = []
  for (let at = 0; at < size; at += recordLimit) {
    const length = Math.min(recordLimit, size - at) + 1 + 16
    headers.push(`17 03 03 ${hex8(length >> 8)} ${hex8(length & 255)}`)
  }
  return [
    {
      name: 'recordHeader',
      how: 'type, version, length = content + 1 + 16',
      parts: [{ text: headers.join('\n') }],
      clause: 'RFC 8446 §5.2',
    },
    {
      name: 'contentSize',
      how: 'length − 17: the size of the request, in octets',
      parts: [{ text: String(size), maker: 'attacker' }],
      clause: 'RFC 8446 §5.4',
    },
    {
      name: 'addresses',
      how: 'the IP and TCP headers, which TLS does not cover',
      parts: [{ text: `this user agent’s address → ${host}` }],
    },
  ]
}

function hex8(octet: number): string {
  return octet.toString(16).padStart(2, '0')
}
