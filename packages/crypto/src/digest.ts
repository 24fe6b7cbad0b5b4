import { md5 as nobleMd5 } from '@noble/hashes/legacy.js'
import {
  sha256 as nobleSha256,
  sha512 as nobleSha512,
  sha512_256 as nobleSha512t256,
} from '@noble/hashes/sha2.js'

/** SHA-256 (FIPS 180-4). */
export function sha256(octets: Uint8Array): Uint8Array {
  return nobleSha256(octets)
}

/** SHA-512 (FIPS 180-4). */
export function sha512(octets: Uint8Array): Uint8Array {
  return nobleSha512(octets)
}

/** SHA-512/256 (FIPS 180-4 §5.3.6.2): its own initial value, not SHA-512 cut short. */
export function sha512t256(octets: Uint8Array): Uint8Array {
  return nobleSha512t256(octets)
}

/** MD5 (RFC 1321): broken, here because RFC 7616 still offers it. */
export function md5(octets: Uint8Array): Uint8Array {
  return nobleMd5(octets)
}
