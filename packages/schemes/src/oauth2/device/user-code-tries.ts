/** How often a user code may be guessed (RFC 8628 §5.1). */
import type { Server } from '../../scheme.ts'
import { hashOf } from '../clients/clients.ts'
import { deviceCodeLifetime } from './device-codes.ts'

/** Codes that nobody waits with, which one user at one address may type while a code lives. */
export const wrongCodes = 10
/** Seconds. */
export const codeTryWindow = deviceCodeLifetime

/**
 * Takes a place for a try before the code is looked at, so that a thousand at once get no further than a thousand in a
 * row. Undefined where none is left; give it back where the code was right.
 */
export async function takeCodeTry(server: Server, userId: string | undefined): Promise<string | undefined> {
  const about = hashOf(JSON.stringify([server.connection.address, userId ?? null]))
  for (let i = 0; i < wrongCodes; i++) {
    const place = `oauth2/user-code-tries/${about}/${i}`
    if (await server.volatile.claim(place, { ttl: codeTryWindow })) return place
  }
  return undefined
}

export async function giveBackCodeTry(server: Server, place: string | undefined): Promise<void> {
  if (place !== undefined) await server.volatile.delete(place)
}
