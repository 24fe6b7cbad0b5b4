import type { Awaitable, Server } from '../../scheme.ts'
import { window } from './rules.ts'

/**
 * True for the first request of a key with this nonce. Kept over a restart, because a time that lies ahead outlives one;
 * and for twice the window, because a time may lie that far ahead when it is first seen. Nothing falls out before.
 */
export function claimNonce(
  server: Pick<Server, 'store'>,
  profile: 'teaching' | 'rfc9421',
  keyId: string,
  nonce: string,
): Awaitable<boolean> {
  return server.store.claim(`hmac/nonce/${profile}/${keyId}/${encodeURIComponent(nonce)}`, {
    ttl: 2 * window + 1,
  })
}
