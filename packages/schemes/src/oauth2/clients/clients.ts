/** Who is on record as a client: those that every world begins with, and those that registered. */
import { base64url } from '@lockstep/crypto/base64'
import { sha256 } from '@lockstep/crypto/digest'
import { octets } from '@lockstep/http/message'
import type { Server } from '../../scheme.ts'
import type { OAuthClient } from './client-metadata.ts'
import {
  grantsOf,
  nightlyKeyPair,
  postLogoutUrisOf,
  redirectUrisOf,
  registrations,
  seededClientSecret,
} from './seeded-clients.ts'

/** The client on record under this id, as this world knows it. */
export async function findClient(server: Server, clientId: string): Promise<OAuthClient | undefined> {
  const seeded = registrations.find(({ client_id }) => client_id === clientId)
  if (!seeded) return isClientId(clientId) ? findRegistered(server, clientId) : undefined
  const { callbackPath: _path, postLogoutPath: _after, listed: _listed, ...metadata } = seeded
  const method = seeded.token_endpoint_auth_method
  return {
    ...metadata,
    ...grantsOf(server, seeded),
    redirect_uris: redirectUrisOf(server, seeded),
    ...postLogoutUrisOf(server, seeded),
    ...(method === 'client_secret_basic' || method === 'client_secret_post'
      ? { secretHash: hashOf(seededClientSecret(server, clientId)) }
      : {}),
    ...(method === 'private_key_jwt' ? { jwks: { keys: [(await nightlyKeyPair(server)).publicJwk] } } : {}),
  }
}

/**
 * Puts a client on record that registered itself, for a day: anybody can register, and a sandbox that everybody shares
 * never ends.
 */
export async function keepClient(
  server: Server,
  client: Omit<OAuthClient, 'endsAt'>,
): Promise<OAuthClient & { readonly endsAt: number }> {
  const kept = { ...client, endsAt: server.now + registrationLifetime * 1000 }
  await server.store.put(row(client.client_id), kept, { ttl: registrationLifetime })
  return kept
}

/** Seconds. */
const registrationLifetime = 86_400

async function findRegistered(server: Server, clientId: string): Promise<OAuthClient | undefined> {
  const client = await server.store.get<OAuthClient>(row(clientId))
  return client && server.now < (client.endsAt ?? 0) ? client : undefined
}

/** SHA-256, base64url: what is kept of a code, a token or a secret that has 128 bits or more of its own. */
export function hashOf(text: string): string {
  return base64url.encode(sha256(octets(text)))
}

/** As `registerClient` makes them. */
function isClientId(text: string): boolean {
  return /^[A-Za-z0-9_-]{22}$/.test(text)
}

function row(clientId: string): string {
  return `oauth2/clients/${clientId}`
}
