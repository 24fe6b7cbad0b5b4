import { base64url } from '@lockstep/crypto/base64'

/** An Ed25519 key pair for DPoP proofs; its public half goes into each of them. */
export type DpopKey = { readonly privateJwk: JsonWebKey; readonly publicJwk: JsonWebKey }

/** The octets before the private key in PKCS #8 (RFC 8410 §7). */
const pkcs8 = [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20]

/**
 * The key pair of a private key: 32 octets in base64url (RFC 8032 §5.1.5). WebCrypto works out the public half. Any 32
 * octets will do, which is why this lesson has Ed25519: the key can be drawn, shown and changed as a line of text.
 */
export async function dpopKey(privateKey: string): Promise<DpopKey> {
  const octets = base64url.decode(privateKey)
  if (octets?.length !== 32)
    throw new Error('Unexpected key, expected 32 octets in base64url: 43 letters, digits, - or _')
  const key = await crypto.subtle.importKey('pkcs8', new Uint8Array([...pkcs8, ...octets]), 'Ed25519', true, [
    'sign',
  ])
  const { kty, crv, x, d } = await crypto.subtle.exportKey('jwk', key)
  if (kty === undefined || crv === undefined || x === undefined || d === undefined)
    throw new Error('Unexpected key of WebCrypto, expected an Ed25519 key pair')
  return { privateJwk: { kty, crv, x, d }, publicJwk: { kty, crv, x } }
}
