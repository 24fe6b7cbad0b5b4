/**
 * The nonces of DPoP (RFC 9449 §8, §9), of the authorization server and of the API alike. Nothing of them is stored: a
 * nonce is a MAC over the time in which it was given out, by a secret of this world.
 */
import { base64url } from '@lockstep/crypto/base64'
import { hmacSha256 } from '@lockstep/crypto/mac'
import { type FieldLine, octets } from '@lockstep/http/message'
import type { Server } from '../../scheme.ts'

type NonceServer = Pick<Server, 'worldSecret' | 'now'>

/** Milliseconds. A nonce is taken in the span in which it was given out and in the next. */
const span = 60_000

/** The nonce that is given out now. */
export function dpopNonce(server: NonceServer): string {
  return nonceOf(server, 0)
}

/** True for a nonce that was given out lately. */
export function isDpopNonce(server: NonceServer, nonce: string): boolean {
  return nonce === nonceOf(server, 0) || nonce === nonceOf(server, 1)
}

/** §8.2: each answer brings the nonce for the next request. */
export function nonceField(server: NonceServer): FieldLine {
  return ['DPoP-Nonce', dpopNonce(server)]
}

function nonceOf({ worldSecret, now }: NonceServer, spansAgo: number): string {
  const mac = hmacSha256(worldSecret('oauth2/dpop-nonce'), octets(String(Math.floor(now / span) - spansAgo)))
  return base64url.encode(mac.slice(0, 16))
}
