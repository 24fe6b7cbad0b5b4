/** The sandbox's own client as one program: what it is set up with, and how it reaches its provider. */

import { seededClientSecret } from '../../oauth2/clients/seeded-clients.ts'
import { issuerOf } from '../../oauth2/door.ts'
import type { Server } from '../../scheme.ts'
import type { Configured } from '../client.ts'
import type { Call } from './back-channel.ts'

export type Program = {
  readonly call: Call
  /** False for a client that leaves everything to its nonce: one of the attacks needs it. */
  readonly pkce: boolean
  /** The alg that it is registered for. */
  readonly alg: Configured['id_token_signed_response_alg']
  /** Milliseconds since 1970, when it is asked. */
  now(server: Server): number
}

export const clientId = 'relying-party'

/** A program that calls its provider by `call`. */
export function program(call: Call): Program {
  return { call, pkce: true, alg: 'RS256', now: (server) => server.now }
}

/** What this client is set up with in the world that asks. */
export function configured(
  { alg }: Pick<Program, 'alg'>,
  server: Pick<Server, 'origin' | 'base'>,
): Configured {
  return {
    issuer: issuerOf(server),
    client_id: clientId,
    id_token_signed_response_alg: alg,
  }
}

export function clientCredentials(server: Pick<Server, 'secret'>) {
  return { client_id: clientId, client_secret: seededClientSecret(server, clientId) }
}

export function redirectUri({ origin, base }: Pick<Server, 'origin' | 'base'>): string {
  return `${origin}${base}/oidc/client/callback`
}

/** Where the provider may send people afterwards; it is registered. */
export function loggedOutUri({ origin, base }: Pick<Server, 'origin' | 'base'>): string {
  return `${origin}${base}/oidc/client/logged-out`
}
