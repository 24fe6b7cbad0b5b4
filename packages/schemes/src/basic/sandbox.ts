import { base64url } from '@lockstep/crypto/base64'
import { hex } from '@lockstep/crypto/hex'
import { hashPassword } from '@lockstep/crypto/password-hash'
import type { SandboxSeed, Server } from '../scheme.ts'
import { inFlight } from './in-flight.ts'

const userId = 'ada'

/** One user, whose password of 128 bits is derived and therefore kept nowhere. */
export const sandbox: SandboxSeed = {
  credentials: (seed) => ({ userId, password: seededPassword(seed) }),
}

function seededPassword(server: Pick<Server, 'secret'>): string {
  return base64url.encode(server.secret('basic/password', 16))
}

/** The realm of a world (RFC 9110 §11.5): each world is a protection space of its own, so each has its own name. */
export function realm(base: string): string {
  return `Notes at ${base}/basic`
}

/** The server's row of a user: all that it knows of the password is a salted slow hash. */
export type User = { readonly userId: string; readonly passwordHash: string }

/**
 * Where the user stands in a world's store. The name says which password was hashed: under another server key the seeds
 * are others, and the hash of the old one must not be taken for theirs.
 */
export function userRow({ secret }: Pick<Server, 'secret'>): string {
  return `basic/users/${userId}/${hex(secret('basic/row', 8))}`
}

/**
 * The one user of this world. Made on first need, whoever is asked for, so that a request that names somebody else
 * costs what Ada's costs; and once, however many requests need it first.
 */
export async function userOnRecord(server: Server): Promise<User> {
  return (await server.store.get<User>(userRow(server))) ?? makeUser(server)
}

function makeUser(server: Server): Promise<User> {
  return inFlight(server, `user at ${server.base}`, async (done) => {
    const salt = server.random(16)
    const passwordHash = await server.slow(() => hashPassword(seededPassword(server), salt))
    const user = { userId, passwordHash }
    await server.store.put(userRow(server), user)
    done()
    return user
  })
}
