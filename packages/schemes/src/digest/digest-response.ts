/** The arithmetic of RFC 7616 §3.4: what goes into each hash. Both halves compute with it, each from its own inputs. */
import type { DigestAlgorithm } from './digest-algorithm.ts'

/** What a proof is about. Without `qop` it has the form of RFC 2069, which has neither nc nor cnonce. */
export type DigestInputs = {
  readonly algorithm: DigestAlgorithm
  readonly nonce: string
  readonly nc?: string
  readonly cnonce?: string
  readonly qop?: string
  readonly method: string
  readonly uri: string
  readonly body: Uint8Array
}

export type DigestProof = {
  readonly hashA1: string
  /** Only with `auth-int`. */
  readonly hashBody?: string
  readonly a2: string
  readonly hashA2: string
  readonly digestResponse: string
}

/** H(unq(username) ":" unq(realm) ":" passwd): what a server keeps in place of the password (RFC 7616 §3.4.2, §5.2). */
export function passwordHashOf(
  { hash }: Pick<DigestAlgorithm, 'hash'>,
  username: string,
  realm: string,
  password: string,
): string {
  return hash(`${username}:${realm}:${password}`)
}

/** The name that travels in place of the user name: H(unq(username) ":" unq(realm)) (RFC 7616 §3.4.4). */
export function userhashOf({ hash }: Pick<DigestAlgorithm, 'hash'>, username: string, realm: string): string {
  return hash(`${username}:${realm}`)
}

/** H(A1). With a `-sess` algorithm A1 is the password hash with both nonces (RFC 7616 §3.4.2). */
export function hashA1Of(passwordHash: string, { algorithm, nonce, cnonce = '' }: DigestInputs): string {
  return algorithm.session ? algorithm.hash(`${passwordHash}:${nonce}:${cnonce}`) : passwordHash
}

/** The proof of a request (RFC 7616 §3.4.1, §3.4.3). */
export function proofOf(passwordHash: string, inputs: DigestInputs): DigestProof {
  const { algorithm, method, uri, qop, body } = inputs
  const hashA1 = hashA1Of(passwordHash, inputs)
  // An empty body has a hash as well: H("").
  const hashBody = qop === 'auth-int' ? algorithm.hash(body) : undefined
  const a2 = hashBody === undefined ? `${method}:${uri}` : `${method}:${uri}:${hashBody}`
  const hashA2 = algorithm.hash(a2)
  const digestResponse = keyedDigest(hashA1, hashA2, inputs)
  return { hashA1, a2, hashA2, digestResponse, ...(hashBody === undefined ? {} : { hashBody }) }
}

/** KD(H(A1), data) = H(H(A1) ":" data); the data ends with H(A2) (RFC 7616 §3.4.1). */
function keyedDigest(hashA1: string, hashA2: string, inputs: Omit<DigestInputs, 'method' | 'body'>): string {
  const { algorithm, nonce, nc, cnonce, qop } = inputs
  const data = qop === undefined ? `${nonce}:${hashA2}` : `${nonce}:${nc}:${cnonce}:${qop}:${hashA2}`
  return algorithm.hash(`${hashA1}:${data}`)
}

/**
 * What the server proves itself by: as the response, but A2 begins with an empty method and has the content of the
 * answer, not that of the request (RFC 7616 §3.5).
 */
export function answerProofOf(
  hashA1: string,
  inputs: Omit<DigestInputs, 'method'>,
): { a2Response: string; rspAuth: string } {
  const { algorithm, uri, qop, body } = inputs
  const a2Response = qop === 'auth-int' ? `:${uri}:${algorithm.hash(body)}` : `:${uri}`
  return { a2Response, rspAuth: keyedDigest(hashA1, algorithm.hash(a2Response), inputs) }
}
