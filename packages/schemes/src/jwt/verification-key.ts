import type { JwtAlgorithm } from '../jose/jwt-algorithm.ts'
import type { RingServer } from '../jose/key-ring.ts'
import { isInSet, readRing, readRingAfresh } from './key-ring.ts'
import { jwtCredentials, legacyKid } from './sandbox.ts'
import { type KeyServer, type SigningKey, seededAlgorithm, signingKeyOf } from './seeded-keys.ts'

/** What a signature is checked with: one key, for one algorithm. */
export type VerificationKey = {
  readonly kid: string
  readonly alg: JwtAlgorithm
  /** A public JWK, an `oct` JWK, or the octets of a secret. */
  readonly material: JsonWebKey | Uint8Array
}

export type LookupServer = RingServer & KeyServer & { secret(name: string, bytes?: number): Uint8Array }

/**
 * The key of this kid in our own set, or undefined. The set is held in fast memory; an unknown kid has it read again
 * from the store once. There is no set to fetch from anywhere, and so nothing to pause.
 */
export async function verificationKey(
  server: LookupServer,
  kid: string,
): Promise<VerificationKey | undefined> {
  if (kid === legacyKid) return { kid, alg: 'HS256', material: jwtCredentials(server).legacyKey }
  const alg = seededAlgorithm(server, kid)
  if (alg !== undefined && alg !== 'ES256') return told(await signingKeyOf(server, kid, alg))
  if (!/^es256-[0-9a-f]{8}$/.test(kid)) return undefined
  const inSet =
    isIn(await readRing(server), kid, server.now) || isIn(await readRingAfresh(server), kid, server.now)
  return inSet ? told(await signingKeyOf(server, kid, 'ES256')) : undefined
}

function isIn(ring: Awaited<ReturnType<typeof readRing>>, kid: string, now: number): boolean {
  const record = ring.find((one) => one.kid === kid)
  return record !== undefined && isInSet(ring, record, now)
}

function told({ kid, alg, publicJwk, privateJwk }: SigningKey): VerificationKey {
  return { kid, alg, material: publicJwk ?? privateJwk }
}
