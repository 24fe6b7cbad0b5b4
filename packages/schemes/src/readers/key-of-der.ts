/** Keys in DER: which kind they are, and the same as a JWK. */

import { childrenOf, type DerNode, der, oid, readDer } from './der.ts'
import type { Jwk } from './describe-jwk.ts'
import { jwkOfDer, type KeyForm } from './web-key.ts'

export type DerKey = {
  /** "RSA", "EC on P-256", "Ed25519", or the object identifier of a kind that is not known here. */
  readonly kind: string
  /** Undefined where the user agent cannot read such a key. */
  readonly jwk: Jwk | undefined
}

const rsaEncryption = '1.2.840.113549.1.1.1'
const ecPublicKey = '1.2.840.10045.2.1'

const curves: Readonly<Record<string, string>> = {
  '1.2.840.10045.3.1.7': 'P-256',
  '1.3.132.0.34': 'P-384',
  '1.3.132.0.35': 'P-521',
  '1.3.132.0.10': 'secp256k1',
}
const others: Readonly<Record<string, string>> = {
  '1.3.101.110': 'X25519',
  '1.3.101.111': 'X448',
  '1.3.101.112': 'Ed25519',
  '1.3.101.113': 'Ed448',
  '1.2.840.113549.1.1.10': 'RSA for PSS alone',
  '1.2.840.10040.4.1': 'DSA',
}

/** A SubjectPublicKeyInfo (RFC 5280 §4.1) or a PrivateKeyInfo (RFC 5208 §5); undefined where it is neither. */
export async function keyOfDer(form: KeyForm, octets: Uint8Array<ArrayBuffer>): Promise<DerKey | undefined> {
  const fields = childrenOf(readDer(octets)?.node)
  const [algorithm, parameters] = childrenOf(form === 'spki' ? fields[0] : fields[1])
  const id = oid(algorithm)
  if (id === undefined) return undefined
  if (id === rsaEncryption)
    return { kind: 'RSA', jwk: await jwkOfDer(form, octets, { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }) }
  if (id === ecPublicKey) {
    const curve = curves[oid(parameters) ?? '']
    if (curve === undefined)
      return { kind: `EC on the curve ${oid(parameters) ?? 'it describes itself'}`, jwk: undefined }
    return { kind: `EC on ${curve}`, jwk: await jwkOfDer(form, octets, { name: 'ECDSA', namedCurve: curve }) }
  }
  const name = others[id]
  return {
    kind: name ?? `a kind with the identifier ${id}`,
    jwk: (name && (await jwkOfDer(form, octets, { name }))) || undefined,
  }
}

/** A PKCS #1 RSAPrivateKey (RFC 8017 §A.1.2) in the envelope of PKCS #8. */
export function wrapRsaPrivateKey(octets: Uint8Array): Uint8Array<ArrayBuffer> {
  return der(0x30, version0, der(0x30, rsaIdentifier, der(0x05)), der(0x04, octets))
}

/** A PKCS #1 RSAPublicKey in the envelope of SubjectPublicKeyInfo. */
export function wrapRsaPublicKey(octets: Uint8Array): Uint8Array<ArrayBuffer> {
  return der(0x30, der(0x30, rsaIdentifier, der(0x05)), der(0x03, new Uint8Array([0]), octets))
}

/** An ECPrivateKey (RFC 5915 §3) in the envelope of PKCS #8; undefined where it does not name its curve. */
export function wrapEcPrivateKey(octets: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  const fields = childrenOf(readDer(octets)?.node)
  const curve: DerNode | undefined = childrenOf(fields.find(({ tag }) => tag === 0xa0))[0]
  if (oid(curve) === undefined || !curve) return undefined
  return der(0x30, version0, der(0x30, ecIdentifier, curve.whole), der(0x04, octets))
}

const version0 = new Uint8Array([0x02, 0x01, 0x00])
const rsaIdentifier = new Uint8Array([0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01])
const ecIdentifier = new Uint8Array([0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01])
