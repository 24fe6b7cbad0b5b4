import type { KeyPair } from '../scheme.ts'
import type { PublicKeyAlgorithm } from './jwt-algorithm.ts'

export type NamedKeyPair<Alg extends PublicKeyAlgorithm = PublicKeyAlgorithm> = {
  readonly kid: string
  readonly alg: Alg
  /** With `kid`, `alg` and `use`. The same object each time, so that what is imported from it can be kept. */
  readonly privateJwk: JsonWebKey & { readonly kid: string }
  readonly publicJwk: JsonWebKey & { readonly kid: string }
}

/** A key pair under its name, for one algorithm (RFC 8725 §3.1): the same objects as long as the pair is held. */
export function namedKeyPair<Alg extends PublicKeyAlgorithm>(
  pair: KeyPair,
  kid: string,
  alg: Alg,
): NamedKeyPair<Alg> {
  const known = named.get(pair.privateJwk)?.find((one) => one.kid === kid && one.alg === alg)
  if (known) return known as NamedKeyPair<Alg>
  const key = {
    kid,
    alg,
    privateJwk: { ...pair.privateJwk, kid, alg, use: 'sig' },
    publicJwk: { ...pair.publicJwk, kid, alg, use: 'sig' },
  }
  named.set(pair.privateJwk, [...(named.get(pair.privateJwk) ?? []), key])
  return key
}

const named = new WeakMap<JsonWebKey, readonly NamedKeyPair[]>()
