/** CLIENT HALF: signs one request (RFC 5849 §3.1). */
import { decodeForm, type FormPair, formMediaType } from '@lockstep/http/form-urlencoded'
import { field, type HttpRequest, octets, splitTarget, withField } from '@lockstep/http/message'
import { percentEncode } from '@lockstep/http/percent'
import type { Built, Derived } from '../scheme.ts'
import { deriveBaseString, deriveSignature, deriveSigningKey } from './derivation.ts'
import { formText } from './request-parameters.ts'
import { rsaSignature, type SignatureMethod, sharedSignature, signingKey } from './signature-method.ts'

/** Where the protocol parameters travel: one of three places (RFC 5849 §3.5). */
export type Transmission = 'header' | 'form' | 'query'

export type Signing = {
  /** The request before it is signed. */
  readonly message: HttpRequest
  /** The server's public origin. */
  readonly origin: string
  readonly client: {
    readonly identifier: string
    readonly secret: string
    /** For RSA-SHA1. */
    readonly privateKeyPem?: string
  }
  /** Temporary or token credentials; left out at the first leg. */
  readonly token?: { readonly token: string; readonly secret: string }
  readonly method: SignatureMethod
  readonly transmission?: Transmission
  /** Seconds since 1970. */
  readonly timestamp: number
  readonly nonce: string
  /** Told in the header, and never signed. */
  readonly realm?: string
  /** `oauth_callback`, `oauth_verifier`, `oauth_version` and the like. */
  readonly extra?: readonly FormPair[]
}

/**
 * The request with its protocol parameters and signature, and how they came about. Pure but for WebCrypto. Throws where
 * RSA-SHA1 has no private key, or the query or form of the request is not form-encoded.
 */
export async function signRequest(signing: Signing): Promise<Built> {
  const { message, origin, method, transmission = 'header' } = signing
  const parameters = protocolParameters(signing)
  const others = [
    ...decoded(splitTarget(message.target).query ?? '', 'query'),
    ...decoded(formText(message) ?? '', 'form'),
  ]
  const base = deriveBaseString({
    method: message.method,
    origin,
    target: message.target,
    pairs: [...others, ...parameters],
  })
  const { signature, derivation } = await sign(signing, base.text)
  const whole: FormPair[] = [...parameters, ['oauth_signature', signature]]
  return {
    request: carry(message, whole, transmission, signing.realm),
    derivation: method === 'PLAINTEXT' ? derivation : [...base.derivation, ...derivation],
  }
}

/** The protocol parameters without the signature (§3.1), in the order in which they are sent. */
function protocolParameters({ client, token, method, timestamp, nonce, extra = [] }: Signing): FormPair[] {
  return [
    ['oauth_consumer_key', client.identifier],
    ...(token ? [['oauth_token', token.token] as const] : []),
    ['oauth_signature_method', method],
    ['oauth_timestamp', String(timestamp)],
    ['oauth_nonce', nonce],
    ...extra,
  ]
}

async function sign(
  { client, token, method }: Signing,
  baseString: string,
): Promise<{ signature: string; derivation: readonly Derived[] }> {
  if (method === 'RSA-SHA1') {
    if (client.privateKeyPem === undefined) throw new Error('Unexpected RSA-SHA1 without a private key')
    const signature = await rsaSignature(baseString, client.privateKeyPem)
    return { signature, derivation: [deriveSignature(method, signature, 'client')] }
  }
  const tokenSecret = token?.secret ?? ''
  const signature = sharedSignature(method, baseString, signingKey(client.secret, tokenSecret))
  return {
    signature,
    derivation: [
      deriveSigningKey(client.secret, tokenSecret, 'client'),
      deriveSignature(method, signature, 'client'),
    ],
  }
}

/** Puts the parameters where they travel. */
function carry(
  message: HttpRequest,
  parameters: readonly FormPair[],
  transmission: Transmission,
  realm: string | undefined,
): HttpRequest {
  if (transmission === 'header') {
    const realmFirst = realm === undefined ? [] : [`realm="${realm.replace(/["\\]/g, '\\$&')}"`]
    const list = parameters.map(([name, value]) => `${percentEncode(name)}="${percentEncode(value)}"`)
    return withField(message, 'Authorization', `OAuth ${[...realmFirst, ...list].join(', ')}`)
  }
  const pairs = parameters.map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`).join('&')
  if (transmission === 'query') {
    const joint = splitTarget(message.target).query === undefined ? '?' : '&'
    return { ...message, target: `${message.target}${joint}${pairs}` }
  }
  const before = formText(message)
  if (before === undefined && message.body.length > 0)
    throw new Error(`Unexpected content of type ${field(message, 'content-type')}, expected a form`)
  const body = before ? `${before}&${pairs}` : pairs
  const typed = before === undefined ? withField(message, 'Content-Type', formMediaType) : message
  return { ...typed, body: octets(body) }
}

function decoded(text: string, where: string): readonly FormPair[] {
  const pairs = decodeForm(text)
  if (!pairs) throw new Error(`Unexpected ${where}, expected application/x-www-form-urlencoded`)
  return pairs
}
