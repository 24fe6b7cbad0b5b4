/** A client on record, in the member names of RFC 7591 §2 and OpenID Connect Registration §2. */

export const authenticationMethods = [
  'none',
  'client_secret_basic',
  'client_secret_post',
  'private_key_jwt',
] as const
export type AuthenticationMethod = (typeof authenticationMethods)[number]

export const grantTypes = [
  'authorization_code',
  'refresh_token',
  'client_credentials',
  'urn:ietf:params:oauth:grant-type:device_code',
] as const
/** The last two are retired: a client can hold them, and only a weakened world serves them. */
export type GrantType = (typeof grantTypes)[number] | 'implicit' | 'password'

export type OAuthClient = {
  readonly client_id: string
  /** What it calls itself. Nobody has verified it. At most 40 characters. */
  readonly client_name: string
  /** SHA-256 of its secret, base64url; absent for a client without one. */
  readonly secretHash?: string
  readonly redirect_uris: readonly string[]
  readonly grant_types: readonly GrantType[]
  readonly response_types: readonly string[]
  readonly token_endpoint_auth_method: AuthenticationMethod
  /** Its public keys, for `private_key_jwt`. A `jwks_uri` is never fetched: this server calls nobody. */
  readonly jwks?: { readonly keys: readonly JsonWebKey[] }
  /** Space-separated: what it may ask for. */
  readonly scope: string
  /** Ours: how its access tokens look. */
  readonly access_token_format: 'opaque' | 'jwt'
  /** Ours: a confidential client that has to use PKCE. A public one always has to. */
  readonly require_pkce?: boolean
  readonly require_pushed_authorization_requests?: boolean
  readonly dpop_bound_access_tokens?: boolean
  readonly tls_client_certificate_bound_access_tokens?: boolean
  readonly post_logout_redirect_uris?: readonly string[]
  readonly id_token_signed_response_alg?: 'RS256' | 'ES256' | 'EdDSA'
  readonly userinfo_signed_response_alg?: 'RS256' | 'ES256' | 'EdDSA'
  readonly default_max_age?: number
  readonly require_auth_time?: boolean
  /** Milliseconds since 1970, by the sandbox's clock: when a registration ends. A seeded one does not. */
  readonly endsAt?: number
  /** Ours, of seeded lab clients only: exempt from PKCE although public; user codes of three digits. */
  readonly lab?: 'no-pkce' | 'three-digit-codes'
}

/** True for a client that can keep a secret, and so has to prove who it is (RFC 6749 §2.1). */
export function isConfidential({ token_endpoint_auth_method }: OAuthClient): boolean {
  return token_endpoint_auth_method !== 'none'
}

/** Whoever is on no record, and so registered for nothing. */
export const stranger: OAuthClient = {
  client_id: 'nobody',
  client_name: 'Nobody',
  redirect_uris: [],
  grant_types: [],
  response_types: [],
  token_endpoint_auth_method: 'none',
  scope: '',
  access_token_format: 'opaque',
}
