/** Digest as RFC 7616 §3.4 has it, with Node's hashes: a client that shares no code with the server. */
import { Buffer } from 'node:buffer'
import { createHash } from 'node:crypto'

export type DigestSigning = {
  readonly userId: string
  readonly password: string
  readonly nonce: string
  readonly opaque: string
  readonly uri: string
  readonly algorithm?: string
  readonly method?: string
  readonly nc?: string
  readonly cnonce?: string
  readonly qop?: string
  readonly realm?: string
  /** The content that auth-int covers. */
  readonly body?: string
}

export type SignedDigest = {
  /** The value of the Authorization field. */
  readonly line: string
  readonly response: string
  /** What the server has to prove itself by, for an answer with this content (§3.5). */
  rspauth(content: string): string
}

/** H of an algorithm, in lower-case hexadecimal digits. */
export function hashOf(algorithm: string): (text: string) => string {
  const name = algorithm.replace(/-sess$/, '')
  const node = { MD5: 'md5', 'SHA-256': 'sha256', 'SHA-512-256': 'sha512-256' }[name]
  if (node === undefined) throw new Error(`Unexpected algorithm "${algorithm}"`)
  return (text) => createHash(node).update(Buffer.from(text, 'utf8')).digest('hex')
}

/** Signs a request. */
export function signDigest({
  userId,
  password,
  nonce,
  opaque,
  uri,
  algorithm = 'SHA-256',
  method = 'GET',
  nc = '00000001',
  cnonce = 'f2a5c0ffee0ddba1',
  qop = 'auth',
  realm = 'reading room',
  body = '',
}: DigestSigning): SignedDigest {
  const hash = hashOf(algorithm)
  const record = hash(`${userId}:${realm}:${password}`)
  const hashA1 = algorithm.endsWith('-sess') ? hash(`${record}:${nonce}:${cnonce}`) : record
  const proof = (named: string, content: string) => {
    const a2 = qop === 'auth-int' ? `${named}:${uri}:${hash(content)}` : `${named}:${uri}`
    return hash(`${hashA1}:${nonce}:${nc}:${cnonce}:${qop}:${hash(a2)}`)
  }
  const response = proof(method, body)
  const quoted = userId.replace(/["\\]/g, '\\$&')
  // The wire of these tests is latin1; a UTF-8 name goes out as its octets.
  const username = Buffer.from(quoted, 'utf8').toString('latin1')
  return {
    response,
    rspauth: (content) => proof('', content),
    line:
      `Digest username="${username}", realm="${realm}", nonce="${nonce}", uri="${uri}", ` +
      `algorithm=${algorithm}, qop=${qop}, nc=${nc}, cnonce="${cnonce}", response="${response}", opaque="${opaque}"`,
  }
}
