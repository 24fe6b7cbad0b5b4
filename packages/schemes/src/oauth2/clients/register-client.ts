/** Dynamic client registration (RFC 7591): what a client asks to be, and what it becomes. */
import { base64url } from '@lockstep/crypto/base64'
import type { Server } from '../../scheme.ts'
import { scopeValues } from '../authorization/scope-values.ts'
import type { Door } from '../door.ts'
import {
  type AuthenticationMethod,
  authenticationMethods,
  type GrantType,
  grantTypes,
  type OAuthClient,
} from './client-metadata.ts'
import { hashOf, keepClient } from './clients.ts'
import { callbackFlaw } from './redirect-uris.ts'
import { publicJwks } from './registered-keys.ts'

export type Metadata = Readonly<Record<string, unknown>>

/** RFC 7591 §3.2.2. */
export type RegistrationFlaw = {
  readonly error: 'invalid_redirect_uri' | 'invalid_client_metadata'
  readonly says: string
}

/** What a door knows of metadata beyond RFC 7591: the members to keep, or what is wrong with one. */
export type MoreMembers = (metadata: Metadata, server: Server) => Partial<OAuthClient> | RegistrationFlaw

export type Registered = {
  readonly client: OAuthClient & { readonly endsAt: number }
  readonly secret?: string
}

