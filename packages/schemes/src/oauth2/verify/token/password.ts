/** The resource owner password credentials grant (RFC 6749 §4.3), retired: only a weakened world serves it. */
import type { Server } from '../../../scheme.ts'
import { tryPassword } from '../../../try-password.ts'
import { findOwner } from '../../authorization/owners.ts'
import { scopeValues } from '../../authorization/scope-values.ts'
import { tryWindow } from '../../clients/failed-tries.ts'
import { issuerOf } from '../../door.ts'
import { tooManyTries } from '../../endpoints/refusal.ts'
import { startGrant } from '../../tokens/grants.ts'
import { checkScope } from './scope.ts'
import { type Granted, granted, type TokenRequest, type TokenRun } from './token-request.ts'

export async function judgePassword(request: TokenRequest, server: Server, run: TokenRun): Promise<Granted> {
  const { client, door, form } = request
  const userId = form.value('username') ?? ''
  const owner = findOwner(server, userId)
  const given = { userId, password: form.value('password') ?? '' }
  const tried = await tryPassword(server, 'oauth2', given, owner?.password)
  if (tried === 'too-many') request.refusal = tooManyTries(tryWindow)
  const { userId: sub } = run.need(tried === 'right' && owner, 'resource-owner-authenticated', {
    expected: 'a user on record, with the password',
    actual: said[tried],
  })
  const registered = scopeValues(client.scope).filter((value) => door.scopes.includes(value))
  const limits = { scope: registered.join(' '), audience: [issuerOf(server)] }
  const { scope, audience } = checkScope(request, server, limits, run)
  const grant = await startGrant(server, {
    door: door.slug,
    client_id: client.client_id,
    sub,
    scope,
    audience,
    authTime: Math.floor(server.now / 1000),
  })
  return granted(request, { grant, scope, audience })
}

const said = {
  right: 'the same',
  wrong: 'another password, or no such user',
  'too-many': 'too many failed tries',
} as const
