import { base64url } from '@lockstep/crypto/base64'
import { hex } from '@lockstep/crypto/hex'
import { isJwtAlgorithm, type JwtAlgorithm, jwtAlgorithms, keyPairKinds } from '../jose/jwt-algorithm.ts'
import { namedKeyPair } from '../jose/named-key-pair.ts'
import type { Server } from '../scheme.ts'

export type KeyServer = Pick<Server, 'worldSeed' | 'worldKeyPair'>

/** A key of the issuer. RFC 8725 §3.1: "each key MUST be used with exactly one algorithm". */
export type SigningKey = {
  readonly kid: string
  readonly alg: JwtAlgorithm
  /** With `kid`, `alg` and `use`. The same object each time, so that what is imported from it can be kept. */
  readonly privateJwk: JsonWebKey & { readonly kid: string }
  /** Absent for HS256: who could verify could sign. */
  readonly publicJwk?: JsonWebKey & { readonly kid: string }
}

/** The kid that an algorithm's first key has in this world, over every reset: the owner was shown the key. */
export function seededKid(server: Pick<Server, 'worldSeed'>, alg: JwtAlgorithm): string {
  return `${alg.toLowerCase()}-${hex(server.worldSeed('jwt/keys', 4))}`
}

/** The algorithm of a seeded kid, or undefined where the kid is not one. */
export function seededAlgorithm(server: Pick<Server, 'worldSeed'>, kid: string): JwtAlgorithm | undefined {
  const suffix = `-${hex(server.worldSeed('jwt/keys', 4))}`
  if (!kid.endsWith(suffix)) return undefined
  const alg = jwtAlgorithms.find((known) => `${known.toLowerCase()}${suffix}` === kid)
  return isJwtAlgorithm(alg) ? alg : undefined
}

/** One key for each algorithm. */
export function seededKeys(server: KeyServer): Promise<SigningKey[]> {
  return Promise.all(jwtAlgorithms.map((alg) => signingKeyOf(server, seededKid(server, alg), alg)))
}

/** The key of this kid, made when it is first asked for. */
export async function signingKeyOf(server: KeyServer, kid: string, alg: JwtAlgorithm): Promise<SigningKey> {
  if (alg === 'HS256') {
    // RFC 7518 §3.2: a key of the same size as the hash output, or larger: 256 bits.
    const k = base64url.encode(server.worldSeed(`jwt/keys/${kid}`, 32))
    return { kid, alg, privateJwk: { kty: 'oct', k, kid, alg, use: 'sig' } }
  }
  return namedKeyPair(await server.worldKeyPair(`jwt/${kid}`, keyPairKinds[alg]), kid, alg)
}
