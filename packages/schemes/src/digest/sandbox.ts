import { base64url } from '@lockstep/crypto/base64'
import { candidatePasswords } from '../candidate-passwords.ts'
import type { SandboxSeed, Server } from '../scheme.ts'

/** The protection space (RFC 9110 §11.5). It goes into every password hash, so changing it makes all of them useless. */
export const realm = 'reading room'

type Seed = Pick<Server, 'secret'>
export type User = { readonly userId: string; readonly password: string }
export type DigestCredentials = User & {
  /** A user whose name needs escapes in a quoted-string and, being no ASCII, `username*`. */
  readonly awkward: User
  /** A user who chose a password as people do. It is there to be guessed. */
  readonly weak: User
}

/** The users of a sandbox. RFC 7616 §5.1 asks for passwords of high entropy: 128 bits, but for the one to be guessed. */
export function digestCredentials(seed: Seed): DigestCredentials {
  const [first = 0, second = 0] = seed.secret('digest/weak-password', 2)
  return {
    userId: 'ada',
    password: base64url.encode(seed.secret('digest/password', 16)),
    awkward: {
      userId: 'Zoë "Zip" O\\Hara',
      password: base64url.encode(seed.secret('digest/awkward-password', 16)),
    },
    weak: { userId: 'kit', password: candidatePasswords[(first * 256 + second) % 1000] as string },
  }
}

export const sandbox: SandboxSeed = { credentials: digestCredentials }
