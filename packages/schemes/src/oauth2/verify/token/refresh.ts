/** Refreshing (RFC 6749 §6): each refresh token once, and a second use ends the family (RFC 9700 §4.14.2). */
import type { Server } from '../../../scheme.ts'
import { missing } from '../../endpoints/refusal.ts'
import { findGrant, isGrantRevoked, revokeGrant } from '../../tokens/grants.ts'
import {
  findRefreshToken,
  isRefreshTokenInTime,
  type RefreshTokenRow,
  spendRefreshToken,
} from '../../tokens/refresh-tokens.ts'
import { checkScope } from './scope.ts'
import { type Granted, granted, type TokenRequest, type TokenRun } from './token-request.ts'

export async function judgeRefresh(request: TokenRequest, server: Server, run: TokenRun): Promise<Granted> {
  const { need, check } = run
  const { client, form } = request
  const given = form.value('refresh_token')
  if (given === undefined) request.refusal = missing('refresh_token')
  const found = given === undefined ? undefined : await findRefreshToken(server, given)
  const kept = found && (await findGrant(server, found.grantId))
  const { token, grant } = need(found && kept && { token: found, grant: kept }, 'refresh-token-known', {
    expected: 'a refresh token on record',
    actual: given === undefined ? 'none' : found ? 'on record' : 'another',
  })
  check(token.client_id === client.client_id, 'refresh-token-issued-to-client', {
    expected: token.client_id,
    actual: client.client_id,
  })
  const revoked = await isGrantRevoked(server, grant.id)
  check(!revoked && isRefreshTokenInTime(server, token), 'grant-alive', {
    expected: `not revoked, before ${new Date(Math.min(token.idleEndsAt, token.familyEndsAt)).toISOString()}`,
    actual: revoked ? 'revoked' : new Date(server.now).toISOString(),
  })
  const flaw = keyFlaw(token, request)
  check(flaw === undefined, 'refresh-key-matches', {
    expected: token.jkt ?? token.x5t ?? 'no key',
    actual: flaw ?? 'as expected',
  })
  const { scope, audience } = checkScope(request, server, grant, run)
  const unused = await spendRefreshToken(server, token)
  // Two hold the family, and the server cannot tell which of them is honest: neither goes on with it. Where this check
  // is taken away the server does not keep count, and both do.
  if (!unused && server.without !== 'refresh-token-unused') await revokeGrant(server, grant.id)
  check(unused, 'refresh-token-unused', { expected: 'the first exchange' })
  // Core §12.2: the ID Token of a refresh "SHOULD NOT have a nonce Claim". The first one has answered it.
  const { nonce: _answered, ...rest } = grant
  return granted(request, { grant: rest, scope, audience })
}

/** RFC 9449 §5: a public client's is bound to its key, for nothing else holds it; RFC 8705 §4 says it of certificates. */
function keyFlaw(token: RefreshTokenRow, { jkt, x5t }: TokenRequest): string | undefined {
  if (token.jkt !== undefined && token.jkt !== jkt) return jkt === undefined ? 'no proof' : 'another key'
  if (token.x5t !== undefined && token.x5t !== x5t)
    return x5t === undefined ? 'no certificate' : 'another certificate'
  return undefined
}
