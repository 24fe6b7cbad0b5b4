import { base64url } from '@lockstep/crypto/base64'
import { hmacSha256 } from '@lockstep/crypto/mac'

type Params = {
  readonly kty: 'oct' | 'RSA' | 'EC' | 'OKP'
  readonly key: HmacImportParams | RsaHashedImportParams | EcKeyImportParams | Algorithm
  readonly signature: RsaPssParams | EcdsaParams | Algorithm
  readonly make: HmacKeyGenParams | RsaHashedKeyGenParams | EcKeyGenParams | Algorithm
  readonly crv?: string
}

const rsa = { modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) }

function params(size: 256 | 384 | 512): [string, Params][] {
  const hash = `SHA-${size}`
  const namedCurve = size === 512 ? 'P-521' : `P-${size}`
  const mac = { name: 'HMAC', hash }
  const pkcs1 = { name: 'RSASSA-PKCS1-v1_5', hash }
  const pss = { name: 'RSA-PSS', hash }
  const ecdsa = { name: 'ECDSA', namedCurve }
  return [
    [`HS${size}`, { kty: 'oct', key: mac, signature: mac, make: { ...mac, length: size } }],
    [`RS${size}`, { kty: 'RSA', key: pkcs1, signature: pkcs1, make: { ...pkcs1, ...rsa } }],
    [
      `PS${size}`,
      { kty: 'RSA', key: pss, signature: { ...pss, saltLength: size / 8 }, make: { ...pss, ...rsa } },
    ],
    [
      `ES${size}`,
      { kty: 'EC', crv: namedCurve, key: ecdsa, signature: { name: 'ECDSA', hash }, make: ecdsa },
    ],
  ]
}

const ed25519 = { name: 'Ed25519' }
const edwards: Params = { kty: 'OKP', crv: 'Ed25519', key: ed25519, signature: ed25519, make: ed25519 }

/**
 * What the inspector can sign and check: the signatures of RFC 7518 §3.1, of RFC 8037 §3.1, and the name that RFC 9864
 * gives to the latter. More than the sandbox's server takes.
 */
export const anyAlgorithms: ReadonlyMap<string, Params> = new Map([
  ...params(256),
  ...params(384),
  ...params(512),
  ['EdDSA', edwards],
  ['Ed25519', edwards],
])

/** True where a key of this kind and curve is one for this algorithm. */
export function fits(alg: string, jwk: JsonWebKey): boolean {
  const wanted = anyAlgorithms.get(alg)
  return wanted !== undefined && wanted.kty === jwk.kty && (!wanted.crv || wanted.crv === jwk.crv)
}

/** The algorithm that a key is for: the one it names, or the usual one of its kind. */
export function algorithmFor(jwk: JsonWebKey): string | undefined {
  if (jwk.alg !== undefined && fits(jwk.alg, jwk)) return jwk.alg
  return [...anyAlgorithms.keys()].find((alg) => fits(alg, jwk))
}

/** Rejects where the key does not fit. */
export async function signAny(alg: string, jwk: JsonWebKey, input: Uint8Array): Promise<Uint8Array> {
  // WebCrypto takes no empty secret, and RFC 2104 does.
  if (alg === 'HS256') return hmacSha256(base64url.decode(jwk.k ?? '') ?? new Uint8Array(0), input)
  const { signature } = known(alg)
  return new Uint8Array(
    await crypto.subtle.sign(signature, await imported(alg, jwk, 'sign'), input as Uint8Array<ArrayBuffer>),
  )
}

/** True where the signature holds. A key that does not fit is one with which no signature holds. */
export async function holds(
  alg: string,
  jwk: JsonWebKey,
  signature: Uint8Array,
  input: Uint8Array,
): Promise<boolean> {
  try {
    const key = await imported(alg, jwk, 'verify')
    const [proof, data] = [signature as Uint8Array<ArrayBuffer>, input as Uint8Array<ArrayBuffer>]
    return await crypto.subtle.verify(known(alg).signature, key, proof, data)
  } catch {
    return false
  }
}

/** A new private JWK, or an `oct` one. */
export async function generateFor(alg: string): Promise<JsonWebKey> {
  const made = await crypto.subtle.generateKey(known(alg).make, true, ['sign', 'verify'])
  const jwk = await crypto.subtle.exportKey('jwk', 'privateKey' in made ? made.privateKey : made)
  const { key_ops: _ops, ext: _ext, ...rest } = jwk
  return { ...rest, alg }
}

function known(alg: string): Params {
  const found = anyAlgorithms.get(alg)
  if (!found)
    throw new TypeError(`Unexpected alg "${alg}", expected one of ${[...anyAlgorithms.keys()].join(', ')}`)
  return found
}

function imported(alg: string, jwk: JsonWebKey, use: 'sign' | 'verify'): Promise<CryptoKey> {
  const { alg: _alg, use: _use, key_ops: _ops, ext: _ext, ...bare } = jwk
  const { d: _d, p: _p, q: _q, dp: _dp, dq: _dq, qi: _qi, ...half } = bare
  return crypto.subtle.importKey(
    'jwk',
    use === 'sign' || jwk.kty === 'oct' ? bare : half,
    known(alg).key,
    true,
    [use],
  )
}
