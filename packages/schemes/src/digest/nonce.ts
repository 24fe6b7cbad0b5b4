/**
 * The server's nonce: when it was made, how long it lives, for which algorithm, and some randomness, under a MAC. The
 * server recognises its own without having kept it (RFC 7616 §3.3 leaves the content to the implementation), and the
 * answer's `algorithm` can be held against the one that was offered with it (§5.8: no downgrade).
 */
import { base64url } from '@lockstep/crypto/base64'
import { concat, equalConstantTime } from '@lockstep/crypto/bytes'
import { hmacSha256 } from '@lockstep/crypto/mac'
import { type DigestAlgorithm, digestAlgorithms } from './digest-algorithm.ts'

export type Nonce = {
  readonly algorithm: DigestAlgorithm
  /** Milliseconds since 1970. */
  readonly issuedAt: number
  /** Seconds. */
  readonly lifetime: number
}

// 6 octets of time, 3 of lifetime, 1 for the algorithm, 8 random ones, then 15 of the MAC: 33, or 44 characters.
const signedLength = 18
const macLength = 15

/** A new nonce. The lifetime is part of it, so that changing the setting cannot bring a dead nonce back to life. */
export function mintNonce(
  key: Uint8Array,
  { algorithm, issuedAt, lifetime }: Nonce,
  random: (bytes: number) => Uint8Array,
): string {
  const signed = new Uint8Array(signedLength)
  writeNumber(signed, 0, 6, Math.floor(issuedAt))
  writeNumber(signed, 6, 3, lifetime)
  signed[9] = digestAlgorithms.indexOf(algorithm)
  signed.set(random(8), 10)
  return base64url.encode(concat(signed, macOf(key, signed)))
}

/** What a nonce says, or undefined where it was not minted with this key. */
export function readNonce(key: Uint8Array, text: string): Nonce | undefined {
  if (text.length !== 44) return undefined
  const octets = base64url.decode(text)
  if (octets?.length !== signedLength + macLength) return undefined
  const signed = octets.subarray(0, signedLength)
  if (!equalConstantTime(octets.subarray(signedLength), macOf(key, signed))) return undefined
  const algorithm = digestAlgorithms[signed[9] as number]
  if (!algorithm) return undefined
  return { algorithm, issuedAt: readNumber(signed, 0, 6), lifetime: readNumber(signed, 6, 3) }
}

/** At most this many nonces of a world are remembered as ours. */
const remembered = 64

/** Reads nonces, and knows the last few again: a nonce serves many requests, and its MAC is the same each time. */
export function nonceReader(key: Uint8Array): (text: string) => Nonce | undefined {
  const ours = new Map<string, Nonce>()
  return (text) => {
    const known = ours.get(text)
    if (known) return known
    const nonce = readNonce(key, text)
    if (!nonce) return undefined
    for (const oldest of ours.keys()) {
      if (ours.size < remembered) break
      ours.delete(oldest)
    }
    ours.set(text, nonce)
    return nonce
  }
}

function macOf(key: Uint8Array, signed: Uint8Array): Uint8Array {
  return hmacSha256(key, signed).subarray(0, macLength)
}

/** Big-endian, in as many octets as are given. Divided, not shifted: a time does not fit into 32 bits. */
function writeNumber(into: Uint8Array, at: number, length: number, value: number): void {
  let left = value
  for (let i = at + length - 1; i >= at; i--) {
    into[i] = left % 256
    left = Math.floor(left / 256)
  }
}

function readNumber(from: Uint8Array, at: number, length: number): number {
  let value = 0
  for (let i = at; i < at + length; i++) value = value * 256 + (from[i] as number)
  return value
}
