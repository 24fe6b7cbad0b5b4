import { parameter, parseChallenges, quote, repeatsParameter } from '@lockstep/http/authentication'
import { fieldLines, type HttpResponse } from '@lockstep/http/message'
import type { Derived } from '../scheme.ts'
import { derivationOf } from './derivation.ts'
import { type DigestAlgorithm, digestAlgorithm } from './digest-algorithm.ts'
import {
  type DigestInputs,
  type DigestProof,
  passwordHashOf,
  proofOf,
  userhashOf,
} from './digest-response.ts'
import { encodeExtendedValue } from './extended-value.ts'

/** A Digest challenge that can be answered (RFC 7616 §3.3). */
export type DigestChallenge = {
  readonly algorithm: DigestAlgorithm
  readonly realm: string
  readonly nonce: string
  readonly opaque: string | undefined
  /** The ones that are known; "unrecognized options MUST be ignored". */
  readonly qop: readonly string[]
  readonly stale: boolean
  readonly userhash: boolean
}

/**
 * The challenges of an answer that this user agent can take, in the server's order, whether they share a line or not
 * (RFC 9110 §11.6.1). What is unknown, incomplete or says something twice is passed over.
 */
export function readChallenges(response: Pick<HttpResponse, 'headers'>): DigestChallenge[] {
  return fieldLines(response, 'www-authenticate')
    .flatMap((line) => parseChallenges(line) ?? [])
    .flatMap((challenge) => {
      const value = (name: string) => parameter(challenge, name)?.value
      const algorithm = digestAlgorithm(value('algorithm') ?? 'MD5')
      const [realm, nonce] = [value('realm'), value('nonce')]
      const qop = (value('qop') ?? '').split(',').map((option) => option.trim())
      const known = qop.filter((option) => option === 'auth' || option === 'auth-int')
      if (challenge.authScheme.toLowerCase() !== 'digest' || !algorithm || repeatsParameter(challenge))
        return []
      if (realm === undefined || nonce === undefined || known.length === 0) return []
      const stale = value('stale')?.toLowerCase() === 'true'
      const userhash = value('userhash')?.toLowerCase() === 'true'
      return [{ algorithm, realm, nonce, opaque: value('opaque'), qop: known, stale, userhash }]
    })
}

/** The one to take: "the first challenge it supports", unless it has local policy to the contrary (RFC 7616 §3.7). */
export function chooseChallenge(
  challenges: readonly DigestChallenge[],
  policy: (challenge: DigestChallenge) => boolean = () => true,
): DigestChallenge | undefined {
  return challenges.find(policy)
}

/** How the name travels: as it is, hashed, or as an extended value. */
export type NameForm = 'username' | 'userhash' | 'username*'

export type Signing = {
  readonly challenge: Pick<DigestChallenge, 'algorithm' | 'realm' | 'nonce' | 'opaque'>
  readonly userId: string
  readonly password: string
  readonly method: string
  /** The request-target, raw. */
  readonly target: string
  readonly body: Uint8Array
  /** Left out only by user agents from before RFC 2617. */
  readonly qop?: string
  /** How many requests this user agent has sent with this nonce, this one included. */
  readonly count: number
  readonly cnonce: string
  readonly nameForm?: NameForm
}

export type Signed = {
  /** The value of the Authorization field. */
  readonly authorization: string
  readonly derivation: readonly Derived[]
  readonly inputs: DigestInputs
  readonly proof: DigestProof
}

/** CLIENT HALF: answers a challenge for one request (RFC 7616 §3.4). */
export function signDigest(signing: Signing): Signed {
  const { challenge, userId, password } = signing
  const passwordHash = passwordHashOf(challenge.algorithm, userId, challenge.realm, password)
  const { authorization, inputs, proof } = signWithPasswordHash(signing, passwordHash)
  const userhash = userhashOf(challenge.algorithm, userId, challenge.realm)
  const user = { username: userId, realm: challenge.realm, password, passwordHash, userhash }
  return { authorization, inputs, proof, derivation: derivationOf(user, inputs, proof) }
}

/** The same from H(unq(username) ":" unq(realm) ":" passwd): whoever has that needs no password (RFC 7616 §5.2). */
export function signWithPasswordHash(
  signing: Omit<Signing, 'password'>,
  passwordHash: string,
): Omit<Signed, 'derivation'> {
  const { challenge, method, target, body, qop, count, cnonce } = signing
  const nc = count.toString(16).padStart(8, '0')
  const inputs: DigestInputs = {
    algorithm: challenge.algorithm,
    nonce: challenge.nonce,
    ...(qop === undefined ? {} : { qop, nc, cnonce }),
    method,
    uri: target,
    body,
  }
  const proof = proofOf(passwordHash, inputs)
  // §3.4: username, realm, nonce, uri, response, cnonce and opaque are quoted; algorithm, qop, nc and userhash are not.
  const parameters = [
    nameParameter(signing),
    `realm=${quote(challenge.realm)}`,
    `nonce=${quote(challenge.nonce)}`,
    `uri=${quote(target)}`,
    `algorithm=${challenge.algorithm.name}`,
    ...(qop === undefined ? [] : [`qop=${qop}`, `nc=${nc}`, `cnonce=${quote(cnonce)}`]),
    `response=${quote(proof.digestResponse)}`,
    ...(challenge.opaque === undefined ? [] : [`opaque=${quote(challenge.opaque)}`]),
    ...(signing.nameForm === 'userhash' ? ['userhash=true'] : []),
  ]
  return { authorization: `Digest ${parameters.join(', ')}`, inputs, proof }
}

function nameParameter({ userId, challenge, nameForm }: Omit<Signing, 'password'>): string {
  if (nameForm === 'userhash')
    return `username=${quote(userhashOf(challenge.algorithm, userId, challenge.realm))}`
  // §3.4: the extended form is for names with characters that a quoted-string does not allow.
  const extended = nameForm === 'username*' || /[^\x20-\x7e]/.test(userId)
  return extended ? `username*=${encodeExtendedValue(userId)}` : `username=${quote(userId)}`
}
