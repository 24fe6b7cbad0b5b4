/** The client credentials grant (RFC 6749 §4.4): a client acts for itself. */
import type { Server } from '../../../scheme.ts'
import { scopeValues } from '../../authorization/scope-values.ts'
import { issuerOf, oauth2Door } from '../../door.ts'
import { newGrant } from '../../tokens/grants.ts'
import { checkScope } from './scope.ts'
import { type Granted, granted, type TokenRequest, type TokenRun } from './token-request.ts'

export function judgeClientCredentials(request: TokenRequest, server: Server, run: TokenRun): Granted {
  const { client, door } = request
  // The scopes of OpenID Connect are about a user, and here is none.
  const registered = scopeValues(client.scope).filter((value) => oauth2Door.scopes.includes(value))
  const limits = { scope: registered.join(' '), audience: [issuerOf(server)] }
  const { scope, audience } = checkScope(request, server, limits, run)
  const grant = newGrant(server, { door: door.slug, client_id: client.client_id, scope, audience })
  return granted(request, { grant, scope, audience })
}
