/** What a client can register beyond RFC 7591 (OpenID Connect Dynamic Client Registration §2, RP-Initiated Logout §3.1). */
import type { OAuthClient } from '../oauth2/clients/client-metadata.ts'
import { redirectUriFlaw } from '../oauth2/clients/redirect-uris.ts'
import type { Metadata, RegistrationFlaw } from '../oauth2/clients/register-client.ts'
import type { Server } from '../scheme.ts'
import { defaultIdTokenAlgorithm, type IdTokenAlgorithm, idTokenAlgorithms } from './id-token.ts'

const mostUris = 10

/**
 * The members to keep, or what is wrong with one. Names and pictures of a client (`logo_uri`, `policy_uri`, `tos_uri`) are
 * left out: nothing is fetched here, and nothing of it is shown.
 */
export function openidMembers(metadata: Metadata, server: Server): Partial<OAuthClient> | RegistrationFlaw {
  const missing = notHere.find(([name]) => metadata[name] !== undefined)
  if (missing) return flaw(`${missing[0]} ${missing[1]}`)
  const { subject_type = 'public', default_max_age: maxAge, require_auth_time: tells } = metadata
  if (subject_type !== 'public') return flaw('subject_type is not public, and no other is served here.')
  if (maxAge !== undefined && !(Number.isInteger(maxAge) && Number(maxAge) >= 0))
    return flaw('default_max_age is not a number of seconds.')
  if (tells !== undefined && typeof tells !== 'boolean')
    return flaw('require_auth_time is neither true nor false.')
  const idTokens = algorithmIn(metadata, 'id_token_signed_response_alg')
  if (typeof idTokens === 'object') return idTokens
  const userInfo = algorithmIn(metadata, 'userinfo_signed_response_alg')
  if (typeof userInfo === 'object') return userInfo
  const after = metadata.post_logout_redirect_uris
  const wrong = after === undefined ? undefined : postLogoutFlaw(after, server)
  if (wrong !== undefined) return wrong
  return {
    id_token_signed_response_alg: idTokens ?? defaultIdTokenAlgorithm,
    ...(userInfo === undefined ? {} : { userinfo_signed_response_alg: userInfo }),
    ...(after === undefined ? {} : { post_logout_redirect_uris: after as string[] }),
    ...(maxAge === undefined ? {} : { default_max_age: Number(maxAge) }),
    ...(tells === undefined ? {} : { require_auth_time: tells }),
  }
}

/** What asks for something that this provider does not have. To leave it out would be to promise it. */
const notHere: readonly (readonly [name: string, why: string])[] = [
  ['sector_identifier_uri', 'is not fetched here, and all subjects are public.'],
  ['request_uris', 'are not fetched here: push the request instead (RFC 9126).'],
  ['request_object_signing_alg', 'is for request objects, and this server reads none.'],
  ['id_token_encrypted_response_alg', 'is for encrypted ID Tokens, and this server makes none.'],
  ['id_token_encrypted_response_enc', 'is for encrypted ID Tokens, and this server makes none.'],
  ['userinfo_encrypted_response_alg', 'is for encrypted UserInfo, and this server makes none.'],
  ['userinfo_encrypted_response_enc', 'is for encrypted UserInfo, and this server makes none.'],
]

function algorithmIn(
  metadata: Metadata,
  name: 'id_token_signed_response_alg' | 'userinfo_signed_response_alg',
): IdTokenAlgorithm | RegistrationFlaw | undefined {
  const value = metadata[name]
  if (value === undefined) return undefined
  // Core §2 lets a client of the code flow register `none`; an ID Token that anybody could have made is none here.
  const known = idTokenAlgorithms.find((alg) => alg === value)
  return known ?? flaw(`${name} is none of ${idTokenAlgorithms.join(', ')}.`)
}

function postLogoutFlaw(given: unknown, server: Server): RegistrationFlaw | undefined {
  if (!Array.isArray(given) || given.length > mostUris || !given.every((uri) => typeof uri === 'string'))
    return flaw(`post_logout_redirect_uris is not an array of up to ${mostUris} strings.`)
  const found = given.map((uri: string) => redirectUriFlaw(server, uri)).find((one) => one !== undefined)
  return found === undefined
    ? undefined
    : { error: 'invalid_redirect_uri', says: `post_logout_redirect_uris has ${found}.` }
}

function flaw(says: string): RegistrationFlaw {
  return { error: 'invalid_client_metadata', says }
}
