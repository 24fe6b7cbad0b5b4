/** SERVER HALF: what an authorization request says (RFC 6749 §4.1.1), pushed or brought by the user agent. */
import type { Checks } from '../../run-checks.ts'
import type { Server } from '../../scheme.ts'
import type { AuthorizationRequest } from '../authorization/authorization-request.ts'
import { type AuthorizationVisit, isOpenId } from '../authorization/authorization-visit.ts'
import { scopeValues } from '../authorization/scope-values.ts'
import { isConfidential, type OAuthClient } from '../clients/client-metadata.ts'
import { isRegistered } from '../clients/redirect-uris.ts'
import { audienceOf } from '../tokens/audience.ts'
import type { OAuth2Rules } from './rules.ts'

/** What every authorization request has to fulfil, whoever brings it. */
export const requestChecks = [
  ['client-known', 'RFC 6749 §4.1.2.1'],
  ['redirect-uri-registered', 'RFC 9700 §4.1.3'],
  ['parameters-unique', 'RFC 6749 §3.1'],
  ['pushed-when-required', 'RFC 9126 §4'],
  ['response-type-supported', 'RFC 6749 §3.1.1'],
  ['grant-allowed-to-client', 'RFC 6749 §4.1.2.1'],
  ['code-challenge-present', 'RFC 7636 §4.4.1'],
  ['code-challenge-method-is-s256', 'RFC 9700 §2.1.1'],
  ['scope-known', 'RFC 6749 §3.3'],
] as const

/** What the pushed-authorization endpoint and the authorization endpoint both judge, after the client was found. */
export function judgeParameters(
  visit: Pick<AuthorizationVisit, 'door' | 'read' | 'request' | 'pushed'> & { readonly asking: OAuthClient },
  server: Server,
  { check, moot }: Checks<OAuth2Rules>,
  pushing = false,
): { readonly request: AuthorizationRequest } {
  const { read, request, asking } = visit
  check(isRegistered(server, asking, request.redirect_uri), 'redirect-uri-registered', {
    expected: asking.redirect_uris.join(' or ') || 'none is registered',
    actual: shown(request.redirect_uri, 'no redirect_uri'),
  })
  check(read.repeated.length === 0, 'parameters-unique', {
    expected: 'each parameter once',
    actual: read.repeated.length === 0 ? 'each once' : `${read.repeated.join(', ')} more than once`,
  })
  const mustPush = asking.require_pushed_authorization_requests === true
  const byOtherMeans = foreignReference(visit)
  const pushed = pushing || visit.pushed !== undefined
  check(!byOtherMeans && (!mustPush || pushed), 'pushed-when-required', {
    expected: mustPush ? 'a pushed request' : 'parameters, or a request_uri of this server',
    actual: byOtherMeans ?? (pushed ? 'a pushed request' : 'parameters'),
  })
  const asksForCode = request.response_type === 'code'
  const readableMode = !read.malformed.includes('response_mode')
  check(asksForCode && readableMode, 'response-type-supported', {
    expected: readableMode ? 'code' : 'response_mode query, fragment or form_post',
    actual: readableMode ? shown(request.response_type, 'no response_type') : 'another response_mode',
  })
  // Only where that check was taken away does anybody get this far with it: no code, so nothing for PKCE to protect.
  const token = asksForToken(request)
  if (token) moot('code-challenge-present', 'code-challenge-method-is-s256')
  const grantType = token ? 'implicit' : 'authorization_code'
  check(asking.grant_types.includes(grantType), 'grant-allowed-to-client', {
    expected: grantType,
    actual: asking.grant_types.join(', ') || 'no grant type',
  })
  if (!token) judgeChallenge(request, asking, check)
  return { request: { ...request, scope: judgeScope(visit, server, check) } }
}

/** True where the token itself is asked for, in the address (RFC 6749 §4.2.1). */
export function asksForToken({ response_type }: Pick<AuthorizationRequest, 'response_type'>): boolean {
  return response_type.split(' ').includes('token')
}

/** RFC 9101 and Core §6: a request in a JWT, or behind an address. This server reads neither, and ignores neither. */
export function foreignReference({
  read,
}: Pick<AuthorizationVisit, 'read'>): 'a Request Object' | 'a request_uri of another server' | undefined {
  if (read.hasRequestObject) return 'a Request Object'
  const ours =
    read.request_uri === undefined || read.request_uri.startsWith('urn:ietf:params:oauth:request_uri:')
  return ours ? undefined : 'a request_uri of another server'
}

function judgeChallenge(
  { code_challenge: challenge, code_challenge_method: method }: AuthorizationRequest,
  client: OAuthClient,
  check: Checks<OAuth2Rules>['check'],
): void {
  const needed = needsPkce(client)
  check(challenge !== undefined || !needed, 'code-challenge-present', {
    expected: needed ? 'a code_challenge' : 'a code_challenge or none',
    actual: challenge === undefined ? 'none' : 'a code_challenge',
  })
  // RFC 7636 §4.3: without a method it is `plain`. §4.2: the SHA-256 in base64url is 43 characters long.
  const isHash = challenge !== undefined && /^[A-Za-z0-9_-]{43}$/.test(challenge)
  check(challenge === undefined || (method === 'S256' && isHash), 'code-challenge-method-is-s256', {
    expected: challenge === undefined ? 'nothing to hash' : 'S256 and 43 characters of base64url',
    actual:
      challenge === undefined
        ? 'no code_challenge'
        : `${shown(method ?? 'plain', 'plain')} and ${challenge.length} characters`,
  })
}

/** RFC 9700 §2.1.1: public clients MUST use PKCE. A confidential one where it is set to. */
function needsPkce(client: OAuthClient): boolean {
  if (client.lab === 'no-pkce') return false
  return !isConfidential(client) || client.require_pkce === true
}

/** Gives the scope that the request comes to. */
function judgeScope(
  visit: Parameters<typeof judgeParameters>[0],
  server: Server,
  check: Checks<OAuth2Rules>['check'],
): string {
  const { door, request, asking } = visit
  const allowed = scopeValues(asking.scope).filter((value) => door.scopes.includes(value))
  const asked = scopeValues(request.scope)
  // Core §3.1.2.1: values that are not understood SHOULD be ignored. RFC 6749 §4.1.2.1 has `invalid_scope` for them.
  const meant = isOpenId(visit) ? asked.filter((value) => door.scopes.includes(value)) : asked
  // RFC 6749 §3.3: none asked for means a default. An ID Token is for those who ask.
  const scope = asked.length > 0 ? meant : allowed.filter((value) => value.startsWith('notes:'))
  const known = scope.length > 0 && scope.every((value) => allowed.includes(value))
  const audience = audienceOf(server, request.resource)
  check(known && audience !== undefined, 'scope-known', {
    expected: known ? 'a resource of this server' : allowed.join(' ') || 'no scope at all',
    actual: known
      ? (request.resource?.join(' ') ?? scope.join(' ')).slice(0, 200)
      : shown(asked.join(' '), 'none'),
  })
  return scope.join(' ')
}

/** What came, as far as a trace has to tell it. */
export function shown(value: string, otherwise: string): string {
  return value === '' ? otherwise : value.slice(0, 200)
}
