import { sha256 } from '@lockstep/crypto/digest'
import { hex } from '@lockstep/crypto/hex'
import { octets } from '@lockstep/http/message'
import type { Server } from '../scheme.ts'

/**
 * The tokens that ended early, by `jti`: the identity that was decoded and verified, so that no other spelling of a token
 * gets past its row (RFC 7519 §4.1.7).
 */
export function isDenied({ store }: Pick<Server, 'store'>, jti: string): boolean | Promise<boolean> {
  const row = store.get(rowOf(jti))
  return row instanceof Promise ? row.then((found) => found !== undefined) : row !== undefined
}

/** Puts a token on the list until it would have expired anyway; `exp` in seconds since 1970. */
export async function deny(
  { store, now }: Pick<Server, 'store' | 'now'>,
  jti: string,
  exp: number,
): Promise<void> {
  // The sandbox's clock is never behind the store's, so the row outlives the token.
  const ttl = Math.ceil(exp - now / 1000)
  if (ttl > 0) await store.put(rowOf(jti), 1, { ttl })
}

const rows = 'jwt/denied/'

function rowOf(jti: string): string {
  // Who holds a signing key chooses the jti: what is kept of it does not grow with it.
  return `${rows}${jti.length > 64 ? hex(sha256(octets(jti))) : jti}`
}
