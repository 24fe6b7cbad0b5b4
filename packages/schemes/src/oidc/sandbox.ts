import {
  type ClientCredentials,
  clientCredentials,
  type PersonCredentials,
  personCredentials,
} from '../oauth2/sandbox.ts'
import type { SandboxSeed, Server } from '../scheme.ts'

export type OidcCredentials = {
  readonly clients: readonly ClientCredentials[]
  /** Clients that are weak on purpose, or Mallory's. */
  readonly labClients: readonly ClientCredentials[]
  readonly resourceOwner: PersonCredentials
  /** Mallory has an account as well. */
  readonly otherOwner: PersonCredentials
}

/**
 * The seeds of both doors lie with the authorization server, which has to find a client whichever door it comes by. Here
 * is what the owner of a sandbox is told of this one.
 */
export function oidcCredentials(seed: Pick<Server, 'secret' | 'sandbox' | 'origin'>): OidcCredentials {
  return {
    clients: clientCredentials(seed, 'oidc'),
    labClients: clientCredentials(seed, 'oidc-lab'),
    ...personCredentials(seed),
  }
}

export const sandbox: SandboxSeed = { credentials: oidcCredentials }
