/**
 * What a world's secrets give, kept in memory: deriving them anew costs more than checking a request. Of a password only
 * its hashes stay, one for each algorithm: "the password file" of RFC 7616 §5.2.
 */
import { base64url } from '@lockstep/crypto/base64'
import { keptByWorld } from '../kept-by-world.ts'
import type { Server } from '../scheme.ts'
import { type DigestAlgorithm, digestAlgorithm, type HashName, hashNames } from './digest-algorithm.ts'
import { passwordHashOf, userhashOf } from './digest-response.ts'
import { type Nonce, nonceReader } from './nonce.ts'
import { digestCredentials, realm, type User } from './sandbox.ts'

/** A line of the password file. */
export type UserRecord = {
  readonly userId: string
  readonly hashes: Readonly<Record<HashName, { readonly passwordHash: string; readonly userhash: string }>>
}

export type WorldKeys = {
  readonly nonceKey: Uint8Array
  /** What a nonce of this world says; undefined for any other. */
  readNonce(text: string): Nonce | undefined
  readonly opaque: string
  readonly users: readonly UserRecord[]
  /** Hashed in place of a user who is not there, so that both refusals take the same work. */
  readonly decoy: UserRecord
}

type From = Pick<Server, 'processKey' | 'base' | 'secret' | 'worldSecret'>

export const worldKeys = keptByWorld((server: From): WorldKeys => {
  const { awkward, weak, ...ada } = digestCredentials(server)
  const nonceKey = server.worldSecret('digest/nonce')
  return {
    nonceKey,
    readNonce: nonceReader(nonceKey),
    opaque: base64url.encode(server.worldSecret('digest/opaque', 12)),
    users: [ada, awkward, weak].map(recordOf),
    decoy: recordOf({ userId: '', password: base64url.encode(server.worldSecret('digest/decoy')) }),
  }
})

function recordOf({ userId, password }: User): UserRecord {
  const of = (name: HashName) => {
    const algorithm = digestAlgorithm(name) as DigestAlgorithm
    return {
      passwordHash: passwordHashOf(algorithm, userId, realm, password),
      userhash: userhashOf(algorithm, userId, realm),
    }
  }
  const hashes = Object.fromEntries(hashNames.map((name) => [name, of(name)])) as UserRecord['hashes']
  return { userId, hashes }
}

/** The record of a user by name, or by the hash of the name (RFC 7616 §3.4.4); undefined where there is none. */
export function findUser(
  { users }: WorldKeys,
  given: { readonly username: string; readonly userhash: boolean },
  { hashName }: DigestAlgorithm,
): UserRecord | undefined {
  return users.find(({ userId, hashes }) =>
    given.userhash ? hashes[hashName].userhash === given.username : userId === given.username,
  )
}
