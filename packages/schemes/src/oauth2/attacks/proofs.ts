/** DPoP proofs, as Reader makes them and as Mallory does (RFC 9449 §4.2). */
import { base64url } from '@lockstep/crypto/base64'
import { sha256 } from '@lockstep/crypto/digest'
import { type FieldLine, type HttpRequest, octets, request } from '@lockstep/http/message'
import { signToken } from '../../jose/sign-token.ts'
import { jwkThumbprint } from '../../readers/jwk-thumbprint.ts'
import type { Exchange, KeyPair, World } from '../../scheme.ts'
import { at, expected, type Tokens } from './moves.ts'

export type Holder = 'reader' | 'mallory'

function keyOf(world: World, holder: Holder): Promise<KeyPair> {
  return world.server.worldKeyPair(`oauth2/attacks/${holder}`, 'p-256')
}

/** What a token is bound to, so that only the holder of this key can use it (RFC 9449 §6.1). */
export async function jktOf(world: World, holder: Holder): Promise<string> {
  return expected(jwkThumbprint({ ...(await keyOf(world, holder)).publicJwk }), 'a thumbprint')
}

/** A call of the API with a proof; nothing is sent. Without a nonce the API will ask for one. */
export async function provenCall(
  world: World,
  holder: Holder,
  { access_token }: Tokens,
  nonce?: string,
): Promise<HttpRequest> {
  const { privateJwk, publicJwk } = await keyOf(world, holder)
  const target = at(world, 'whoami')
  const header = { typ: 'dpop+jwt', alg: 'ES256', jwk: publicJwk }
  const claims = {
    jti: base64url.encode(world.random(16)),
    htm: 'GET',
    htu: `${world.origin}${target}`,
    iat: Math.floor(world.now() / 1000),
    ath: base64url.encode(sha256(octets(access_token))),
    ...(nonce === undefined ? {} : { nonce }),
  }
  const texts = { header: JSON.stringify(header), claims: JSON.stringify(claims) }
  const { token: proof } = await signToken(texts, 'ES256', privateJwk)
  const fields: FieldLine[] = [
    ['Authorization', `DPoP ${access_token}`],
    ['DPoP', proof],
  ]
  return request('GET', target, fields)
}

/** A nonce of the server's, from the refusal that brings it (RFC 9449 §9). */
export async function nonceFor(world: World, from: string, holder: Holder, tokens: Tokens): Promise<string> {
  const refused = await world.send(from, await provenCall(world, holder, tokens), { to: 'resource-server' })
  return expected(fieldOf(refused, 'dpop-nonce'), 'a DPoP-Nonce')
}

function fieldOf({ response: { headers } }: Exchange, name: string): string | undefined {
  return headers.find(([given]) => given.toLowerCase() === name)?.[1]
}
