/** JWTs by Node's own cryptography: nothing of ours is in them. */
import { constants, createHmac, createPrivateKey, sign } from 'node:crypto'

export type Jwk = JsonWebKey & { readonly kid: string }

const base64url = (data: string | Uint8Array) => Buffer.from(data).toString('base64url')

/** The signature of an alg over a signing input, with a private JWK, or with the octets of a secret. */
export function jwsSignature(alg: string, key: JsonWebKey | Uint8Array, input: string): Buffer {
  const data = Buffer.from(input)
  if (alg === 'HS256') {
    const secret = key instanceof Uint8Array ? key : Buffer.from(key.k ?? '', 'base64url')
    return createHmac('sha256', secret).update(data).digest()
  }
  const privateKey = createPrivateKey({ key: key as import('node:crypto').JsonWebKey, format: 'jwk' })
  if (alg === 'EdDSA') return sign(null, data, privateKey)
  if (alg === 'ES256') return sign('sha256', data, { key: privateKey, dsaEncoding: 'ieee-p1363' })
  if (alg === 'PS256')
    return sign('sha256', data, {
      key: privateKey,
      padding: constants.RSA_PKCS1_PSS_PADDING,
      saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
    })
  return sign('sha256', data, privateKey)
}

/** A token of these two texts: what they say is the caller's. */
export function signJwt(
  header: string,
  claims: string | Uint8Array,
  { alg, key }: { readonly alg: string; readonly key: JsonWebKey | Uint8Array },
): string {
  const input = `${base64url(header)}.${base64url(claims)}`
  return `${input}.${jwsSignature(alg, key, input).toString('base64url')}`
}
