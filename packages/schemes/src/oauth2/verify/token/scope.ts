import type { Server } from '../../../scheme.ts'
import { scopeValues } from '../../authorization/scope-values.ts'
import { oauthError } from '../../endpoints/refusal.ts'
import { narrowedAudience } from '../../tokens/audience.ts'
import type { Grant } from '../../tokens/grants.ts'
import type { TokenRequest, TokenRun } from './token-request.ts'

type Limits = Pick<Grant, 'scope' | 'audience'>

/**
 * `scope-within-grant`: what is asked for now is no more than there is, in scope (RFC 6749 §6, §3.3) and in resources
 * (RFC 8707 §2.2). Nothing asked for is all there is.
 */
export function checkScope(
  request: TokenRequest,
  server: Server,
  limits: Limits,
  { check }: TokenRun,
): { scope: string; audience: readonly string[] } {
  const asked = request.form.value('scope')
  const allowed = scopeValues(limits.scope)
  const values = asked === undefined ? allowed : scopeValues(asked)
  const isWithin = values.length > 0 && values.every((value) => allowed.includes(value))
  const resources = request.form.values('resource')
  const audience = narrowedAudience(server, limits.audience, resources)
  if (!audience)
    request.refusal = oauthError(400, 'invalid_target', 'The resource lies outside of what was granted.')
  check(isWithin && audience !== undefined, 'scope-within-grant', {
    expected: audience ? limits.scope : `a resource within ${limits.audience.join(' ')}`,
    actual: audience ? values.join(' ').slice(0, 256) : `resource ${resources.join(' ').slice(0, 256)}`,
  })
  return { scope: values.join(' '), audience: audience ?? limits.audience }
}
