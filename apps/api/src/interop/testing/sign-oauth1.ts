/** OAuth 1.0 signatures by Node's own cryptography: nothing of ours is in them. */
import { createHmac, randomUUID, sign } from 'node:crypto'

type Pair = readonly [name: string, value: string]

export type OAuthSigning = {
  readonly method?: string
  /** Without a query. */
  readonly url: string
  /** What the query and a form hold, decoded. */
  readonly pairs?: readonly Pair[]
  readonly client: { readonly identifier: string; readonly secret: string }
  readonly token?: { readonly token: string; readonly secret: string }
  /** Of the protocol, in place of or beside the usual ones; `undefined` leaves one out. */
  readonly oauth?: Readonly<Record<string, string | undefined>>
  /** For RSA-SHA1: a private key as PEM. */
  readonly pem?: string
}

/** RFC 5849 §3.6. */
export function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
}

/** The protocol parameters with their signature, and what was signed. */
export function signOAuth(signing: OAuthSigning): { readonly pairs: readonly Pair[]; readonly base: string } {
  const { method = 'GET', url, client, token, pairs = [] } = signing
  const all: Readonly<Record<string, string | undefined>> = {
    oauth_consumer_key: client.identifier,
    oauth_token: token?.token,
    oauth_signature_method: 'HMAC-SHA1',
    oauth_timestamp: String(Math.floor(Date.now() / 1000)),
    oauth_nonce: randomUUID(),
    ...signing.oauth,
  }
  const protocol = Object.entries(all).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  )
  const normalized = [...pairs, ...protocol.filter(([name]) => name !== 'oauth_signature')]
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .toSorted(([a, x], [b, y]) => (a === b ? (x < y ? -1 : 1) : a < b ? -1 : 1))
    .map((pair) => pair.join('='))
    .join('&')
  const base = [method, url, normalized].map(encode).join('&')
  const key = `${encode(client.secret)}&${encode(token?.secret ?? '')}`
  const signature = signatureOf(all.oauth_signature_method ?? '', { base, key, pem: signing.pem })
  return { base, pairs: 'oauth_signature' in all ? protocol : [...protocol, ['oauth_signature', signature]] }
}

function signatureOf(
  method: string,
  { base, key, pem }: { readonly base: string; readonly key: string; readonly pem: string | undefined },
): string {
  if (method === 'PLAINTEXT') return key
  if (method === 'RSA-SHA1' && pem) return sign('sha1', Buffer.from(base), pem).toString('base64')
  return createHmac(method === 'HMAC-SHA256' ? 'sha256' : 'sha1', key)
    .update(base)
    .digest('base64')
}

/** The field line. */
export function oauthLine(pairs: readonly Pair[], more = ''): string {
  return `Authorization: OAuth ${more}${pairs.map(([name, value]) => `${encode(name)}="${encode(value)}"`).join(', ')}`
}

/** The same for a form or a query. */
export function formOf(pairs: readonly Pair[]): string {
  return pairs.map((pair) => pair.map(encode).join('=')).join('&')
}
