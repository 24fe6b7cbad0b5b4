/** The clients that every world begins with. Their secrets are derived: nothing of them is stored. */
import { base64url } from '@lockstep/crypto/base64'
import type { Server } from '../../scheme.ts'
import type { GrantType, OAuthClient } from './client-metadata.ts'
import { loopbackCallbacks } from './redirect-uris.ts'

type Registration = Omit<OAuthClient, 'secretHash' | 'redirect_uris' | 'jwks'> & {
  /** Where it takes redirects on this origin, below `{base}`; absent where it takes none. */
  readonly callbackPath?: string
  /** Where its user agent may be sent after logging out (RP-Initiated Logout §3), below `{base}`. */
  readonly postLogoutPath?: string
  /** Which list of the sandbox's credentials it stands in. */
  readonly listed: 'oauth2' | 'oauth2-lab' | 'oidc' | 'oidc-lab'
}

/** The API's own account at introspection: no client, for it asks for no tokens (RFC 7662 §2.1, §4). */
export const apiId = 'notes-api'

const notes = 'notes:read notes:write'
const openid = `openid profile email address phone offline_access ${notes}`
const codeGrant = ['authorization_code', 'refresh_token'] as const
const device = 'urn:ietf:params:oauth:grant-type:device_code'

const reader = {
  client_name: 'Reader',
  grant_types: codeGrant,
  response_types: ['code'],
  token_endpoint_auth_method: 'none',
  scope: notes,
  access_token_format: 'opaque',
  callbackPath: '/oauth2/client/callback',
} as const

const nightly = {
  client_name: 'Nightly',
  grant_types: ['client_credentials'],
  response_types: [],
  scope: notes,
  access_token_format: 'opaque',
} as const

const kiosk = {
  client_name: 'Kiosk',
  grant_types: [device, 'refresh_token'],
  response_types: [],
  token_endpoint_auth_method: 'none',
  scope: notes,
  access_token_format: 'opaque',
} as const

const relyingParty = {
  ...reader,
  client_name: 'Relying Party',
  scope: openid,
  access_token_format: 'jwt',
  callbackPath: '/oidc/client/callback',
  postLogoutPath: '/oidc/client/logged-out',
  id_token_signed_response_alg: 'RS256',
} as const

/** Mallory registered it herself: what comes back to it comes to her. */
const mallorys = { ...reader, scope: openid, callbackPath: '/mallory/callback' } as const

const secret = 'client_secret_basic'

export const registrations: readonly Registration[] = [
  { ...reader, client_id: 'reader', listed: 'oauth2' },
  {
    ...reader,
    client_id: 'reader-confidential',
    client_name: 'Reader confidential',
    token_endpoint_auth_method: secret,
    require_pkce: true,
    listed: 'oauth2',
  },
  { ...nightly, client_id: 'nightly', token_endpoint_auth_method: secret, listed: 'oauth2' },
  { ...kiosk, client_id: 'kiosk', listed: 'oauth2' },
  {
    ...reader,
    client_id: 'reader-without-pkce',
    client_name: 'Reader without PKCE',
    token_endpoint_auth_method: secret,
    listed: 'oauth2-lab',
  },
  {
    ...reader,
    client_id: 'reader-by-pkce',
    client_name: 'Reader by PKCE alone',
    lab: 'no-pkce',
    listed: 'oauth2-lab',
  },
  {
    ...kiosk,
    client_id: 'kiosk-three-digits',
    client_name: 'Kiosk with short codes',
    lab: 'three-digit-codes',
    listed: 'oauth2-lab',
  },
  {
    ...mallorys,
    client_id: 'clipper',
    client_name: 'Clipper',
    token_endpoint_auth_method: secret,
    listed: 'oauth2-lab',
  },
  {
    ...nightly,
    client_id: 'nightly-key',
    client_name: 'Nightly with a key',
    token_endpoint_auth_method: 'private_key_jwt',
    scope: 'notes:read',
    listed: 'oauth2-lab',
  },
  { ...mallorys, client_id: 'game', client_name: 'Reader Rewards', listed: 'oauth2-lab' },
  {
    ...relyingParty,
    client_id: 'relying-party',
    token_endpoint_auth_method: secret,
    listed: 'oidc',
  },
  {
    ...relyingParty,
    client_id: 'relying-party-public',
    client_name: 'Relying Party public',
    listed: 'oidc',
  },
]

/** The secret of a seeded client, or of the API: 192 bits. */
export function seededClientSecret(server: Pick<Server, 'secret'>, id: string): string {
  return base64url.encode(server.secret(`oauth2/client/${id}`, 24))
}

/** The public half is registered; the private one is told to the owner of the sandbox. */
export function nightlyKeyPair(server: Pick<Server, 'keyPair'>) {
  return server.keyPair('oauth2/nightly', 'p-256')
}

/** Its own address in the world that asks, and loopback. */
export function redirectUrisOf(
  { origin, base }: Pick<Server, 'origin' | 'base'>,
  { callbackPath }: Registration,
): readonly string[] {
  return callbackPath === undefined ? [] : [`${origin}${base}${callbackPath}`, ...loopbackCallbacks]
}

/** As a member of the registration, where there is one. */
export function postLogoutUrisOf(
  { origin, base }: Pick<Server, 'origin' | 'base'>,
  { postLogoutPath }: Registration,
): { post_logout_redirect_uris?: readonly string[] } {
  return postLogoutPath === undefined
    ? {}
    : { post_logout_redirect_uris: [`${origin}${base}${postLogoutPath}`] }
}

/**
 * What a registration holds in this world. Implicit and password are retired (RFC 9700 §2.1.2, §2.4): they come back
 * only where the check that keeps them out was taken away, for whoever acts for a user there.
 */
export function grantsOf(
  { without }: Pick<Server, 'without'>,
  { grant_types, response_types }: Registration,
): { grant_types: readonly GrantType[]; response_types: readonly string[] } {
  if (!grant_types.includes('authorization_code')) return { grant_types, response_types }
  if (without === 'grant-type-supported') return { grant_types: [...grant_types, 'password'], response_types }
  if (without === 'response-type-supported')
    return { grant_types: [...grant_types, 'implicit'], response_types: [...response_types, 'token'] }
  return { grant_types, response_types }
}
