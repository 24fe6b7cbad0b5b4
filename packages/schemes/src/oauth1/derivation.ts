/** What both halves compute on their way to a signature, told in the same pieces. */
import type { FormPair } from '@lockstep/http/form-urlencoded'
import { percentEncode } from '@lockstep/http/percent'
import type { Derived, DerivedPart } from '../scheme.ts'
import {
  baseStringUri,
  type NormalizedPair,
  normalizedPairs,
  normalizedParameters,
  signatureBaseString,
} from './signature-base.ts'

/** A request as the signature sees it. */
export type Signed = {
  readonly method: string
  readonly origin: string
  readonly target: string
  /** All parameters but `realm` and `oauth_signature`, decoded, in any order. */
  readonly pairs: readonly FormPair[]
}

export type BaseString = { readonly text: string; readonly derivation: readonly Derived[] }

/** The signature base string, piece by piece (RFC 5849 §3.4.1). */
export function deriveBaseString({ method, origin, target, pairs }: Signed): BaseString {
  const uri = baseStringUri(origin, target)
  const normalized = normalizedPairs(pairs)
  const upper = method.toUpperCase()
  return {
    text: signatureBaseString(upper, uri, normalizedParameters(normalized)),
    derivation: [
      {
        name: 'baseStringUri',
        how: 'scheme "://" authority path',
        parts: [{ text: uri, maker: 'client', component: 'base string URI' }],
        clause: 'RFC 5849 §3.4.1.2',
      },
      {
        name: 'normalizedParameters',
        how: 'each name and value encoded, sorted, joined with "=" and "&"',
        parts: joined(normalized, '&', ([name, value]) => `${name}=${value}`),
        clause: 'RFC 5849 §3.4.1.3.2',
      },
      {
        name: 'signatureBaseString',
        how: 'method "&" encode(base string URI) "&" encode(normalized parameters)',
        parts: [
          { text: percentEncode(upper), maker: 'client', component: 'method' },
          { text: '&' },
          { text: percentEncode(uri), maker: 'client', component: 'base string URI' },
          { text: '&' },
          ...joined(normalized, '%26', ([name, value]) => percentEncode(`${name}=${value}`)),
        ],
        clause: 'RFC 5849 §3.4.1.1',
      },
    ],
  }
}

function joined(
  pairs: readonly NormalizedPair[],
  joint: string,
  print: (pair: NormalizedPair) => string,
): DerivedPart[] {
  return pairs.flatMap((pair, i): DerivedPart[] => {
    const [encoded] = pair
    const name = decodeURIComponent(encoded)
    const piece = { text: print(pair), maker: makerOf(name), component: `parameter ${name}` }
    return i === 0 ? [piece] : [{ text: joint }, piece]
  })
}

/** The server made what it gave out; the rest is the client's. */
function makerOf(name: string): string {
  return ['oauth_consumer_key', 'oauth_token', 'oauth_verifier'].includes(name) ? 'server' : 'client'
}

/**
 * The key: both secrets, encoded. The server half knows them, and tells only that each is there: `…` stands for a
 * secret, nothing for none.
 */
export function deriveSigningKey(
  clientSecret: string,
  tokenSecret: string,
  half: 'client' | 'server',
): Derived {
  const piece = (secret: string, component: string): DerivedPart =>
    half === 'client'
      ? { text: percentEncode(secret), maker: 'server', component, secret: true }
      : { text: secret === '' ? '' : '…', maker: 'server', component }
  return {
    name: 'signingKey',
    how: 'encode(client secret) "&" encode(token secret)',
    parts: [piece(clientSecret, 'client secret'), { text: '&' }, piece(tokenSecret, 'token secret')],
    clause: 'RFC 5849 §3.4.2',
  }
}

const clauses = {
  'HMAC-SHA1': ['base64(HMAC-SHA1(key, text))', 'RFC 5849 §3.4.2'],
  'HMAC-SHA256': ['base64(HMAC-SHA256(key, text))', 'RFC 5849 §3.4'],
  'RSA-SHA1': ['base64(RSASSA-PKCS1-V1_5-SIGN(private key, text))', 'RFC 5849 §3.4.3'],
  PLAINTEXT: ['the key itself', 'RFC 5849 §3.4.4'],
} as const

/** The signature: whole at the client, at the server only what may be told of it. */
export function deriveSignature(
  method: keyof typeof clauses,
  text: string,
  half: 'client' | 'server',
): Derived {
  const [how, clause] = clauses[method]
  const maker = half
  const parts: DerivedPart[] =
    half === 'client'
      ? [{ text, maker, component: 'signature', secret: true }]
      : [{ text: beginningOf(method, text), maker, component: 'signature' }]
  return { name: 'signature', how, parts, clause }
}

/** The first eight characters of a finished proof: enough to see that two differ. Of a secret, none. */
export function beginningOf(method: keyof typeof clauses, signature: string): string {
  return method === 'PLAINTEXT' ? '…' : `${signature.slice(0, 8)}…`
}
