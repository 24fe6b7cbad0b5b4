/** The arithmetic of the teaching profile: five lines, and a MAC over them. Both halves compute with it. */
import { base64 } from '@lockstep/crypto/base64'
import { concat } from '@lockstep/crypto/bytes'
import { sha256 } from '@lockstep/crypto/digest'
import { hmacSha256 } from '@lockstep/crypto/mac'
import { octets } from '@lockstep/http/message'
import type { Derived } from '../../scheme.ts'
import { bodyText, type Half, lineFeed, proofParts } from '../derived-parts.ts'

/** What is signed. `target` is the raw request-target, `timestamp` seconds since 1970 in decimal digits. */
export type TeachingInputs = {
  readonly method: string
  readonly target: string
  readonly timestamp: string
  readonly nonce: string
  readonly body: Uint8Array
}

/** `hmac-sha256`, and what the legacy client sends in its place. */
export type TeachingAlgorithm = 'hmac-sha256' | 'sha256-key-text'

/** The octets that are signed. None of the first four lines can hold a line feed, so no two requests share them. */
export function stringToSign({ method, target, timestamp, nonce, body }: TeachingInputs): Uint8Array {
  return concat(octets(`${method}\n${target}\n${timestamp}\n${nonce}\n`), body)
}

/**
 * The proof, as base64. `sha256-key-text` is SHA-256 over key and text, one after the other: whoever has one can go on
 * where it ended, without the key. HMAC hashes twice, and leaves nothing to go on from (RFC 2104 §2).
 */
export function macOf(algorithm: TeachingAlgorithm, secret: Uint8Array, text: Uint8Array): string {
  return base64.encode(algorithm === 'hmac-sha256' ? hmacSha256(secret, text) : sha256(concat(secret, text)))
}

/** The values in the order in which they are made. */
export function teachingDerivation(
  inputs: TeachingInputs,
  algorithm: TeachingAlgorithm,
  mac: string,
  half: Half,
): Derived[] {
  const line = (component: string, text: string) => ({ text, component, maker: 'signer' })
  return [
    {
      name: 'stringToSign',
      how: 'method LF request-target LF timestamp LF nonce LF body',
      parts: [
        line('method', inputs.method),
        lineFeed,
        line('target', inputs.target),
        lineFeed,
        line('timestamp', inputs.timestamp),
        lineFeed,
        line('nonce', inputs.nonce),
        lineFeed,
        line('body', bodyText(inputs.body)),
      ],
      clause: 'policy; RFC 2104 §2',
    },
    {
      name: 'mac',
      how:
        algorithm === 'hmac-sha256'
          ? 'base64(HMAC-SHA-256(secret, stringToSign))'
          : 'base64(SHA-256(secret || stringToSign))',
      parts: proofParts(mac, half),
      clause: 'RFC 2104 §2',
    },
  ]
}
