/** What the stories are made of: a login, who it was for, and ID Tokens that somebody wrote anew. */
import { base64url } from '@lockstep/crypto/base64'
import { octets } from '@lockstep/http/message'
import { bodyOf, expected, locationOf } from '../../oauth2/attacks/moves.ts'
import { findOwner } from '../../oauth2/authorization/owners.ts'
import type { PersonCredentials } from '../../oauth2/sandbox.ts'
import type { Exchange, World } from '../../scheme.ts'
import type { UserAgent } from '../../user-agent.ts'
import type { Json } from '../client.ts'
import { signFor } from '../id-token.ts'
import { readIdToken } from '../relying-party/id-token-form.ts'
import type { OidcCredentials } from '../sandbox.ts'

export function credentialsIn(world: World): OidcCredentials {
  return world.credentials
}

export function beginAt({ base }: World, query = ''): string {
  return `${base}/oidc/client/begin${query}`
}

/** Begins at the client, logs in at the provider and agrees. The last exchange is where that leads. */
export async function logIn(
  userAgent: UserAgent,
  world: World,
  { userId, password }: PersonCredentials,
  query = '',
): Promise<Exchange> {
  const page = await userAgent.visit(beginAt(world, query))
  // The client sent nobody off.
  if (page.response.status !== 200) return page
  await userAgent.submit([
    ['userId', userId],
    ['password', password],
  ])
  return agree(userAgent)
}

export function agree(userAgent: UserAgent): Promise<Exchange> {
  return userAgent.submit([['decision', 'approve']])
}

/** Whom the client's page calls logged in; null where it calls nobody so. */
export function loggedIn(page: Exchange | undefined): string | null {
  if (page?.response.status !== 200) return null
  return /<code id="sub">([^<]*)<\/code>/.exec(bodyOf(page))?.[1] ?? null
}

/** What UserInfo says of a person. */
export function profileOf(world: World, userId: string): Json {
  const { name, email } = expected(findOwner(world.server, userId), `a person called ${userId}`)
  return { sub: userId, name, email }
}

/** An ID Token with other claims, signed by the provider: one that it gave out on another occasion. */
export function signedAnew(world: World, idToken: unknown, change: Json): Promise<string> {
  return signFor(world.server, 'RS256', { ...formOf(idToken).claims.object, ...change })
}

/** An ID Token with other claims under the signature that it had. */
export function editedUnder(idToken: unknown, change: Json): string {
  const { header, claims, encodedSignature } = formOf(idToken)
  return `${header.encoded}.${encoded({ ...claims.object, ...change })}.${encodedSignature}`
}

/** An ID Token with other claims and no signature at all (RFC 7519 §6). */
export function unsigned(idToken: unknown, change: Json): string {
  const { header, claims } = formOf(idToken)
  return `${encoded({ ...header.object, alg: 'none' })}.${encoded({ ...claims.object, ...change })}.`
}

/** Where a user agent was about to go. */
export function locationIn(exchange: Exchange): string {
  return expected(locationOf(exchange), 'a redirect')
}

function formOf(idToken: unknown) {
  const form = readIdToken(String(idToken))
  if (typeof form === 'string') throw new Error(`Unexpected ID Token of an honest flow: ${form}`)
  return form
}

function encoded(object: Json): string {
  return base64url.encode(octets(JSON.stringify(object)))
}
