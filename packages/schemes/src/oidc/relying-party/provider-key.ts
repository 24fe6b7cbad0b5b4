import { isJwtAlgorithm, keyPairKinds } from '../../jose/jwt-algorithm.ts'

const kinds = {
  rsa: { kty: 'RSA' },
  'p-256': { kty: 'EC', crv: 'P-256' },
  ed25519: { kty: 'OKP', crv: 'Ed25519' },
} as const

type PublishedKey = JsonWebKey & { readonly kid?: string }

/**
 * The one key of a set that a token can be signed with, or undefined where there is none or more than one. Without a
 * `kid` only the single key of a set will do: with several, "a kid value MUST be provided" (Core §10.1).
 */
export function providerKey(
  keys: readonly PublishedKey[],
  { kid, alg }: Readonly<Record<string, unknown>>,
): JsonWebKey | undefined {
  if (kid === undefined && keys.length !== 1) return undefined
  const [key, ...others] = keys.filter((jwk) => (kid === undefined || jwk.kid === kid) && canSign(jwk, alg))
  return others.length === 0 ? key : undefined
}

function canSign(jwk: PublishedKey, alg: unknown): boolean {
  if (jwk.use !== undefined && jwk.use !== 'sig') return false
  if (jwk.alg !== undefined && isJwtAlgorithm(alg) && jwk.alg !== alg) return false
  // An alg that needs no key pair gets this far only where the check of alg was taken away.
  if (!isJwtAlgorithm(alg) || alg === 'HS256') return true
  const kind: { readonly kty: string; readonly crv?: string } = kinds[keyPairKinds[alg]]
  return jwk.kty === kind.kty && jwk.crv === kind.crv
}
