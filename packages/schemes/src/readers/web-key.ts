/** Keys between their two spellings, JWK and DER, through WebCrypto. */
import { base64 } from '@lockstep/crypto/base64'
import type { Jwk } from './describe-jwk.ts'

export type KeyForm = 'spki' | 'pkcs8'
type Algorithm = RsaHashedImportParams | EcKeyImportParams | { readonly name: string }

/**
 * The same key as a PEM: SubjectPublicKeyInfo or PKCS #8. Undefined where WebCrypto does not know such a key, or the
 * members do not make one.
 */
export async function pemOfJwk(jwk: Jwk): Promise<string | undefined> {
  const algorithm = algorithmOf(jwk)
  if (!algorithm) return undefined
  const form: KeyForm = 'd' in jwk ? 'pkcs8' : 'spki'
  const { use: _use, key_ops: _ops, alg: _alg, ext: _ext, ...bare } = jwk
  try {
    const key = await crypto.subtle.importKey('jwk', bare, algorithm, true, usagesOf(algorithm.name, form))
    return pem(form, new Uint8Array(await crypto.subtle.exportKey(form, key)))
  } catch {
    return undefined
  }
}

/** The JWK in a DER structure. Undefined where WebCrypto cannot read it. */
export async function jwkOfDer(
  form: KeyForm,
  der: Uint8Array<ArrayBuffer>,
  algorithm: Algorithm,
): Promise<Jwk | undefined> {
  try {
    const key = await crypto.subtle.importKey(form, der, algorithm, true, usagesOf(algorithm.name, form))
    const { ext: _ext, key_ops: _ops, alg: _alg, ...jwk } = await crypto.subtle.exportKey('jwk', key)
    return jwk
  } catch {
    return undefined
  }
}

/** A PEM (RFC 7468): base64 in lines of 64 between its two labels. */
export function pem(form: KeyForm, der: Uint8Array): string {
  const label = form === 'spki' ? 'PUBLIC KEY' : 'PRIVATE KEY'
  const lines = base64.encode(der).match(/.{1,64}/g) ?? []
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----`
}

function algorithmOf({ kty, crv }: Jwk): Algorithm | undefined {
  if (kty === 'RSA') return { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
  if (kty === 'EC' && typeof crv === 'string') return { name: 'ECDSA', namedCurve: crv }
  if (kty === 'OKP' && (crv === 'Ed25519' || crv === 'X25519')) return { name: crv }
  return undefined
}

function usagesOf(name: string, form: KeyForm): KeyUsage[] {
  if (name === 'X25519') return form === 'spki' ? [] : ['deriveBits']
  return form === 'spki' ? ['verify'] : ['sign']
}
