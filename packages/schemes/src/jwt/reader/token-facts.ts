import type { Bench, Fact } from '../../reader.ts'
import { issuerOf } from '../issuer.ts'
import { shown } from '../shown.ts'
import type { ParsedToken } from './parsed-token.ts'
import { headerMembers } from './token-members.ts'
import { lifeFacts } from './token-times.ts'
import { keysBeside, keyThatHolds, sandboxKeys } from './verify-token.ts'

/** What a token does not say itself: whether its signature holds, and what follows from its claims. */
export async function tokenFacts(token: ParsedToken, bench: Bench): Promise<Fact[]> {
  const { claimsObject: claims } = token
  const ours: Fact = { name: 'issuer', value: 'this sandbox', clause: 'RFC 7519 §4.1.1' }
  return [
    ...(await signatureFact(token, bench)),
    ...(claims.iss === issuerOf(bench) ? [ours] : []),
    ...lifeFacts(claims, bench.now()),
  ]
}

/** The members of a header, where it is all that can be read: otherwise they stand in the documents. */
export function membersAsFacts({ headerObject: header }: ParsedToken): Fact[] {
  return headerMembers.flatMap(({ name, clause }): Fact[] => {
    if (!Object.hasOwn(header, name)) return []
    return [{ name, value: shown(header[name]), ...(clause === undefined ? {} : { clause }) }]
  })
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
