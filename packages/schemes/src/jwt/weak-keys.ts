/** What weakened worlds take for a key. Each is reached from one `check.or` of `prove-signature.ts`, and from nowhere else. */
import { octets } from '@lockstep/http/message'
import { isJwtAlgorithm, type JwtAlgorithm } from '../jose/jwt-algorithm.ts'
import { publicFile } from './public-files.ts'
import { publicKeyPem } from './public-key-pem.ts'
import type { VerificationKey } from './verification-key.ts'

type Header = Readonly<Record<string, unknown>>

/** `none` in any case, as libraries took it in 2015 (RFC 8725 §2.1). */
export function isNone(alg: unknown): boolean {
  return typeof alg === 'string' && alg.toLowerCase() === 'none'
}

/** The key that the header brings along. */
export function keyOfHeader({ jwk, alg, kid }: Header): VerificationKey | undefined {
  if (typeof jwk !== 'object' || jwk === null || Array.isArray(jwk) || !isJwtAlgorithm(alg)) return undefined
  return { kid: String(kid), alg, material: jwk as JsonWebKey }
}

/** The text of the file that the kid leads to, as an HS256 secret. */
export function keyInFile({ kid }: Header): VerificationKey | undefined {
  const text = typeof kid === 'string' ? publicFile(kid) : undefined
  return text === undefined ? undefined : { kid: String(kid), alg: 'HS256', material: octets(text) }
}

/** A key under the algorithm that the header names: for HS256 the text of the public key becomes the secret. */
export async function keyForAnyAlgorithm(
  { alg, material }: VerificationKey,
  named: unknown,
): Promise<JsonWebKey | Uint8Array> {
  if (named !== 'HS256' || alg === 'HS256' || material instanceof Uint8Array) return material
  return octets(await publicKeyPem(material, alg as Exclude<JwtAlgorithm, 'HS256'>))
}
