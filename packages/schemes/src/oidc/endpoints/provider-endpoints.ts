import { authorizeEndpoint } from '../../oauth2/endpoints/authorize.ts'
import { deviceApprovalEndpoint } from '../../oauth2/endpoints/device-approval.ts'
import { deviceAuthorizationEndpoint } from '../../oauth2/endpoints/device-authorization.ts'
import { introspectionEndpoint } from '../../oauth2/endpoints/introspection.ts'
import { jwksEndpoint } from '../../oauth2/endpoints/jwks.ts'
import { pushedAuthorizationEndpoint } from '../../oauth2/endpoints/pushed-authorization.ts'
import { registrationEndpoint } from '../../oauth2/endpoints/registration.ts'
import { revocationEndpoint } from '../../oauth2/endpoints/revocation.ts'
import { tokenEndpoint } from '../../oauth2/endpoints/token.ts'
import { whoamiEndpoint } from '../../oauth2/endpoints/whoami.ts'
import type { Endpoint } from '../../scheme.ts'
import { oidcDoor as door } from '../door.ts'
import { openidMembers } from '../registration-members.ts'
import { authenticationError, verifyAuthorize } from '../verify/authorize.ts'
import { verifiers } from '../verify/verifiers.ts'
import { discoveryEndpoint } from './discovery.ts'
import { endSessionEndpoint } from './end-session.ts'
import { keyEndpoints } from './keys.ts'
import { userInfoEndpoint } from './userinfo.ts'

/** The OpenID Provider: the authorization server behind a door of its own, and what OpenID Connect adds. */
export const providerEndpoints: readonly Endpoint[] = [
  discoveryEndpoint,
  authorizeEndpoint(door, {
    authorize: verifyAuthorize,
    decision: verifiers.decision,
    errorOf: authenticationError,
  }),
  tokenEndpoint(door, verifiers.token),
  userInfoEndpoint,
  endSessionEndpoint,
  whoamiEndpoint(door, verifiers.whoami),
  pushedAuthorizationEndpoint(door, verifiers.pushedAuthorization),
  deviceAuthorizationEndpoint(door, verifiers.deviceAuthorization),
  deviceApprovalEndpoint(door, verifiers.deviceApproval),
  introspectionEndpoint(door, verifiers.introspection),
  revocationEndpoint(door, verifiers.revocation),
  registrationEndpoint(door, openidMembers),
  jwksEndpoint(),
  ...keyEndpoints,
]
