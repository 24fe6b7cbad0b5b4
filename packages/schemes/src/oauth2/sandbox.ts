import type { SandboxSeed, Server } from '../scheme.ts'
import { ownersOnRecord } from './authorization/owners.ts'
import {
  apiId,
  nightlyKeyPair,
  postLogoutUrisOf,
  redirectUrisOf,
  registrations,
  seededClientSecret,
} from './clients/seeded-clients.ts'

type Seed = Pick<Server, 'secret' | 'sandbox' | 'origin'>

/** A client as the sandbox's owner is told of it, in the member names of RFC 7591 §2 and §3.2.1. */
export type ClientCredentials = {
  readonly client_id: string
  readonly client_secret?: string
  readonly client_name: string
  readonly redirect_uris: readonly string[]
  readonly post_logout_redirect_uris?: readonly string[]
  readonly grant_types: readonly string[]
  readonly response_types: readonly string[]
  readonly token_endpoint_auth_method: string
  readonly scope: string
  readonly access_token_format: 'opaque' | 'jwt'
  /** For `private_key_jwt`: its private key, where key pairs are told. */
  readonly privateJwk?: JsonWebKey
}

export type PersonCredentials = { readonly userId: string; readonly password: string }

export type OAuth2Credentials = {
  readonly clients: readonly ClientCredentials[]
  /** Clients that are weak on purpose, or Mallory's. */
  readonly labClients: readonly ClientCredentials[]
  /** The API's own account at introspection. */
  readonly api: { readonly id: string; readonly secret: string }
  readonly resourceOwner: PersonCredentials
  /** Mallory has an account as well. */
  readonly otherOwner: PersonCredentials
}

/** The seeded clients of one list of the credentials. */
export function clientCredentials(
  seed: Seed,
  listed: (typeof registrations)[number]['listed'],
): ClientCredentials[] {
  const real = { origin: seed.origin, base: `/s/${seed.sandbox}` }
  return registrations
    .filter((client) => client.listed === listed)
    .map((client) => {
      const { callbackPath: _path, postLogoutPath: _after, listed: _listed, lab: _lab, ...metadata } = client
      const hasSecret = /^client_secret/.test(client.token_endpoint_auth_method)
      return {
        ...metadata,
        ...(hasSecret ? { client_secret: seededClientSecret(seed, client.client_id) } : {}),
        redirect_uris: redirectUrisOf(real, client),
        ...postLogoutUrisOf(real, client),
      }
    })
}

/** Ada and Mallory: the same people at both doors. */
export function personCredentials(
  seed: Pick<Server, 'secret'>,
): Pick<OAuth2Credentials, 'resourceOwner' | 'otherOwner'> {
  const [ada, mallory] = ownersOnRecord(seed).map(({ userId, password }) => ({ userId, password }))
  if (!ada || !mallory) throw new Error('Unexpected seed without its users')
  return { resourceOwner: ada, otherOwner: mallory }
}

export function oauth2Credentials(seed: Seed): OAuth2Credentials {
  return {
    clients: clientCredentials(seed, 'oauth2'),
    labClients: clientCredentials(seed, 'oauth2-lab'),
    api: { id: apiId, secret: seededClientSecret(seed, apiId) },
    ...personCredentials(seed),
  }
}

async function withKeyPairs(server: Server): Promise<OAuth2Credentials> {
  const credentials = oauth2Credentials(server)
  const { privateJwk } = await nightlyKeyPair(server)
  return {
    ...credentials,
    labClients: credentials.labClients.map((client) =>
      client.token_endpoint_auth_method === 'private_key_jwt' ? { ...client, privateJwk } : client,
    ),
  }
}

export const sandbox: SandboxSeed = { credentials: oauth2Credentials, withKeyPairs }
