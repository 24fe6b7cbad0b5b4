/** A password, compared so that nobody can try many. Shared by the log-in pages of several schemes. */
import { equalConstantTime } from '@lockstep/crypto/bytes'
import { sha256 } from '@lockstep/crypto/digest'
import { hex } from '@lockstep/crypto/hex'
import { octets } from '@lockstep/http/message'
import type { Server } from './scheme.ts'

/** Failed passwords that a user and address may have within `throttle` seconds. */
const tries = 10
const throttle = 60

/**
 * Compares what was given with the password on record, undefined where that user is not. A try takes one of ten places
 * for a minute *before* the password is looked at and gives it back where it was right, so a thousand tries at once get
 * no further than a thousand in a row. No slow hash: these passwords are 128 random bits, derived and not kept.
 *
 * `kind` keeps the places of one log-in apart from those of another: `oauth1`.
 */
export async function tryPassword(
  server: Server,
  kind: string,
  given: { readonly userId: string; readonly password: string },
  onRecord: string | undefined,
): Promise<'right' | 'wrong' | 'too-many'> {
  const place = await takePlace(server, kind, given.userId)
  if (place === undefined) return 'too-many'
  // Compared for a user who is not there as well. As digests, so that the time does not depend on where they differ.
  const same = equalConstantTime(sha256(octets(given.password)), sha256(octets(onRecord ?? '')))
  if (onRecord === undefined || !same) return 'wrong'
  await server.volatile.delete(place)
  return 'right'
}

/** The row of the place that was taken; undefined where there is none left. Hashed: a name is as long as its sender likes. */
async function takePlace(server: Server, kind: string, userId: string): Promise<string | undefined> {
  const about = hex(sha256(octets(JSON.stringify([server.connection.address, userId]))))
  for (let i = 0; i < tries; i++) {
    const place = `${kind}/log-in-failed/${about}/${i}`
    if (await server.volatile.claim(place, { ttl: throttle })) return place
  }
  return undefined
}