const mostUris = 10
/** At most 40 letters, digits and marks of ordinary names: what stands on a consent page must not look like more. */
const plainName = /^[\p{L}\p{N}][\p{L}\p{M}\p{N} .,:'&()+/_-]{0,39}$/u

/**
 * Registers whoever asks (RFC 7591 §3: open registration), or says what is wrong. Members that mean nothing here are left
 * out, as §2 has it; a value that asks for something this server does not have is refused.
 */
export async function registerClient(
  server: Server,
  door: Door,
  metadata: Metadata,
  more: MoreMembers = () => ({}),
): Promise<Registered | RegistrationFlaw> {
  const core = coreMembers(server, door, metadata)
  if ('error' in core) return core
  const others = more(metadata, server)
  if ('error' in others) return others as RegistrationFlaw
  const method = core.token_endpoint_auth_method
  const hasSecret = method === 'client_secret_basic' || method === 'client_secret_post'
  const secret = hasSecret ? base64url.encode(server.random(32)) : undefined
  const client = await keepClient(server, {
    client_id: base64url.encode(server.random(16)),
    ...core,
    ...others,
    ...(secret === undefined ? {} : { secretHash: hashOf(secret) }),
  })
  return { client, ...(secret === undefined ? {} : { secret }) }
}

function coreMembers(
  server: Server,
  door: Door,
  metadata: Metadata,
): Omit<OAuthClient, 'client_id' | 'secretHash'> | RegistrationFlaw {
  const {
    client_name = 'A client without a name',
    redirect_uris = [],
    token_endpoint_auth_method: method = 'client_secret_basic',
    grant_types = ['authorization_code'],
    scope,
    access_token_format = 'opaque',
  } = metadata
  if (typeof client_name !== 'string' || !plainName.test(client_name))
    return flaw('client_name is not 1 to 40 plain characters.')
  if (!isOneOf(authenticationMethods, method))
    return flaw(`token_endpoint_auth_method is none of ${authenticationMethods.join(', ')}.`)
  if (!isListOf(grantTypes, grant_types)) return flaw(`grant_types has others than ${grantTypes.join(', ')}.`)
  if (!isOneOf(['opaque', 'jwt'] as const, access_token_format))
    return flaw('access_token_format is neither opaque nor jwt.')
  const uris = redirectUris(server, redirect_uris, grant_types)
  if ('error' in uris) return uris
  const responses = responseTypes(metadata.response_types, grant_types)
  if ('error' in responses) return responses
  const keys = keyMembers(metadata, method)
  if ('error' in keys) return keys
  const flags = flagMembers(metadata)
  if ('error' in flags) return flags
  if (scope !== undefined && typeof scope !== 'string') return flaw('scope is not a string.')
  const scopes =
    scope === undefined ? door.scopes : scopeValues(scope).filter((one) => door.scopes.includes(one))
  if (scopes.length === 0) return flaw(`scope has none of ${door.scopes.join(', ')}.`)
  const conflict = conflictIn(method, grant_types)
  if (conflict !== undefined) return flaw(conflict)
  return {
    client_name,
    ...uris,
    grant_types,
    ...responses,
    token_endpoint_auth_method: method,
    ...keys,
    scope: scopes.join(' '),
    access_token_format,
    ...flags,
  }
}

/** RFC 7591 §2: whoever uses a flow with redirection MUST register where it goes. */
function redirectUris(
  server: Server,
  given: unknown,
  grants: readonly GrantType[],
): Pick<OAuthClient, 'redirect_uris'> | RegistrationFlaw {
  const wrong = (says: string): RegistrationFlaw => ({ error: 'invalid_redirect_uri', says })
  if (!isTexts(given)) return wrong('redirect_uris is not an array of strings.')
  if (given.length > mostUris) return wrong(`redirect_uris has more than ${mostUris}.`)
  if (given.length === 0 && grants.includes('authorization_code'))
    return wrong('redirect_uris has none, and the authorization code grant needs one.')
  for (const uri of given) {
    const found = callbackFlaw(server, uri)
    if (found !== undefined) return wrong(`redirect_uris has ${found}.`)
  }
  return { redirect_uris: [...new Set(given)] }
}

/** RFC 7591 §2.1: `authorization_code` and `code` go together, and no other response type is served here. */
function responseTypes(
  given: unknown,
  grants: readonly GrantType[],
): Pick<OAuthClient, 'response_types'> | RegistrationFlaw {
  const expected = grants.includes('authorization_code') ? ['code'] : []
  if (given === undefined) return { response_types: expected }
  if (!isTexts(given) || [...new Set(given)].join(' ') !== expected.join(' '))
    return flaw(`response_types is not ${JSON.stringify(expected)}, as the grant_types have it.`)
  return { response_types: expected }
}

function keyMembers(
  { jwks, jwks_uri }: Metadata,
  method: AuthenticationMethod,
): Pick<OAuthClient, 'jwks'> | RegistrationFlaw {
  // §2 has it a choice of the client. This server calls nobody, so it cannot be given.
  if (jwks_uri !== undefined) return flaw('jwks_uri is not fetched here: register the keys as jwks.')
  if (jwks === undefined)
    return method === 'private_key_jwt' ? flaw('jwks is missing, and private_key_jwt needs it.') : {}
  const keys = publicJwks(jwks)
  return typeof keys === 'string' ? flaw(keys) : { jwks: { keys } }
}

const flagNames = [
  'require_pkce',
  'require_pushed_authorization_requests',
  'dpop_bound_access_tokens',
  'tls_client_certificate_bound_access_tokens',
] as const

function flagMembers(
  metadata: Metadata,
): Partial<Record<(typeof flagNames)[number], boolean>> | RegistrationFlaw {
  const given = flagNames.filter((name) => metadata[name] !== undefined)
  const wrong = given.find((name) => typeof metadata[name] !== 'boolean')
  if (wrong !== undefined) return flaw(`${wrong} is neither true nor false.`)
  return Object.fromEntries(given.map((name) => [name, metadata[name] === true]))
}

function conflictIn(method: AuthenticationMethod, grants: readonly GrantType[]): string | undefined {
  if (method === 'none' && grants.includes('client_credentials'))
    return 'grant_types has client_credentials, and only a client with credentials has those.'
  if (grants.every((grant) => grant === 'refresh_token'))
    return 'grant_types has no grant that a refresh token could come from.'
  return undefined
}

function flaw(says: string): RegistrationFlaw {
  return { error: 'invalid_client_metadata', says }
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string')
}

function isOneOf<T extends string>(known: readonly T[], value: unknown): value is T {
  return known.some((one) => one === value)
}

function isListOf<T extends string>(known: readonly T[], value: unknown): value is T[] {
  return (
    Array.isArray(value) && value.length > 0 && value.length < 10 && value.every((one) => isOneOf(known, one))
  )
}
