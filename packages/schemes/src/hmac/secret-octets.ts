import { base64 } from '@lockstep/crypto/base64'

/** The octets of a shared secret: they are the key, not the letters of its base64. Throws where the text is none. */
export function secretOctets(secret: string): Uint8Array {
  const octets = base64.decode(secret)
  if (!octets) throw new Error('Unexpected secret, expected base64')
  return octets
}
