import type { Bench, Fact } from '../../reader.ts'
import { issuerOf } from '../issuer.ts'
import { shown } from '../shown.ts'
import type { ParsedToken } from './parsed-token.ts'
import { timeFacts } from './token-times.ts'
import { keysBeside, keyThatHolds, sandboxKeys } from './verify-token.ts'

/** What is in a token, in words. */
export async function tokenFacts(token: ParsedToken, bench: Bench): Promise<Fact[]> {
  const { headerObject: header, claimsObject: claims } = token
  const named = (object: Readonly<Record<string, unknown>>, name: string, clause: string): Fact[] =>
    name in object ? [{ name, value: shown(object[name]), clause }] : []
  return [
    ...named(header, 'alg', 'RFC 7515 §4.1.1'),
    ...named(header, 'enc', 'RFC 7516 §4.1.2'),
    ...named(header, 'kid', 'RFC 7515 §4.1.4'),
    ...named(header, 'typ', 'RFC 7515 §4.1.9'),
    ...(await signatureFact(token, bench)),
    ...named(claims, 'iss', 'RFC 7519 §4.1.1').map((fact) =>
      claims.iss === issuerOf(bench) ? { ...fact, note: 'this sandbox' } : fact,
    ),
    ...named(claims, 'sub', 'RFC 7519 §4.1.2'),
    ...named(claims, 'aud', 'RFC 7519 §4.1.3'),
    ...named(claims, 'scope', 'RFC 8693 §4.2'),
    ...timeFacts(claims, bench.now()),
  ]
}

async function signatureFact(token: ParsedToken, bench: Bench): Promise<Fact[]> {
  if (token.segments.length !== 3) return []
  const { alg, jwk } = token.headerObject
  const fact = (value: string, note?: string): Fact[] => [
    { name: 'signature', value, clause: 'RFC 7515 §5.2', ...(note === undefined ? {} : { note }) },
  ]
  if (typeof alg === 'string' && alg.toLowerCase() === 'none') return fact('none')
  const beside = await keysBeside(token)
  const key = await keyThatHolds(token, [...beside, ...sandboxKeys(bench)])
  if (key) return fact(`holds with ${key.name}`)
  const own = typeof jwk === 'object' && jwk !== null ? [{ jwk: jwk as JsonWebKey, name: 'its own key' }] : []
  if (await keyThatHolds(token, own))
    return fact('holds with the key that the token brings along', 'which proves nothing: anybody has a key')
  if (beside.length > 0) return fact('does not hold with the pasted key, nor with one of the sandbox')
  return fact(
    'does not hold with a key of the sandbox',
    'paste the issuer’s JWK Set below the token to check it',
  )
}
