/** A sandbox as somebody meets it who holds its signing keys, and gets one thing wrong. */
import { expect } from 'vitest'
import { type Jwk, signJwt } from '../sign-jwt.ts'
import type { Asked, ProbeWorld } from './probe.ts'

export const algorithms = ['HS256', 'RS256', 'PS256', 'ES256', 'EdDSA'] as const

export function keyFor(world: ProbeWorld, alg = 'ES256'): Jwk {
  const key = (world.sandbox.credentials.jwt.keys as Jwk[]).find((one) => one.alg === alg)
  if (!key) throw new Error(`No key for ${alg}`)
  return key
}

/** Claims as our issuer writes them. */
export function claimsOf(world: ProbeWorld): Record<string, unknown> {
  const now = Math.floor(Date.now() / 1000)
  const api = world.sandbox.url('')
  return {
    iss: `${api}/jwt`,
    sub: 'ada',
    aud: api,
    exp: now + 300,
    nbf: now - 1,
    iat: now - 1,
    jti: crypto.randomUUID(),
    scope: 'notes:read notes:write',
  }
}

type Change = {
  readonly alg?: (typeof algorithms)[number]
  /** Members in place of, or beside, the right ones. `undefined` leaves one out. */
  readonly header?: object
  readonly claims?: object
  readonly key?: JsonWebKey | Uint8Array
}

/** A token of the sandbox's own key, with changes. */
export function mint(world: ProbeWorld, { alg = 'ES256', header, claims, key }: Change = {}): string {
  const own = keyFor(world, alg)
  return signJwt(
    JSON.stringify({ typ: 'at+jwt', alg, kid: own.kid, ...header }),
    JSON.stringify({ ...claimsOf(world), ...claims }),
    { alg, key: key ?? own },
  )
}

export const present = (world: ProbeWorld, token: string, method = 'GET', path = '/jwt/whoami') =>
  world.ask({ method, target: world.at(path), lines: [`Authorization: Bearer ${token}`] })

/** Expects that the token opens. */
export async function expectOpen(world: ProbeWorld, token: string, what = ''): Promise<void> {
  const answer = await present(world, token)
  expect([answer.status, await world.failed(answer)], what).toEqual([200, null])
}

/** Expects 401, the one challenge that tells no reason, and this check. */
export async function expectInvalid(
  world: ProbeWorld,
  token: string,
  failed: string,
  what = '',
): Promise<Asked> {
  const answer = await present(world, token)
  expect([answer.status, await world.failed(answer), answer.challenges], what).toEqual([
    401,
    failed,
    ['Bearer realm="notes", error="invalid_token"'],
  ])
  return answer
}
