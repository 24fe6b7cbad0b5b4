/** What the stories of the attacks are made of: Ada's honest moves, and what Mallory can do with what she has. */
import { base64url } from '@lockstep/crypto/base64'
import { equalConstantTime } from '@lockstep/crypto/bytes'
import { hmacSha256 } from '@lockstep/crypto/mac'
import { type HttpRequest, octets } from '@lockstep/http/message'
import { signToken } from '../jose/sign-token.ts'
import type { Exchange, World } from '../scheme.ts'
import { accessTokenOf, buildBearer, buildLogin } from './credentials.ts'
import { type IssuedToken, issueToken, type TokenChanges } from './issue-token.ts'
import { type JwtCredentials, legacyKid } from './sandbox.ts'

/** A call to the protected endpoint with this token. */
export function callWith(world: World, token: string, method = 'GET'): HttpRequest {
  return buildBearer(method, `${world.base}/jwt/whoami`, token).request
}

/** Ada logs in; the token that she gets. */
export async function logIn(world: World): Promise<string> {
  const { userId, password }: JwtCredentials = world.credentials
  const answered = await world.send('user-agent', buildLogin(world.base, { userId, password }).request)
  const { body } = answered.response
  const token = 'text' in body ? accessTokenOf(body.text) : undefined
  if (token === undefined) throw new Error('Unexpected answer to the log-in of Ada, expected a token')
  return token
}

/** A token of this world's issuer, as something else than a log-in asked for it. */
export function issuedIn(world: World, changes: TokenChanges = {}): Promise<IssuedToken> {
  return issueToken(world.server, changes)
}

/** Members of a token that Mallory writes, on top of those of a good one. `undefined` leaves one out. */
export type Forgery = Required<Pick<TokenChanges, 'header' | 'claims'>>

/**
 * A token of Mallory's own: she knows from any token what one looks like here, and signs with what she has. The server
 * signs nothing of it.
 */
export async function forged(
  world: World,
  { header, claims }: Forgery,
  alg: Parameters<typeof signToken>[1],
  key: Parameters<typeof signToken>[2],
): Promise<string> {
  const model = await issuedIn(world)
  const texts = {
    header: JSON.stringify({ ...model.header, ...header }),
    claims: JSON.stringify({ ...model.claims, ...claims }),
  }
  return (await signToken(texts, alg, key)).token
}

/** A token of the older program, signed with a secret that somebody thought of. */
export async function legacyToken(world: World): Promise<string> {
  const { legacyKey }: JwtCredentials = world.credentials
  const key = { kid: legacyKid, privateJwk: legacyKey }
  return (await issuedIn(world, { alg: 'HS256', key, claims: { sub: 'printer', scope: 'notes:read' } })).token
}

/** True for the secret that a token was signed with by HS256. Nobody is asked. */
export function isSecretOf(word: string, token: string): boolean {
  const end = token.lastIndexOf('.')
  const mac = hmacSha256(octets(word), octets(token.slice(0, end)))
  return equalConstantTime(octets(base64url.encode(mac)), octets(token.slice(end + 1)))
}

/** The token that an exchange carried in its Authorization field. */
export function bearerTokenOf({ request: { headers } }: Pick<Exchange, 'request'>): string | undefined {
  const value = headers.find(([name]) => name.toLowerCase() === 'authorization')?.[1]
  return value === undefined ? undefined : /^bearer +(\S+)$/i.exec(value)?.[1]
}

/** Whom an exchange let in, or null. */
export function letIn({ response, verdict }: Exchange): string | null {
  return response.status === 200 ? (verdict?.principal?.id ?? null) : null
}
