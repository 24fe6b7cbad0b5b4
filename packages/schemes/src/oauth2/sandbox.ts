import { base64url } from '@lockstep/crypto/base64'
import type { SandboxSeed, Server } from '../scheme.ts'

/** One secret of 128 bits, derived and therefore kept nowhere. */
export const sandbox: SandboxSeed = {
  credentials: (seed) => ({ secret: seededSecret(seed) }),
}

export function seededSecret(server: Pick<Server, 'secret'>): string {
  return base64url.encode(server.secret('oauth2/secret', 16))
}
