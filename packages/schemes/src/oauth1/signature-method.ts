/** How a request is signed (RFC 5849 §3.4.2 to §3.4.4), and HMAC-SHA256, which this server documents besides. */
import { base64 } from '@lockstep/crypto/base64'
import { hmacSha1, hmacSha256 } from '@lockstep/crypto/mac'
import { octets } from '@lockstep/http/message'
import { percentEncode } from '@lockstep/http/percent'

export const signatureMethods = ['HMAC-SHA1', 'HMAC-SHA256', 'RSA-SHA1', 'PLAINTEXT'] as const
export type SignatureMethod = (typeof signatureMethods)[number]

/** The shared-secret methods: both sides make the same value. */
export type SharedMethod = Exclude<SignatureMethod, 'RSA-SHA1'>

export function isSignatureMethod(name: string): name is SignatureMethod {
  return signatureMethods.some((known) => known === name)
}

/** Both secrets, encoded, with `&` between them even where one is empty (§3.4.2). */
export function signingKey(clientSecret: string, tokenSecret: string): string {
  return `${percentEncode(clientSecret)}&${percentEncode(tokenSecret)}`
}

/** The signature of a method with a shared secret. PLAINTEXT signs nothing: it sends the key. */
export function sharedSignature(method: SharedMethod, baseString: string, key: string): string {
  if (method === 'PLAINTEXT') return key
  const mac = method === 'HMAC-SHA1' ? hmacSha1 : hmacSha256
  return base64.encode(mac(octets(key), octets(baseString)))
}

const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-1' }

/** RSASSA-PKCS1-v1_5 with SHA-1 (§3.4.3). The key is PKCS #8 as PEM. Throws where it is not such. */
export async function rsaSignature(baseString: string, privateKeyPem: string): Promise<string> {
  const text = /-----BEGIN PRIVATE KEY-----([\s\S]+?)-----END PRIVATE KEY-----/.exec(privateKeyPem)?.[1] ?? ''
  const der = base64.decode(text.replace(/\s+/g, ''))
  if (!der || der.length === 0) throw new Error('Unexpected private key, expected PKCS #8 as PEM')
  const key = await crypto.subtle.importKey('pkcs8', der as BufferSource, algorithm, false, ['sign'])
  const signature = await crypto.subtle.sign(algorithm, key, octets(baseString) as BufferSource)
  return base64.encode(new Uint8Array(signature))
}

/** Public keys that were imported, as long as somebody holds them. */
const imported = new WeakMap<JsonWebKey, Promise<CryptoKey>>()

/** True where `signature` (base64) over the base string fits the public key. */
export async function rsaVerifies(
  baseString: string,
  signature: string,
  publicJwk: JsonWebKey,
): Promise<boolean> {
  const given = base64.decode(signature)
  if (!given) return false
  let key = imported.get(publicJwk)
  if (!key) {
    key = crypto.subtle.importKey('jwk', publicJwk, algorithm, false, ['verify'])
    imported.set(publicJwk, key)
  }
  return crypto.subtle.verify(algorithm, await key, given as BufferSource, octets(baseString) as BufferSource)
}
