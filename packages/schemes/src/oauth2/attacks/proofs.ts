/** DPoP proofs, as Reader makes them and as Mallory does (RFC 9449 §4.2). */
import { base64url } from '@lockstep/crypto/base64'
import { field, type HttpRequest } from '@lockstep/http/message'
import type { KeyPair, World } from '../../scheme.ts'
import { boundCall } from '../credentials/bound-call.ts'
import { jktOf } from '../tokens/dpop.ts'
import { at, expected, type Tokens } from './moves.ts'

export type Holder = 'reader' | 'mallory'

/** Each has a key pair in this world; it is made when it is first used. */
function keyOf({ server }: World, holder: Holder): Promise<KeyPair> {
  return server.worldKeyPair(`oauth2/attacks/${holder}`, 'p-256')
}

/** What a token is bound to, so that only who holds this key can use it (RFC 9449 §6.1). */
export async function boundTo(world: World, holder: Holder): Promise<{ jkt: string }> {
  return { jkt: jktOf({ ...(await keyOf(world, holder)).publicJwk }) }
}

/** A call of the API with a proof; nothing is sent. Without a nonce the API will ask for one. */
export async function provenCall(
  world: World,
  holder: Holder,
  { access_token }: Tokens,
  nonce?: string,
): Promise<HttpRequest> {
  const target = at(world, 'whoami')
  const { request } = await boundCall({
    method: 'GET',
    target,
    accessToken: access_token,
    key: await keyOf(world, holder),
    claims: {
      jti: base64url.encode(world.random(16)),
      htm: 'GET',
      htu: `${world.origin}${target}`,
      iat: Math.floor(world.now() / 1000),
      ...(nonce === undefined ? {} : { nonce }),
    },
  })
  return request
}

/** A nonce of the server's, from the refusal that brings it (RFC 9449 §9). */
export async function nonceFor(world: World, from: string, holder: Holder, tokens: Tokens): Promise<string> {
  const refused = await world.send(from, await provenCall(world, holder, tokens), { to: 'resource-server' })
  return expected(field(refused.response, 'dpop-nonce'), 'a DPoP-Nonce')
}
