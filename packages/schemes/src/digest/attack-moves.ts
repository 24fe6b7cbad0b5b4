/** What the stories of the attacks are made of: Ada's honest moves, and what Mallory can do with what she saw. */
import { base64url } from '@lockstep/crypto/base64'
import { hex } from '@lockstep/crypto/hex'
import { type HttpRequest, type HttpResponse, request, withField } from '@lockstep/http/message'
import { json } from '@lockstep/http/response'
import type { Exchange, World } from '../scheme.ts'
import {
  chooseChallenge,
  type DigestChallenge,
  readChallenges,
  type Signed,
  signDigest,
} from './credentials.ts'
import { answerOf } from './run-values.ts'
import type { DigestCredentials, User } from './sandbox.ts'

export type Captured = { readonly request: HttpRequest; readonly signed: Signed }

/** The first challenge of a bare request by this party. */
export async function challengeFor(world: World, from: string): Promise<DigestChallenge> {
  const refused = await world.send(from, request('GET', targetIn(world)))
  const challenge = chooseChallenge(readChallenges(answerOf(refused)))
  if (!challenge) throw new Error('Unexpected answer to a bare request, expected a challenge')
  return challenge
}

export function targetIn(world: World): string {
  return `${world.base}/digest/whoami`
}

/** A request that a user signs for a challenge; nothing is sent. */
export function signedBy(
  world: World,
  challenge: DigestChallenge,
  about: {
    user?: User
    method?: string
    target?: string
    body?: string
    qop?: 'auth' | 'auth-int' | undefined
    count?: number
  } = {},
): Captured {
  const { user = adaIn(world), method = 'GET', target = targetIn(world), body = '', count = 1 } = about
  const qop = 'qop' in about ? about.qop : 'auth'
  const unsigned = request(method, target, body ? [['Content-Type', 'application/json']] : [], body)
  const signed = signDigest({
    challenge,
    ...user,
    method,
    target,
    body: unsigned.body,
    ...(qop === undefined ? {} : { qop }),
    count,
    cnonce: base64url.encode(world.random(12)),
  })
  return { request: withField(unsigned, 'Authorization', signed.authorization), signed }
}

export function adaIn(world: World): User {
  return credentialsIn(world)
}

export function credentialsIn(world: World): DigestCredentials {
  return world.credentials
}

/** As many random hexadecimal digits as a hash of this challenge has. */
export function guessedHash(world: World, { algorithm }: Pick<DigestChallenge, 'algorithm'>): string {
  return hex(world.random(algorithm.hash('').length / 2))
}

/** The answer that Mallory's server gives in place of the real one. */
export function forgedAnswer(status: number, headers: HttpResponse['headers']): HttpResponse {
  return status === 200
    ? json(200, { scheme: 'digest', principal: { type: 'user', id: 'ada' } }, headers)
    : { status, headers: [...headers], body: new Uint8Array(0) }
}

/** Whom an exchange let in, or null. */
export function letIn(exchange: Exchange): string | null {
  return exchange.response.status === 200 ? (exchange.verdict?.principal?.id ?? null) : null
}
