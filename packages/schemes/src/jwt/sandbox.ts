import { base64url } from '@lockstep/crypto/base64'
import { octets } from '@lockstep/http/message'
import { candidatePasswords } from '../candidate-passwords.ts'
import type { SandboxSeed, Server } from '../scheme.ts'
import { seededKeys } from './seeded-keys.ts'

export type JwtCredentials = {
  readonly userId: string
  readonly password: string
  /** An HS256 key that was once typed in by hand. It is still in the set, and nothing that it signed is taken. */
  readonly legacyKey: JsonWebKey & { readonly kid: string }
  /** Private JWKs of the real world, one for each algorithm. Only there with key pairs. */
  readonly keys?: readonly (JsonWebKey & { readonly kid: string })[]
}

type Seed = Pick<Server, 'secret'>

/** What can be derived: the user, whose password of 128 bits is kept nowhere, and the legacy key. */
export function jwtCredentials(seed: Seed): JwtCredentials {
  return {
    userId: 'ada',
    password: base64url.encode(seed.secret('jwt/password', 16)),
    legacyKey: {
      kty: 'oct',
      k: base64url.encode(octets(legacySecret(seed))),
      kid: legacyKid,
      alg: 'HS256',
      use: 'sig',
    },
  }
}

export const legacyKid = 'legacy'

/** A password as people choose it, out of a list of a thousand. It is there to be guessed (RFC 8725 §2.2). */
export function legacySecret(seed: Seed): string {
  const [first = 0, second = 0] = seed.secret('jwt/legacy-secret', 2)
  return candidatePasswords[(first * 256 + second) % candidatePasswords.length] as string
}

export const sandbox: SandboxSeed = {
  credentials: jwtCredentials,
  withKeyPairs: async (server) => ({
    ...jwtCredentials(server),
    keys: (await seededKeys(server)).map(({ privateJwk }) => privateJwk),
  }),
}
