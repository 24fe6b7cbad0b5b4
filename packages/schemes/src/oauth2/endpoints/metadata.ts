/** What this server can do, for programs (RFC 8414). */
import { json } from '@lockstep/http/response'
import type { Endpoint, Server } from '../../scheme.ts'
import { responseModes } from '../authorization/authorization-request.ts'
import { authenticationMethods, grantTypes } from '../clients/client-metadata.ts'
import { type Door, endpointAt, issuerOf } from '../door.ts'
import { dpopAlgorithms } from '../tokens/dpop.ts'

/** Whoever asks has to prove it: a public client cannot (RFC 7662 §2.1). */
const provenMethods = authenticationMethods.filter((method) => method !== 'none')
/** A client signs its assertions and its proofs by any of these. */
const asymmetric = dpopAlgorithms

/** The metadata of one door, in the member names of RFC 8414 §2: everything that is served there and nothing else. */
export function serverMetadata(server: Server, door: Door): Readonly<Record<string, unknown>> {
  const at = (path: string) => endpointAt(server, door, path)
  return {
    // §3.3: "identical to the authorization server's issuer identifier value into which the well-known URI was inserted".
    issuer: issuerOf(server),
    authorization_endpoint: at('authorize'),
    token_endpoint: at('token'),
    jwks_uri: at('jwks.json'),
    registration_endpoint: at('register'),
    pushed_authorization_request_endpoint: at('par'),
    device_authorization_endpoint: at('device_authorization'),
    introspection_endpoint: at('introspect'),
    revocation_endpoint: at('revoke'),
    scopes_supported: door.scopes,
    response_types_supported: ['code'],
    response_modes_supported: responseModes,
    grant_types_supported: grantTypes,
    token_endpoint_auth_methods_supported: authenticationMethods,
    token_endpoint_auth_signing_alg_values_supported: asymmetric,
    introspection_endpoint_auth_methods_supported: provenMethods,
    introspection_endpoint_auth_signing_alg_values_supported: asymmetric,
    revocation_endpoint_auth_methods_supported: authenticationMethods,
    revocation_endpoint_auth_signing_alg_values_supported: asymmetric,
    code_challenge_methods_supported: ['S256'],
    authorization_response_iss_parameter_supported: true,
    require_pushed_authorization_requests: false,
    dpop_signing_alg_values_supported: dpopAlgorithms,
    tls_client_certificate_bound_access_tokens: true,
  }
}

/**
 * Served at `/.well-known/oauth-authorization-server{base}`. §3.1: the well-known string goes in between the host and the
 * issuer's path. `{base}/.well-known/…` gives the same.
 */
export function metadataEndpoint(door: Door): Endpoint {
  return {
    name: 'metadata',
    methods: ['GET'],
    path: '/.well-known/oauth-authorization-server',
    mount: 'well-known',
    summary: 'What the authorization server can do, and where (RFC 8414).',
    lists: [],
    handle: (_request, server) => ({ response: json(200, serverMetadata(server, door)), verdict: null }),
  }
}
