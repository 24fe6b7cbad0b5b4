import type { Endpoint } from '../../scheme.ts'
import { oauth2Door as door } from '../door.ts'
import { verifyAuthorize } from '../verify/authorize.ts'
import { verifyClientCallback } from '../verify/client-callback.ts'
import { verifyDecision } from '../verify/decision.ts'
import { verifyDeviceApproval } from '../verify/device-approval.ts'
import { verifyDeviceAuthorization } from '../verify/device-authorization.ts'
import { verifyIntrospection } from '../verify/introspection.ts'
import { verifyPushedAuthorization } from '../verify/pushed-authorization.ts'
import { verifyRevocation } from '../verify/revocation.ts'
import { verifyToken } from '../verify/token.ts'
import { verifyWhoami } from '../verify/whoami.ts'
import { authorizeEndpoint } from './authorize.ts'
import { clientBeginEndpoint } from './client-begin.ts'
import { clientCallbackEndpoint } from './client-callback.ts'
import { deviceApprovalEndpoint } from './device-approval.ts'
import { deviceAuthorizationEndpoint } from './device-authorization.ts'
import { introspectionEndpoint } from './introspection.ts'
import { jwksEndpoint } from './jwks.ts'
import { metadataEndpoint } from './metadata.ts'
import { pushedAuthorizationEndpoint } from './pushed-authorization.ts'
import { registrationEndpoint } from './registration.ts'
import { revocationEndpoint } from './revocation.ts'
import { tokenEndpoint } from './token.ts'
import { whoamiEndpoint } from './whoami.ts'

/** Everything behind the door of OAuth 2.0. */
export const endpoints: readonly Endpoint[] = [
  metadataEndpoint(door),
  authorizeEndpoint(door, { authorize: verifyAuthorize, decision: verifyDecision }),
  clientBeginEndpoint(door),
  clientCallbackEndpoint(door, verifyClientCallback),
  tokenEndpoint(door, verifyToken),
  whoamiEndpoint(door, verifyWhoami),
  pushedAuthorizationEndpoint(door, verifyPushedAuthorization),
  deviceAuthorizationEndpoint(door, verifyDeviceAuthorization),
  deviceApprovalEndpoint(door, verifyDeviceApproval),
  introspectionEndpoint(door, verifyIntrospection),
  revocationEndpoint(door, verifyRevocation),
  registrationEndpoint(door),
  jwksEndpoint(),
]
