/** SERVER HALF of introspection (RFC 7662). */
import { equalConstantTime } from '@lockstep/crypto/bytes'
import { octets } from '@lockstep/http/message'
import { type Checks, list, verifier } from '../../run-checks.ts'
import type { Principal, Server } from '../../scheme.ts'
import { authenticateClient, presentedWays } from '../clients/client-authentication.ts'
import { isConfidential } from '../clients/client-metadata.ts'
import { hashOf } from '../clients/clients.ts'
import { mayTry, noteFailure, tryWindow } from '../clients/failed-tries.ts'
import { apiId, seededClientSecret } from '../clients/seeded-clients.ts'
import { issuerOf } from '../door.ts'
import { tooManyTries } from '../endpoints/refusal.ts'
import { type AccessTokenRow, findAccessToken, isAccessTokenAlive } from '../tokens/access-tokens.ts'
import { findGrant, isGrantRevoked } from '../tokens/grants.ts'
import { readJwtAccessToken } from '../tokens/jwt-access-token.ts'
import { findRefreshToken, isRefreshTokenInTime, isSpent } from '../tokens/refresh-tokens.ts'
import { type Form, readForm } from './form.ts'
import { type OAuth2Rules, rules } from './rules.ts'
import type { AtDoor } from './token/token-request.ts'

export const introspectionList = list('introspection', [
  ['caller-authenticated', 'RFC 7662 §2.1'],
  ['token-parameter-present', 'RFC 7662 §2.1'],
  ['token-meant-for-caller', 'RFC 7662 §2.2, §4'],
])

/** What the answer says: facts of a token that is alive, or that there is nothing to say (RFC 7662 §2.2). */
export type Introspected = {
  readonly principal: Principal
  readonly facts: Readonly<Record<string, unknown>>
}

/** Who asks: the API, or a client. */
type Caller = { readonly kind: 'api' | 'client'; readonly id: string }

/** A token that is alive, with what is told of it. */
type Live = {
  readonly client_id: string
  /** Absent for a refresh token, which is for this server alone. */
  readonly audience?: readonly string[]
  readonly facts: Readonly<Record<string, unknown>>
}

export async function judgeIntrospection(
  message: AtDoor,
  server: Server,
  { need, check }: Checks<OAuth2Rules>,
): Promise<Introspected> {
  const form = readForm(message.request)
  const { caller, flaw } = await callerOf(message, server, form)
  const by: Caller = check.or(
    flaw === undefined && caller,
    'caller-authenticated',
    // Whoever says who it is, is.
    { without: () => caller ?? { kind: 'client', id: 'nobody' } },
    { expected: 'the API or a client, proven', actual: flaw ?? 'proven' },
  )
  const token = need(form.repeated === undefined && form.value('token'), 'token-parameter-present', {
    expected: 'one token',
    actual:
      form.flaw ?? (form.repeated === undefined ? 'none' : `${form.repeated.slice(0, 64)} more than once`),
  })
  const live = await liveToken(server, token)
  check(live === undefined || isMeantFor(server, live, by), 'token-meant-for-caller', {
    expected: by.kind === 'api' ? `a token for ${issuerOf(server)}` : `a token of ${by.id}`,
    actual: live
      ? `a token of ${live.client_id} for ${live.audience?.join(' ') ?? 'this server'}`
      : 'no token that is alive',
  })
  return { principal: { type: 'client', id: by.id }, facts: live?.facts ?? { active: false } }
}

export const verifyIntrospection = verifier(rules, introspectionList, judgeIntrospection)

