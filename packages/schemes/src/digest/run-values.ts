/** What the steps of the walkthrough read off a run. */
import { base64, base64url } from '@lockstep/crypto/base64'
import { hmacSha256 } from '@lockstep/crypto/mac'
import { type HttpResponse, octets } from '@lockstep/http/message'
import type { Exchange, Run } from '../scheme.ts'
import { chooseChallenge, type DigestChallenge, readChallenges } from './credentials.ts'
import { digestAlgorithms } from './digest-algorithm.ts'

/** The answer of an exchange as a message again; an empty one where nothing was played. */
export function answerOf(exchange: Exchange | undefined): HttpResponse {
  if (!exchange) return { status: 0, headers: [], body: new Uint8Array(0) }
  const { status, headers, body } = exchange.response
  const content = 'text' in body ? octets(body.text) : (base64.decode(body.base64) ?? new Uint8Array(0))
  return { status, headers, body: content }
}

/** The challenge to answer of an earlier step's refusal: the one for this algorithm, or else the first. */
export function challengeIn(run: Run, step: string, algorithm?: string): DigestChallenge {
  const offered = readChallenges(answerOf(run.exchanges(step)[0]))
  return (
    chooseChallenge(offered, (challenge) => challenge.algorithm.name === algorithm) ??
    chooseChallenge(offered) ??
    unasked
  )
}

/** Before the server was asked there is nothing to answer: the page can still show what would be hashed. */
const unasked: DigestChallenge = {
  algorithm: digestAlgorithms[0] as (typeof digestAlgorithms)[number],
  realm: '',
  nonce: '',
  opaque: undefined,
  qop: ['auth'],
  stale: false,
  userhash: false,
}

/**
 * The user agent's nonce for a step. It must be the same in `compute` and in `call`, and nobody may foresee it: it is
 * a MAC, under the password, over the challenge that it answers.
 */
export function cnonceFor(run: Run, step: string): string {
  const challenged = run.exchanges('call-bare')[0]?.id ?? ''
  const mac = hmacSha256(octets(`cnonce ${run.credentials.password}`), octets(`${challenged} ${step}`))
  return base64url.encode(mac.subarray(0, 12))
}

export function lastStatus(run: Run, step: string): string {
  return String(run.exchanges(step).at(-1)?.response.status ?? '')
}
