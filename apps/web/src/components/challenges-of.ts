import { type Credentials, parameter, parseChallenges, parseCredentials } from '@lockstep/http/authentication'
import { type FieldLine, fieldLines } from '@lockstep/http/message'

export type ChallengeState = 'offered' | 'chosen' | 'passed-over'
export type ShownChallenge = { readonly text: string; readonly state: ChallengeState }

/**
 * The challenges of an answer in the order in which they came (RFC 9110 §11.6.1), and what a later request made of
 * them: the one it answered is chosen, the others were passed over.
 */
export function challengesOf(headers: readonly FieldLine[], authorization?: string): ShownChallenge[] {
  const challenges = fieldLines({ headers }, 'www-authenticate').flatMap(
    (value) => parseChallenges(value) ?? [],
  )
  const answer = authorization === undefined ? undefined : parseCredentials(authorization)
  const chosen = answer && challenges.findIndex((challenge) => named(challenge) === named(answer))
  return challenges.map((challenge, i) => ({
    text: named(challenge),
    state: chosen === undefined || chosen < 0 ? 'offered' : i === chosen ? 'chosen' : 'passed-over',
  }))
}

/** The scheme, with the algorithm where the challenge names one: challenges of one scheme differ by it. */
function named(credentials: Credentials): string {
  const algorithm = parameter(credentials, 'algorithm')
  return algorithm ? `${credentials.authScheme} ${algorithm.value}` : credentials.authScheme
}
