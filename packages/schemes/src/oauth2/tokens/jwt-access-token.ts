/** Access tokens as JWTs (RFC 9068): what the API has to know stands in them, signed. */
import { type CompactForm, readCompactForm } from '../../jose/compact-form.ts'
import { signToken } from '../../jose/sign-token.ts'
import { signatureHolds } from '../../jose/signature-holds.ts'
import type { Server } from '../../scheme.ts'
import { issuerOf } from '../door.ts'
import { type AccessTokenRow, grantIdOf } from './access-tokens.ts'
import { publicKeyOf, type SigningAlgorithm, type SigningKey, signingKeyFor } from './keys.ts'

/** RFC 9068 leaves the choice: an ES256 signature has 64 octets, one by RS256 has 256. */
export const accessTokenAlgorithm: SigningAlgorithm = 'ES256'

/** The token of what a row says (RFC 9068 §2). */
export async function mintJwtAccessToken(server: Server, row: AccessTokenRow): Promise<string> {
  const { kid, alg, privateJwk } = await signingKeyFor(server, accessTokenAlgorithm)
  const [audience] = row.audience
  const confirmation = {
    ...(row.jkt === undefined ? {} : { jkt: row.jkt }),
    ...(row.x5t === undefined ? {} : { 'x5t#S256': row.x5t }),
  }
  const claims = {
    iss: issuerOf(server),
    // §2.2: where no resource owner is involved, the sub identifies the client.
    sub: row.sub ?? row.client_id,
    aud: row.audience.length === 1 ? audience : row.audience,
    exp: Math.floor(row.expiresAt / 1000),
    iat: Math.floor(row.issuedAt / 1000),
    jti: row.jti,
    client_id: row.client_id,
    scope: row.scope,
    ...(row.authTime === undefined ? {} : { auth_time: row.authTime }),
    ...(Object.keys(confirmation).length === 0 ? {} : { cnf: confirmation }),
  }
  // §2.1: typ "at+jwt", so that nothing else that is signed here can pass for one.
  const texts = { header: JSON.stringify({ typ: 'at+jwt', alg, kid }), claims: JSON.stringify(claims) }
  return (await signToken(texts, alg, privateJwk)).token
}

/** The row that a JWT access token of this world stands for, whatever has become of it; undefined for any other text. */
export async function readJwtAccessToken(server: Server, token: string): Promise<AccessTokenRow | undefined> {
  const read = await readIssuedJwt(server, token)
  if (typeof read === 'string' || !isAccessTokenType(read.form)) return undefined
  return (await signatureHolds(read.form, read.key.alg, read.key.publicJwk))
    ? rowOfClaims(server, read.form.claims.object)
    : undefined
}

/** A JWT that names this issuer and one of its keys, before its signature is looked at; or what is wrong with it. */
export async function readIssuedJwt(
  server: Server,
  token: string,
): Promise<{ readonly form: CompactForm; readonly key: SigningKey } | string> {
  const form = readCompactForm(token)
  if (typeof form === 'string') return form
  const { alg, kid, crit } = form.header.object
  if (crit !== undefined) return 'a crit, and nothing critical is understood here'
  if (form.claims.object.iss !== issuerOf(server)) return 'another iss'
  const key = typeof kid === 'string' ? await publicKeyOf(server, kid) : undefined
  if (!key) return 'the kid of no key in the set'
  return alg === key.alg ? { form, key } : `an alg that the key is not for`
}

/** RFC 9068 §4: `at+jwt` or `application/at+jwt`; media types know no case (RFC 7515 §4.1.9). */
export function isAccessTokenType({ header }: Pick<CompactForm, 'header'>): boolean {
  const { typ } = header.object
  return typeof typ === 'string' && /^(application\/)?at\+jwt$/i.test(typ)
}

/** The claims as a row; undefined where one that RFC 9068 §2.2 requires is missing or of another kind. */
export function rowOfClaims(
  server: Pick<Server, 'since'>,
  claims: Readonly<Record<string, unknown>>,
): AccessTokenRow | undefined {
  const { sub, aud, exp, iat, jti, client_id, auth_time } = claims
  const audience = Array.isArray(aud) ? aud : [aud]
  if (typeof sub !== 'string' || typeof client_id !== 'string' || typeof jti !== 'string') return undefined
  if (typeof exp !== 'number' || typeof iat !== 'number') return undefined
  if (!audience.every((one): one is string => typeof one === 'string')) return undefined
  const { jkt, 'x5t#S256': x5t } = objectIn(claims.cnf)
  // A token says all of itself and so outlives the rows of a reset, unless it is taken as expired since then.
  const lost = server.since > 0 && iat < Math.floor(server.since / 1000)
  return {
    jti,
    grantId: grantIdOf(jti),
    client_id,
    ...(sub === client_id ? {} : { sub }),
    scope: typeof claims.scope === 'string' ? claims.scope : '',
    audience,
    issuedAt: iat * 1000,
    expiresAt: lost ? 0 : exp * 1000,
    ...(typeof jkt === 'string' ? { jkt } : {}),
    ...(typeof x5t === 'string' ? { x5t } : {}),
    format: 'jwt',
    ...(typeof auth_time === 'number' ? { authTime: auth_time } : {}),
  }
}

function objectIn(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}
}
