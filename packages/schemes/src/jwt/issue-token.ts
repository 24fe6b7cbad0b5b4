import { base64url } from '@lockstep/crypto/base64'
import { defaultAlgorithm, type JwtAlgorithm } from '../jose/jwt-algorithm.ts'
import { currentRecord, type RingServer } from '../jose/key-ring.ts'
import { type SignedToken, signToken } from '../jose/sign-token.ts'
import type { Server } from '../scheme.ts'
import { accessTokenClaims, accessTokenType } from './issuer.ts'
import { readRing } from './key-ring.ts'
import { type KeyServer, type SigningKey, seededKid, signingKeyOf } from './seeded-keys.ts'

export type IssuingServer = RingServer & KeyServer & Pick<Server, 'origin' | 'base'>

/** Members of a token that differ from those of a new access token for Ada. `undefined` leaves one out. */
export type TokenChanges = {
  readonly alg?: JwtAlgorithm
  readonly header?: Readonly<Record<string, unknown>>
  readonly claims?: Readonly<Record<string, unknown>>
  /** The key to sign with, where it is not the issuer's own for `alg`. */
  readonly key?: Pick<SigningKey, 'kid' | 'privateJwk'>
}

export type IssuedToken = SignedToken & {
  readonly header: Readonly<Record<string, unknown>>
  readonly claims: Readonly<Record<string, unknown>>
}

/**
 * A new access token of this world's issuer (RFC 9068 §2), or, with changes, something else that it signed: a token for
 * another API, of another kind, of another time.
 */
export async function issueToken(server: IssuingServer, changes: TokenChanges = {}): Promise<IssuedToken> {
  const { alg = defaultAlgorithm } = changes
  const { kid, privateJwk } = changes.key ?? (await signingKey(server, alg))
  const jti = base64url.encode(server.random(16))
  const header = { typ: accessTokenType, alg, kid, ...changes.header }
  const claims = { ...accessTokenClaims(server, server.now, jti), ...changes.claims }
  const texts = { header: JSON.stringify(header), claims: JSON.stringify(claims) }
  return { header, claims, ...(await signToken(texts, alg, privateJwk)) }
}

/** The key that the issuer signs with now. */
export async function signingKey(server: IssuingServer, alg: JwtAlgorithm): Promise<SigningKey> {
  const first = seededKid(server, alg)
  if (alg !== 'ES256') return signingKeyOf(server, first, alg)
  const current = currentRecord(await readRing(server))
  return signingKeyOf(server, current?.kid ?? first, alg)
}
