/** What an authorization response says where a check failed (RFC 6749 §4.1.2.1). */

import type { Server } from '../../scheme.ts'
import type { AuthorizationVisit } from '../authorization/authorization-visit.ts'
import { audienceOf } from '../tokens/audience.ts'
import { foreignReference } from '../verify/request-parameters.ts'

export type AuthorizationError = { readonly error: string; readonly because: string }

/** The code and a sentence for the check that ended it. */
export function authorizationError(
  end: string,
  visit: Pick<AuthorizationVisit, 'read' | 'request'>,
  server: Server,
): AuthorizationError {
  const { read, request } = visit
  if (end === 'pushed-when-required') {
    const foreign = foreignReference(visit)
    if (foreign === 'a Request Object')
      return { error: 'request_not_supported', because: 'This server reads no request objects.' }
    if (foreign) return { error: 'request_uri_not_supported', because: 'This server fetches no request_uri.' }
  }
  // §4.1.2.1: a required parameter that is missing is `invalid_request`.
  if (end === 'response-type-supported' && request.response_type === '')
    return { error: 'invalid_request', because: 'The response_type is missing.' }
  if (end === 'response-type-supported' && read.malformed.includes('response_mode'))
    return { error: 'invalid_request', because: 'The response_mode is query, fragment or form_post.' }
  // RFC 8707 §2.
  if (end === 'scope-known' && audienceOf(server, request.resource) === undefined)
    return { error: 'invalid_target', because: 'The resource is none of this server.' }
  return errors[end] ?? { error: 'invalid_request', because: 'The request cannot be answered.' }
}

const errors: Readonly<Record<string, AuthorizationError>> = {
  'request-uri-known': {
    error: 'invalid_request_uri',
    because: 'This server did not give out this request_uri.',
  },
  'request-uri-not-expired': { error: 'invalid_request_uri', because: 'The request_uri has expired.' },
  'request-uri-issued-to-client': {
    error: 'invalid_request_uri',
    because: 'The request_uri was given to another client.',
  },
  'request-uri-unused': { error: 'invalid_request_uri', because: 'The request_uri was used before.' },
  'client-known': { error: 'invalid_request', because: 'The client_id is missing or not on record.' },
  'redirect-uri-registered': {
    error: 'invalid_request',
    because: 'The redirect_uri is not one that the client registered, compared character by character.',
  },
  'parameters-unique': { error: 'invalid_request', because: 'A parameter comes more than once.' },
  'pushed-when-required': { error: 'invalid_request', because: 'This client has to push its requests.' },
  'response-type-supported': {
    error: 'unsupported_response_type',
    because: 'The response_type is code and nothing else.',
  },
  'grant-allowed-to-client': {
    error: 'unauthorized_client',
    because: 'The client did not register for this grant.',
  },
  'code-challenge-present': { error: 'invalid_request', because: 'A code_challenge is required.' },
  'code-challenge-method-is-s256': {
    error: 'invalid_request',
    because: 'The code_challenge has to be 43 characters, with code_challenge_method=S256.',
  },
  'scope-known': { error: 'invalid_scope', because: 'The scope is unknown, or not for this client.' },
  'consent-given': { error: 'access_denied', because: 'The resource owner said no.' },
}
