import { readCompactForm } from '@lockstep/schemes/jose/compact-form'
import type { JwtAlgorithm } from '@lockstep/schemes/jose/jwt-algorithm'
import { signToken } from '@lockstep/schemes/jose/sign-token'
import type { Json } from '@lockstep/schemes/oidc/client'

export type Change = {
  readonly header?: (header: Json) => Json
  readonly claims?: (claims: Json) => Json
  readonly alg?: JwtAlgorithm | 'none'
  readonly key: JsonWebKey | Uint8Array
}

/** The same token with something else in it, signed anew: what only a provider can do, or a thief of its key. */
export async function reSigned(token: string, change: Change): Promise<string> {
  const form = readCompactForm(token)
  if (typeof form === 'string') throw new Error(`Unexpected token, expected a JWS: ${form}`)
  const { header = same, claims = same, alg = form.header.object.alg as JwtAlgorithm, key } = change
  const texts = {
    header: JSON.stringify(header({ ...form.header.object, alg })),
    claims: JSON.stringify(claims(form.claims.object)),
  }
  return (await signToken(texts, alg, key)).token
}

function same(json: Json): Json {
  return json
}

export function without(...names: readonly string[]) {
  return (json: Json): Json =>
    Object.fromEntries(Object.entries(json).filter(([name]) => !names.includes(name)))
}

export function withMember(name: string, value: unknown) {
  return (json: Json): Json => ({ ...json, [name]: value })
}
