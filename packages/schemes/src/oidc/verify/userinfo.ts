/** SERVER HALF of the UserInfo Endpoint (Core §5.3): an API of the provider's own, for the scope `openid`. */
import type { HttpRequest } from '@lockstep/http/message'
import { scopeValues } from '../../oauth2/authorization/scope-values.ts'
import type { OAuthClient } from '../../oauth2/clients/client-metadata.ts'
import { findClient } from '../../oauth2/clients/clients.ts'
import {
  type AccessTokenRow,
  findAccessToken,
  isAccessTokenAlive,
} from '../../oauth2/tokens/access-tokens.ts'
import { findGrant } from '../../oauth2/tokens/grants.ts'
import { readJwtAccessToken } from '../../oauth2/tokens/jwt-access-token.ts'
import {
  boundTokenChecks,
  judgeBoundToken,
  judgeProof,
  judgeSingleUse,
  proofChecks,
  singleUseCheck,
} from '../../oauth2/verify/dpop.ts'
import { readForm } from '../../oauth2/verify/form.ts'
import { transports } from '../../oauth2/verify/whoami.ts'
import { branches, type Checks, verifier } from '../../run-checks.ts'
import type { Principal, Server } from '../../scheme.ts'
import { type OidcRules, rules } from './rules.ts'

const start = [
  ['access-token-present', 'Core §5.3.1; RFC 6750 §2.1, §2.2'],
  ['one-transport', 'RFC 6750 §2, §3.1'],
  ['access-token-known', 'Core §5.3.3; RFC 6750 §3.1'],
  ['access-token-alive', 'Core §5.3.3; RFC 6750 §3.1'],
] as const
const certificate = ['certificate-matches-token', 'RFC 8705 §3'] as const
const openid = ['openid-scope-granted', 'Core §5.3.1; RFC 6750 §3.1'] as const

/** A bound token is as bound here as at any API: the provider holds what is worth stealing. */
const userInfoLists = branches('userinfo', {
  bearer: [...start, ['bound-token-not-as-bearer', 'RFC 9449 §7.2'], certificate, openid],
  dpop: [...start, certificate, ...proofChecks, ...boundTokenChecks, openid, singleUseCheck],
})

export type UserInfoAsked = {
  readonly principal: Principal
  readonly sub: string
  readonly scope: string
  /** Whom the answer is for. */
  readonly client: OAuthClient | undefined
  /** The `claims` parameter of the request that this token goes back to. */
  readonly claims: Readonly<Record<string, unknown>> | undefined
}

export const verifyUserInfo = verifier(
  rules,
  userInfoLists,
  async (request: HttpRequest, server: Server, checks: Checks<OidcRules>): Promise<UserInfoAsked> => {
    const { need, check, branch } = checks
    const came = transports(request)
    // Core §5.3.1 recommends the field; RFC 6750 §2.2 also knows the form of a POST. A token in a query is nowhere taken.
    const posted = request.method === 'POST' ? readForm(request).value('access_token') : undefined
    const [field] = came.fields
    const isProven = field?.authScheme === 'DPoP'
    branch(isProven ? 'dpop' : 'bearer')
    const accessToken = need(field?.accessToken ?? posted, 'access-token-present', {
      expected: 'an access token in the Authorization field, or in the form of a POST',
      actual: field ? `Authorization: ${field.authScheme}` : posted === undefined ? 'none' : 'the content',
    })
    const places = [...came.fields.map(({ authScheme }) => `Authorization: ${authScheme}`), ...came.others]
    check(places.length === 1, 'one-transport', { expected: 'one place', actual: places.join(', ') })
    const token = need(await rowOf(server, accessToken), 'access-token-known', {
      expected: 'an access token of this server for a user',
      actual: 'another text',
    })
    const alive = await isAccessTokenAlive(server, token)
    check(alive, 'access-token-alive', {
      expected: 'a token that is neither expired nor revoked',
      actual: alive ? 'that' : server.now >= token.expiresAt ? 'expired' : 'revoked',
    })
    if (!isProven) {
      check(token.jkt === undefined, 'bound-token-not-as-bearer', {
        expected: 'a token that is bound to no key',
        actual: token.jkt === undefined ? 'that' : `bound to ${token.jkt}`,
      })
    }
    const shown = server.connection.clientCertificate?.thumbprint
    check(token.x5t === undefined || token.x5t === shown, 'certificate-matches-token', {
      expected: token.x5t ?? 'any: this token is bound to no certificate',
      actual: shown ?? 'no certificate',
    })
    const proven = isProven ? await judgeProof(request, server, checks) : undefined
    if (proven) judgeBoundToken(proven, { accessToken, boundTo: token.jkt }, checks)
    const { sub, scope, client_id } = token
    check(scopeValues(scope).includes('openid'), 'openid-scope-granted', {
      expected: 'openid',
      actual: scope === '' ? 'no scope' : scope,
    })
    if (proven) await judgeSingleUse(server, proven, checks)
    return {
      principal: { type: 'user', id: sub, client: client_id, scope },
      sub,
      scope,
      client: await findClient(server, client_id),
      claims: (await findGrant(server, token.grantId))?.claims,
    }
  },
)

/** What a token that acts for a user stands for, of either form; a client has no claims about itself. */
async function rowOf(
  server: Server,
  token: string,
): Promise<(AccessTokenRow & { readonly sub: string }) | undefined> {
  const row = token.includes('.')
    ? await readJwtAccessToken(server, token)
    : await findAccessToken(server, token)
  return row?.sub === undefined ? undefined : { ...row, sub: row.sub }
}
