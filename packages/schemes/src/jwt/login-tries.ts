import { sha256 } from '@lockstep/crypto/digest'
import { hex } from '@lockstep/crypto/hex'
import { octets } from '@lockstep/http/message'
import type { Server } from '../scheme.ts'

/** Failed passwords that a user and address may have within `tryWindow` seconds. */
export const tries = 10
export const tryWindow = 60

/**
 * Whether this user and address have a try left. Each try takes one of ten places and keeps it for a minute; a right
 * password gives its place back. So a thousand guesses at once get no further than a thousand in a row.
 */
export async function placeLeft(server: Server, userId: string, matches: boolean): Promise<boolean> {
  const short = userId.length > 64 ? hex(sha256(octets(userId))) : userId
  for (let place = 0; place < tries; place++) {
    const row = `jwt/failed/${place}/${server.connection.address}/${short}`
    if (await server.volatile.claim(row, { ttl: tryWindow })) {
      if (matches) await server.volatile.delete(row)
      return true
    }
  }
  return false
}
