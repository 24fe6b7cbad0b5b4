import { clientBeginEndpoint } from '../../oauth2/endpoints/client-begin.ts'
import { clientCallbackEndpoint } from '../../oauth2/endpoints/client-callback.ts'
import { verifyClientCallback } from '../../oauth2/verify/client-callback.ts'
import type { Endpoint } from '../../scheme.ts'
import { oidcDoor } from '../door.ts'
import type { Program } from '../relying-party/program.ts'
import { clientBegin } from './client-begin.ts'
import { clientCallback } from './client-callback.ts'
import { clientLoggedOut } from './client-logged-out.ts'
import { clientLogout } from './client-logout.ts'
import { clientSession } from './client-session.ts'

/**
 * The client's endpoints, by a program that does its back channel itself. With `by=page` they are what OAuth's are: the
 * page of the lesson goes on from the answer.
 */
export function relyingPartyEndpoints(program: Program): Endpoint[] {
  return [
    clientBegin(program, clientBeginEndpoint(oidcDoor)),
    clientCallback(program, clientCallbackEndpoint(oidcDoor, verifyClientCallback)),
    clientSession,
    clientLogout,
    clientLoggedOut,
  ]
}
