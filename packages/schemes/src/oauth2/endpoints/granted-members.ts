/** What a yes is worth: a code (RFC 6749 §4.1.2) or, in one weakened world, the token itself (§4.2.2). */
import type { FormPair } from '@lockstep/http/form-urlencoded'
import type { Server } from '../../scheme.ts'
import { type Door, issuerOf } from '../door.ts'
import { issueTokens } from '../tokens/access-tokens.ts'
import { audienceOf } from '../tokens/audience.ts'
import { issueCode } from '../tokens/codes.ts'
import { startGrant } from '../tokens/grants.ts'
import type { Authorized } from '../verify/authorize.ts'
import { asksForToken } from '../verify/request-parameters.ts'

export async function grantedMembers(
  server: Server,
  door: Door,
  granted: Authorized & { readonly scope: string },
): Promise<readonly FormPair[]> {
  const { request, client, session, scope } = granted
  const { userId, authTime } = session
  if (asksForToken(request)) return tokenMembers(server, door, granted)
  return [['code', await issueCode(server, door, { request, client, userId, scope, authTime })]]
}

/** Nobody gets here where `response-type-supported` holds. §4.2.2: no refresh token. */
async function tokenMembers(
  server: Server,
  door: Door,
  { request, client, session, scope }: Authorized & { readonly scope: string },
): Promise<readonly FormPair[]> {
  const grant = await startGrant(server, {
    door: door.slug,
    client_id: client.client_id,
    sub: session.userId,
    scope,
    audience: audienceOf(server, request.resource) ?? [issuerOf(server)],
    authTime: session.authTime,
  })
  const issued = await issueTokens(server, grant, { client, scope, withRefresh: false })
  return [
    ['access_token', issued.accessToken],
    ['token_type', issued.tokenType],
    ['expires_in', String(issued.expiresIn)],
    ['scope', issued.scope],
  ]
}
