import { json } from '@lockstep/http/response'
import { endpointAt } from '../../oauth2/door.ts'
import { serverMetadata } from '../../oauth2/endpoints/metadata.ts'
import type { Endpoint, Server } from '../../scheme.ts'
import { personClaims } from '../claims.ts'
import { oidcDoor } from '../door.ts'
import { idTokenAlgorithms, passwordAcr } from '../id-token.ts'

/**
 * The provider's document (Discovery §4). Its place is below the issuer, `{issuer}/.well-known/openid-configuration`; RFC
 * 8414 §5 puts the well-known part before the issuer's path, and there it stands as well.
 */
export const discoveryEndpoint: Endpoint = {
  name: 'discovery',
  methods: ['GET'],
  path: '/.well-known/openid-configuration',
  mount: 'base',
  summary: 'What the OpenID Provider can do, and where (OpenID Connect Discovery).',
  lists: [],
  handle: (_request, server) => ({ response: json(200, providerMetadata(server)), verdict: null }),
}

/** Discovery §3, RP-Initiated Logout §2.1: what is served here and nothing else. */
function providerMetadata(server: Server): Readonly<Record<string, unknown>> {
  return {
    ...serverMetadata(server, oidcDoor),
    userinfo_endpoint: endpointAt(server, oidcDoor, 'userinfo'),
    end_session_endpoint: endpointAt(server, oidcDoor, 'end_session'),
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: idTokenAlgorithms,
    userinfo_signing_alg_values_supported: idTokenAlgorithms,
    acr_values_supported: [passwordAcr],
    prompt_values_supported: ['none', 'login', 'consent', 'select_account'],
    display_values_supported: ['page'],
    claim_types_supported: ['normal'],
    claims_supported: [
      'iss',
      'sub',
      'aud',
      'exp',
      'iat',
      'auth_time',
      'nonce',
      'acr',
      'amr',
      ...personClaims,
    ],
    claims_parameter_supported: true,
    ui_locales_supported: ['en'],
    request_parameter_supported: false,
    // Discovery §3: "If omitted, the default value is true."
    request_uri_parameter_supported: false,
  }
}
