/** One try of a password: what limits it, what it costs, and why the second request costs little. */
import { sha256 } from '@lockstep/crypto/digest'
import { hex } from '@lockstep/crypto/hex'
import { hmacSha256 } from '@lockstep/crypto/mac'
import { passwordMatches } from '@lockstep/crypto/password-hash'
import { octets } from '@lockstep/http/message'
import type { Server } from '../scheme.ts'
import { inFlight } from './in-flight.ts'
import type { User } from './sandbox.ts'

/** Failed passwords that a user and address may have within `window` seconds. */
export const tries = 10
export const window = 60
/** Seconds for which verified credentials are taken without hashing them again. */
const verifiedFor = 60

export type Attempt = {
  /** False where this user and address have had their tries. */
  readonly left: boolean
  /** Whether the password is that of the user on record. The slow part, where there is one. */
  matches(): Promise<boolean>
}

/**
 * Begins a try. Credentials that were verified a moment ago are known again by a MAC over them and over the stored
 * hash: it dies with the process, with its minute, and with the hash when the password is changed.
 *
 * A try takes one of ten places *before* it is hashed and gives it back when it was right. So a thousand guesses at
 * once get no further than a thousand in a row, and no success is counted.
 */
export async function attempt(
  server: Server,
  user: User,
  given: { userId: string; password: string },
): Promise<Attempt> {
  const mac = macOf(server, user, given)
  if (await server.volatile.get(verifiedRow(mac))) {
    return { left: await placesLeft(server, given.userId), matches: async () => true }
  }
  // A page that sends twenty requests at once after a quiet minute costs one hash, not twenty.
  return inFlight(server, `try from ${server.connection.address} at ${mac}`, (landed) =>
    begin(server, user, given, mac, landed),
  )
}

async function begin(
  server: Server,
  user: User,
  given: { userId: string; password: string },
  mac: string,
  landed: () => void,
): Promise<Attempt> {
  const place = await takePlace(server, given.userId)
  let hashed: Promise<boolean> | undefined
  const hash = async () => {
    try {
      // The user on record or not: the same work.
      const same = await server.slow(() => passwordMatches(given.password, user.passwordHash))
      const matches = same && user.userId === given.userId
      if (matches) await server.volatile.put(verifiedRow(mac), 1, { ttl: verifiedFor })
      if (matches && place) await server.volatile.delete(place)
      return matches
    } catch (error) {
      // Nothing was tried: the queue is full.
      if (place) await server.volatile.delete(place)
      throw error
    } finally {
      landed()
    }
  }
  if (!place) landed()
  return {
    left: place !== undefined,
    matches: () => {
      hashed ??= hash()
      return hashed
    },
  }
}

/** The stored hash has no NUL, so no two triples have one text. */
function macOf(server: Server, user: User, given: { userId: string; password: string }): string {
  return hex(hmacSha256(server.processKey, octets(`${user.passwordHash}\0${given.userId}:${given.password}`)))
}

function verifiedRow(mac: string): string {
  return `basic/verified/${mac}`
}

/** Each failure keeps its place for a minute, so that any minute has ten at most. */
function placeRow(server: Server, userId: string, place: number): string {
  // Anybody can send a user-id of kilobytes: what is kept of it must not grow with it.
  const short = userId.length > 64 ? hex(sha256(octets(userId))) : userId
  return `basic/failed/${place}/${server.connection.address}/${short}`
}

async function takePlace(server: Server, userId: string): Promise<string | undefined> {
  for (let place = 0; place < tries; place++) {
    const row = placeRow(server, userId, place)
    if (await server.volatile.claim(row, { ttl: window })) return row
  }
  return undefined
}

/** Places are taken from the first on, so the last is nearly always the only one that has to be looked at. */
async function placesLeft(server: Server, userId: string): Promise<boolean> {
  for (let place = tries - 1; place >= 0; place--) {
    if (!(await server.volatile.get(placeRow(server, userId, place)))) return true
  }
  return false
}
