import { base64url } from '@lockstep/crypto/base64'
import { octets } from '@lockstep/http/message'
import type { Bench } from '../../reader.ts'
import { keyOfDer } from '../../readers/key-of-der.ts'
import { pemBlocks } from '../../readers/pem-blocks.ts'
import { fits, holds } from './any-algorithm.ts'
import type { ParsedToken } from './parsed-token.ts'

export type NamedKey = { readonly jwk: JsonWebKey & { readonly kid?: string }; readonly name: string }

/** The sandbox's own keys: what it signs with, and the legacy secret. */
export function sandboxKeys({ credentials }: Bench): NamedKey[] {
  const { keys = [], legacyKey } = (credentials ?? {}) as {
    keys?: readonly (JsonWebKey & { kid: string })[]
    legacyKey?: JsonWebKey & { kid: string }
  }
  return [...keys, ...(legacyKey ? [legacyKey] : [])].map((jwk) => ({
    jwk,
    name: `the sandbox’s ${jwk.alg} key ${jwk.kid}`,
  }))
}

/** Keys that stand in the same text as the token: a JWK, a JWK Set, PEM blocks. */
export async function keysBeside({ found: { before, after } }: ParsedToken): Promise<NamedKey[]> {
  const keys: NamedKey[] = []
  for (const text of [before, after]) {
    const { value } = jsonIn(text)
    const jwks = (Array.isArray(value.keys) ? value.keys : [value]) as JsonWebKey[]
    for (const jwk of jwks as NamedKey['jwk'][])
      if (typeof jwk?.kty === 'string') keys.push({ jwk, name: `the pasted key ${jwk.kid ?? ''}`.trimEnd() })
    for (const { label, octets: der } of pemBlocks(text)) {
      const key = label === 'PUBLIC KEY' && der ? await keyOfDer('spki', der) : undefined
      if (key?.jwk) keys.push({ jwk: key.jwk, name: 'the pasted key' })
    }
  }
  return keys
}

/** The first of the keys with which the signature holds. */
export async function keyThatHolds(
  { segments, headerObject }: ParsedToken,
  keys: readonly NamedKey[],
): Promise<NamedKey | undefined> {
  const [header, payload, signature] = segments
  const { alg } = headerObject
  if (!header || !payload || !signature || typeof alg !== 'string' || segments.length !== 3) return undefined
  const plain = segments.map(({ raw }) => raw.replace(/\s/g, ''))
  // White space came with the paste. What else is not canonical was not signed so.
  if (plain.some((part) => base64url.decode(part) === undefined)) return undefined
  const input = octets(plain.slice(0, 2).join('.'))
  for (const key of keys)
    if (fits(alg, key.jwk) && (await holds(alg, key.jwk, signature.octets, input))) return key
  return undefined
}

function jsonIn(text: string): { value: Record<string, unknown> } {
  const [begin, end] = [text.indexOf('{'), text.lastIndexOf('}')]
  try {
    return { value: JSON.parse(text.slice(begin, end + 1)) as Record<string, unknown> }
  } catch {
    return { value: {} }
  }
}
