/** A nonce is the client's: unique among its requests with the same timestamp and token (RFC 5849 §3.3). */
import { sha256 } from '@lockstep/crypto/digest'
import { hex } from '@lockstep/crypto/hex'
import { octets } from '@lockstep/http/message'
import type { Server } from '../scheme.ts'

/** Seconds by which the client's clock may differ from the server's, either way. */
export const window = 300

export type NonceUse = {
  readonly client: string
  readonly token: string
  readonly timestamp: number
  readonly nonce: string
}

/**
 * True for the first use. The claim lasts until the timestamp has left the window, so nothing that could still be
 * accepted is ever forgotten. Hashed: a nonce is as long as its sender likes.
 */
export function claimNonce(server: Server, { client, token, timestamp, nonce }: NonceUse) {
  const left = timestamp + window - Math.floor(server.now / 1000) + 1
  const ttl = Math.min(Math.max(left, 1), 2 * window + 1)
  const use = octets(JSON.stringify([client, token, timestamp, nonce]))
  return server.store.claim(`oauth1/nonces/${hex(sha256(use))}`, { ttl })
}
