/** The resource owner password credentials grant (RFC 6749 §4.3), retired: only a weakened world serves it. */
import { equalConstantTime } from '@lockstep/crypto/bytes'
import { octets } from '@lockstep/http/message'
import type { Server } from '../../../scheme.ts'
import { hashOf } from '../../clients.ts'
import { issuerOf } from '../../door.ts'
import { startGrant } from '../../grants.ts'
import { findOwner } from '../../owners.ts'
import { scopeValues } from '../../scope-values.ts'
import { checkScope } from './scope.ts'
import { type Granted, granted, type TokenRequest, type TokenRun } from './token-request.ts'

export async function judgePassword(request: TokenRequest, server: Server, run: TokenRun): Promise<Granted> {
  const { client, door, form } = request
  const owner = findOwner(server, form.value('username') ?? '')
  // Hashes of equal length: how long the password is must not show in the time.
  const matches = equalConstantTime(
    octets(hashOf(form.value('password') ?? '')),
    octets(hashOf(owner?.password ?? '')),
  )
  const { userId } = run.need(matches && owner, 'resource-owner-authenticated', {
    expected: 'a user on record, with the password',
    actual: matches && owner ? 'the same' : 'another password, or no such user',
  })
  const registered = scopeValues(client.scope).filter((value) => door.scopes.includes(value))
  const limits = { scope: registered.join(' '), audience: [issuerOf(server)] }
  const { scope, audience } = checkScope(request, server, limits, run)
  const grant = await startGrant(server, {
    door: door.slug,
    client_id: client.client_id,
    sub: userId,
    scope,
    audience,
    authTime: Math.floor(server.now / 1000),
  })
  return granted(request, { grant, scope, audience })
}
