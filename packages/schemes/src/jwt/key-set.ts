import { jwtAlgorithms } from '../jose/jwt-algorithm.ts'
import type { RingServer } from '../jose/key-ring.ts'
import { isInSet, readRingAfresh } from './key-ring.ts'
import { type KeyServer, seededKid, signingKeyOf } from './seeded-keys.ts'

/** The public JWKs of this world (RFC 7517 §5): every ES256 key that is in the set now, and the one of each other alg. */
export async function keySet(server: RingServer & KeyServer): Promise<JsonWebKey[]> {
  const ring = await readRingAfresh(server)
  const keys = await Promise.all([
    ...ring
      .filter((record) => isInSet(ring, record, server.now))
      .map(({ kid }) => signingKeyOf(server, kid, 'ES256')),
    ...jwtAlgorithms
      .filter((alg) => alg !== 'ES256')
      .map((alg) => signingKeyOf(server, seededKid(server, alg), alg)),
  ])
  // HS256 has no public half.
  return keys.flatMap(({ publicJwk }) => publicJwk ?? [])
}
