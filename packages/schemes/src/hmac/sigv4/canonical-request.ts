/** The canonical request of AWS Signature Version 4, from a message as it is on the wire. */
import { sha256 } from '@lockstep/crypto/digest'
import { hex } from '@lockstep/crypto/hex'
import { fieldLines, type HttpRequest, octets, splitTarget } from '@lockstep/http/message'
import { percentDecode, percentEncode } from '@lockstep/http/percent'
import type { DerivedPart } from '../../scheme.ts'
import { trimField } from '../trim-field.ts'

export type Canonical = {
  /** The value of `host`: the authority of the origin, whatever Host says. */
  readonly host: string
  /** Lower-case names, in the order in which they are canonical. */
  readonly signedHeaders: readonly string[]
  readonly payloadHash: string
  /** Dot segments and doubled slashes go out of the path; all services but S3 do so. True unless said. */
  readonly normalize?: boolean
}

/** What the payload hash is of a body: lower-case hexadecimal digits. */
export function payloadHashOf(body: Uint8Array): string {
  return hex(sha256(body))
}

/** The pieces of the canonical request; joined, they are it. */
export function canonicalRequest(message: HttpRequest, canonical: Canonical): DerivedPart[] {
  const { path, query = '' } = splitTarget(message.target)
  const { signedHeaders, payloadHash, normalize = true } = canonical
  const part = (text: string, component: string): DerivedPart => ({ text, component, maker: 'signer' })
  const lines = signedHeaders.flatMap((name) => [
    part(`${name}:${canonicalValue(message, name, canonical.host)}`, `header ${name}`),
    { text: '\n' },
  ])
  return [
    part(message.method, 'method'),
    { text: '\n' },
    part(canonicalPath(path, normalize), 'path'),
    { text: '\n' },
    ...canonicalQuery(query),
    { text: '\n' },
    ...lines,
    { text: '\n' },
    part(signedHeaders.join(';'), 'SignedHeaders'),
    { text: '\n' },
    part(payloadHash, 'payload hash'),
  ]
}

/**
 * "URI-encode twice": the target on the wire was encoded once, and is encoded once more here, but for its slashes. So
 * `%20` becomes `%2520`, and a space that came raw `%20`.
 */
export function canonicalPath(path: string, normalize: boolean): string {
  const plain = normalize ? normalizedPath(path) : path
  return plain.split('/').map(percentEncode).join('/') || '/'
}

/** RFC 3986 §5.2.4, and a run of slashes is one: what a client library does before it sends. */
function normalizedPath(path: string): string {
  const kept: string[] = []
  const segments = path.split('/')
  for (const segment of segments) {
    if (segment === '..') kept.pop()
    else if (segment !== '.' && segment !== '') kept.push(segment)
  }
  const directory = /(?:^|\/)\.{0,2}$/.test(path) && kept.length > 0
  return `/${kept.join('/')}${directory ? '/' : ''}`
}

/**
 * Each name and value with one spelling, in the order of the encoded names, then of the encoded values. A plus sign on
 * the wire is a space, as in a form: that is how botocore sends the space that it signed as `%20`.
 */
function canonicalQuery(query: string): DerivedPart[] {
  const encode = (text: string) => percentEncode(percentDecode(text.replaceAll('+', ' ')))
  const pairs = query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const at = pair.indexOf('=')
      const [name, value] = at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)]
      return { name: encode(name), value: encode(value) }
    })
    // By code point, which is by octet here: the encoded form is ASCII.
    .toSorted((a, b) => compare(a.name, b.name) || compare(a.value, b.value))
  return pairs.flatMap(({ name, value }, i): DerivedPart[] => [
    ...(i === 0 ? [] : [{ text: '&' }]),
    { text: `${name}=${value}`, component: `query parameter ${name}`, maker: 'signer' },
  ])
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** All lines of the field, each without white space around it and with single spaces within, joined by commas. */
function canonicalValue(message: HttpRequest, name: string, host: string): string {
  if (name === 'host') return host
  return fieldLines(message, name)
    .map((value) => trimField(value).replace(/[ \t\r\n]+/g, ' '))
    .join(',')
}

/** The text of pieces, and its hash: what of the canonical request goes into the string to sign. */
export function hashOf(parts: readonly DerivedPart[]): string {
  return hex(sha256(octets(parts.map(({ text }) => text).join(''))))
}
