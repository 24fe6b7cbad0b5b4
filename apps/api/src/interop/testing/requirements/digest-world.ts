/** A sandbox as a Digest client meets it: nonces, signed requests, offers. */
import { expect } from 'vitest'
import { parameterOf } from '../parameters.ts'
import { type DigestSigning, signDigest } from '../sign-digest.ts'
import { digestChallenges } from '../tampered-digest.ts'
import type { Asked, ProbeWorld } from './probe.ts'

export const algorithms = ['SHA-512-256', 'SHA-512-256-sess', 'SHA-256', 'SHA-256-sess', 'MD5', 'MD5-sess']
export const whoami = (world: ProbeWorld) => world.at('/digest/whoami')

/** Who signs, with a fresh nonce of the challenge for this algorithm. */
export async function digestParties(world: ProbeWorld, algorithm = 'SHA-256') {
  const { challenges } = await world.ask({ target: whoami(world) })
  const challenge = challenges.find((line) => parameterOf(line, 'algorithm') === algorithm)
  if (!challenge) throw new Error(`No challenge for ${algorithm}`)
  const { userId, password } = world.sandbox.credentials.digest as { userId: string; password: string }
  return {
    userId,
    password,
    algorithm,
    nonce: parameterOf(challenge, 'nonce'),
    opaque: parameterOf(challenge, 'opaque'),
  }
}

/** A request with this line. */
export const send = (world: ProbeWorld, line: string, method = 'GET', target = whoami(world), body = '') =>
  world.ask({ method, target, lines: [`Authorization: ${line}`], body })

/** Signs for whoami, and sends. */
export async function signed(world: ProbeWorld, signing: Omit<DigestSigning, 'uri'> & { uri?: string }) {
  const { line } = signDigest({ uri: whoami(world), ...signing })
  return send(world, line, signing.method, signing.uri, signing.body)
}

/** A sandbox whose challenges offer this. */
export async function offering(before: ProbeWorld, offer: object): Promise<ProbeWorld> {
  const world = await before.fresh()
  const { status } = await world.sandbox.owner('PUT', world.at('/digest/offer'), offer)
  expect(status).toBe(200)
  return world
}

/** Expects status, the check that ended it, and the challenge lines. */
export async function expectEnd(
  world: ProbeWorld,
  answer: Asked,
  [status, failed, stale = false]: readonly [number, string, boolean?],
  what = '',
) {
  expect([answer.status, await world.failed(answer)], what).toEqual([status, failed])
  expect(answer.challenges, what).toEqual(
    status === 401 ? digestChallenges(stale).map((line) => expect.stringMatching(line)) : [],
  )
}
