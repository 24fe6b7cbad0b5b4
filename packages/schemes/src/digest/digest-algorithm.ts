import { md5, sha256, sha512t256 } from '@lockstep/crypto/digest'
import { hex } from '@lockstep/crypto/hex'
import { octets } from '@lockstep/http/message'

/** The three hashes of RFC 7616 §3.3. A password record is kept for each. */
export const hashNames = ['SHA-256', 'SHA-512-256', 'MD5'] as const
export type HashName = (typeof hashNames)[number]

export type DigestAlgorithm = {
  /** As it stands in `algorithm=`. */
  readonly name: string
  readonly hashName: HashName
  /** A `-sess` variant: A1 holds the nonces too (RFC 7616 §3.4.2). */
  readonly session: boolean
  /** H(data), in lower-case hexadecimal digits (RFC 7616 §3.4.1: LHEX). Text counts as UTF-8 (§4). */
  hash(data: string | Uint8Array): string
}

const functions: Record<HashName, (data: Uint8Array) => Uint8Array> = {
  'SHA-256': sha256,
  'SHA-512-256': sha512t256,
  MD5: md5,
}

/** Every algorithm there is; a nonce names its own by the place in this list, so only ever append. */
export const digestAlgorithms: readonly DigestAlgorithm[] = hashNames.flatMap((hashName) => {
  const hash = (data: string | Uint8Array) =>
    hex(functions[hashName](typeof data === 'string' ? octets(data) : data))
  return [
    { name: hashName, hashName, session: false, hash },
    { name: `${hashName}-sess`, hashName, session: true, hash },
  ]
})

const byName = new Map(digestAlgorithms.map((algorithm) => [algorithm.name.toLowerCase(), algorithm]))

/** The algorithm of this name, case-insensitive, or undefined where it is not one of RFC 7616's. */
export function digestAlgorithm(name: string): DigestAlgorithm | undefined {
  return byName.get(name.toLowerCase())
}