/** RFC 7662 §4: without authentication anybody could try strings until one is a token. A public client proves nothing. */
async function callerOf(
  message: AtDoor,
  server: Server,
  form: Form,
): Promise<{ caller?: Caller; flaw?: string }> {
  const ways = presentedWays(message.request, form)
  const [first] = ways
  if (first?.clientId === apiId && ways.length === 1) return apiOf(message, server, first)
  const { client, proven, flaw, limited } = await authenticateClient(message.request, server, form)
  if (limited) message.refusal = tooManyTries(tryWindow)
  const caller: Caller | undefined = client && { kind: 'client', id: client.client_id }
  const known = caller ? { caller } : {}
  if (proven && client && isConfidential(client)) return known
  return { ...known, flaw: flaw ?? 'a public client' }
}

/** The API has a secret, and nothing else of a client. */
async function apiOf(
  message: AtDoor,
  server: Server,
  { method, secret }: { method: string; secret?: string },
): Promise<{ caller: Caller; flaw?: string }> {
  const caller: Caller = { kind: 'api', id: apiId }
  if (method !== 'client_secret_basic' || secret === undefined)
    return { caller, flaw: `${method}, not Basic` }
  if (!(await mayTry(server, apiId))) {
    message.refusal = tooManyTries(tryWindow)
    return { caller, flaw: 'too many failed tries' }
  }
  const expected = hashOf(seededClientSecret(server, apiId))
  if (equalConstantTime(octets(hashOf(secret)), octets(expected))) return { caller }
  await noteFailure(server, apiId)
  return { caller, flaw: 'another secret' }
}

/** An API hears of the tokens that are for it, a client of its own (RFC 7662 §4: no more than the caller needs). */
function isMeantFor(server: Server, { client_id, audience }: Live, { kind, id }: Caller): boolean {
  const api = issuerOf(server)
  if (kind === 'client') return client_id === id
  return audience?.some((one) => one === api || one.startsWith(`${api}/`)) ?? false
}

/** `token_type_hint` is not needed: a token is found by what it is, whatever the hint says (RFC 7662 §2.1). */
async function liveToken(server: Server, token: string): Promise<Live | undefined> {
  const row = (await findAccessToken(server, token)) ?? (await readJwtAccessToken(server, token))
  if (row) return (await isAccessTokenAlive(server, row)) ? liveAccessToken(server, row) : undefined
  const refresh = await findRefreshToken(server, token)
  const grant = refresh && (await findGrant(server, refresh.grantId))
  if (!refresh || !grant) return undefined
  const isOver = !isRefreshTokenInTime(server, refresh) || (await isSpent(server, refresh))
  if (isOver || (await isGrantRevoked(server, grant.id))) return undefined
  return {
    client_id: refresh.client_id,
    facts: {
      active: true,
      scope: grant.scope,
      client_id: refresh.client_id,
      ...(grant.sub === undefined ? {} : { username: grant.sub, sub: grant.sub }),
      iss: issuerOf(server),
      iat: seconds(refresh.issuedAt),
      exp: seconds(Math.min(refresh.idleEndsAt, refresh.familyEndsAt)),
      ...confirmation(refresh),
    },
  }
}

function liveAccessToken(server: Server, row: AccessTokenRow): Live {
  const [only] = row.audience
  return {
    client_id: row.client_id,
    audience: row.audience,
    facts: {
      active: true,
      scope: row.scope,
      client_id: row.client_id,
      ...(row.sub === undefined ? {} : { username: row.sub }),
      token_type: row.jkt === undefined ? 'Bearer' : 'DPoP',
      exp: seconds(row.expiresAt),
      iat: seconds(row.issuedAt),
      sub: row.sub ?? row.client_id,
      aud: row.audience.length === 1 ? only : row.audience,
      iss: issuerOf(server),
      jti: row.jti,
      ...confirmation(row),
    },
  }
}

/** RFC 9449 §6.2, RFC 8705 §3.2. */
function confirmation({ jkt, x5t }: { jkt?: string; x5t?: string }) {
  if (jkt === undefined && x5t === undefined) return {}
  return {
    cnf: { ...(jkt === undefined ? {} : { jkt }), ...(x5t === undefined ? {} : { 'x5t#S256': x5t }) },
  }
}

function seconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000)
}
