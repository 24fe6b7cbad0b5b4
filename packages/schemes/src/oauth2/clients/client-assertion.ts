/** `private_key_jwt`: a JWT that the client signed itself (RFC 7523 §2.2, §3; OpenID Connect Core §9). */
import { type CompactForm, readCompactForm } from '../../jose/compact-form.ts'
import { algorithmNamed, keyPairKinds } from '../../jose/jwt-algorithm.ts'
import { signatureHolds } from '../../jose/signature-holds.ts'
import type { Server } from '../../scheme.ts'
import { issuerOf } from '../door.ts'
import type { OAuthClient } from './client-metadata.ts'
import { hashOf } from './clients.ts'

export const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/** Seconds that an assertion may still be good for: as long is its jti remembered. */
const longestLife = 3600
/** Seconds by which clocks may differ. */
const leeway = 30

/** The client that an assertion says it comes from, unverified. */
export function clientNamedBy(assertion: string): string | undefined {
  const read = readCompactForm(assertion)
  const sub = typeof read === 'string' ? undefined : read.claims.object.sub
  return typeof sub === 'string' ? sub : undefined
}

/**
 * What is wrong with an assertion of this client, in words; undefined where it holds. Its jti is spent last, once all the
 * rest holds: what nobody could have sent must not use it up.
 */
export async function assertionFlaw(
  server: Server,
  client: OAuthClient,
  assertion: string,
): Promise<string | undefined> {
  const read = readCompactForm(assertion)
  if (typeof read === 'string') return `an assertion that cannot be read: ${read}`
  if (!(await isSignedBy(client, read))) return 'a signature by no key of this client'
  const claims = claimsFlaw(server, client, read.claims.object)
  if (claims !== undefined) return claims
  const jti = `${client.client_id} ${read.claims.object.jti}`
  const first = await server.store.claim(`oauth2/assertions/${hashOf(jti)}`, { ttl: longestLife + leeway })
  return first ? undefined : 'a jti that was used before'
}

async function isSignedBy({ jwks }: OAuthClient, read: CompactForm): Promise<boolean> {
  const { kid, crit } = read.header.object
  const alg = algorithmNamed(read.header.object.alg)
  // A MAC under a public key would be a signature by everyone (RFC 8725 §2.1). No extension is understood here.
  if (alg === undefined || alg === 'HS256' || crit !== undefined) return false
  for (const key of jwks?.keys ?? []) {
    const ids = key as { kid?: unknown; alg?: unknown; use?: unknown }
    if (kid !== undefined && ids.kid !== undefined && ids.kid !== kid) continue
    if (ids.alg !== undefined && algorithmNamed(ids.alg) !== alg) continue
    if (ids.use !== undefined && ids.use !== 'sig') continue
    if (key.kty !== keyTypes[keyPairKinds[alg]]) continue
    if (await signatureHolds(read, alg, key)) return true
  }
  return false
}

const keyTypes = { rsa: 'RSA', 'p-256': 'EC', ed25519: 'OKP' } as const

/** RFC 7523 §3, and Core §9 for the jti. */
function claimsFlaw(
  server: Server,
  { client_id }: OAuthClient,
  { iss, sub, aud, exp, nbf, iat, jti }: Readonly<Record<string, unknown>>,
): string | undefined {
  const now = server.now / 1000
  if (iss !== client_id || sub !== client_id) return 'an iss or a sub that is not the client'
  const audience = typeof aud === 'string' ? [aud] : Array.isArray(aud) ? aud : []
  if (audience.length === 0 || !audience.every((one) => isOurs(server, one)))
    return 'an aud that is not this server alone'
  if (!isTime(exp)) return 'no exp'
  if (exp <= now - leeway) return 'an exp that is over'
  if (exp > now + longestLife) return `an exp more than ${longestLife} s ahead`
  if (nbf !== undefined && !(isTime(nbf) && nbf <= now + leeway)) return 'an nbf that is still to come'
  if (iat !== undefined && !(isTime(iat) && iat <= now + leeway)) return 'an iat that is still to come'
  // What was signed before a reset could have been used before it, and nobody here would know.
  const signedAt = isTime(iat) ? iat : exp - longestLife
  if (signedAt < Math.floor(server.since / 1000)) return 'an assertion from before the reset'
  if (typeof jti !== 'string' || jti === '' || jti.length > 256) return 'no jti of 1 to 256 characters'
  return undefined
}

/** Core §9: the issuer, or the address of an endpoint that clients authenticate at (RFC 9126 §2 has them accept each). */
function isOurs(server: Server, audience: unknown): boolean {
  const issuer = issuerOf(server)
  if (audience === issuer) return true
  return ['oauth2', 'oidc'].some((slug) =>
    authenticating.some((path) => audience === `${issuer}/${slug}/${path}`),
  )
}

const authenticating = ['token', 'par', 'introspect', 'revoke', 'device_authorization']

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}
