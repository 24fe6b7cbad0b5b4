/** The checks of a DPoP proof (RFC 9449 §4.3), in the order in which they are published. */

import type { HttpRequest } from '@lockstep/http/message'
import { algorithmNamed } from '../../jose/jwt-algorithm.ts'
import { signatureHolds } from '../../jose/signature-holds.ts'
import { beginning, signatureDerivation } from '../../jose/token-derivation.ts'
import { type Checks, list, verifier } from '../../run-checks.ts'
import type { Principal, Server } from '../../scheme.ts'
import {
  accessTokenHash,
  addressOf,
  claimProof,
  type DpopProof,
  dpopAlgorithms,
  isForRequest,
  isPublicKey,
  isRecent,
  jktOf,
  proofDerivation,
  proofWindow,
  publicHalf,
  readProof,
} from '../tokens/dpop.ts'
import { isDpopNonce } from '../tokens/dpop-nonce.ts'
import { type OAuth2Rules, rules } from './rules.ts'

/** What holds for a proof wherever it comes. */
export const proofChecks = [
  ['dpop-well-formed', 'RFC 9449 §4.3 (1–3), §4.2'],
  ['dpop-type', 'RFC 9449 §4.3 (4)'],
  ['dpop-alg-allowed', 'RFC 9449 §4.3 (5), §11.6'],
  ['dpop-key-public', 'RFC 9449 §4.3 (7), §4.2'],
  ['dpop-signature-matches', 'RFC 9449 §4.3 (6)'],
  ['dpop-request-matches', 'RFC 9449 §4.3 (8, 9)'],
  ['dpop-nonce-matches', 'RFC 9449 §4.3 (10), §8, §9'],
  ['dpop-recent', 'RFC 9449 §4.3 (11), §11.1'],
] as const

/** What holds for a proof that comes with an access token. */
export const boundTokenChecks = [
  ['dpop-token-hash-matches', 'RFC 9449 §4.3 (12)'],
  ['dpop-key-matches', 'RFC 9449 §4.3 (12), §7.1'],
] as const

export const singleUseCheck = ['dpop-jti-unused', 'RFC 9449 §11.1'] as const

export type ProvenKey = { readonly proof: DpopProof; readonly jkt: string }

/** From `dpop-well-formed` to `dpop-recent`. Whatever a proof says is read off the proof, and believed after its signature. */
export async function judgeProof(
  request: HttpRequest,
  server: Server,
  { need, check, derive }: Checks<OAuth2Rules>,
): Promise<ProvenKey> {
  const read = readProof(request)
  const proof = need(typeof read === 'string' ? undefined : read, 'dpop-well-formed', {
    expected: 'one DPoP field with a JWT that has jwk, jti, htm, htu and iat',
    actual: typeof read === 'string' ? read : 'that',
  })
  const { form, jwk, htm, htu, iat } = proof
  const { typ, alg } = form.header.object
  for (const value of proofDerivation(form.header, form.claims)) derive(value)
  check(isProofType(typ), 'dpop-type', { expected: 'dpop+jwt', actual: shown(typ) })
  const allowed = dpopAlgorithms.some((known) => known === alg)
  check(allowed, 'dpop-alg-allowed', { expected: dpopAlgorithms.join(', '), actual: shown(alg) })
  const key = check.or(
    isPublicKey(jwk) ? jwk : undefined,
    'dpop-key-public',
    { without: () => publicHalf(jwk) },
    { expected: 'the public members of an EC, RSA or OKP key', actual: Object.keys(jwk).join(', ') },
  )
  const jkt = jktOf(key)
  derive({
    name: 'jkt',
    how: 'BASE64URL(SHA-256(jwk))',
    parts: [{ text: jkt, component: 'jwk' }],
    clause: 'RFC 9449 §6.1',
  })
  derive({
    ...signatureDerivation(String(alg), beginning(form.encodedSignature)),
    name: 'dpopSignature',
    how: 'signature(private key, dpopSigningInput)',
  })
  const signed = await signatureHolds(form, algorithmNamed(alg), key as JsonWebKey)
  check(signed, 'dpop-signature-matches', {
    expected: 'a signature by the key in the proof',
    actual: signed ? 'that' : `${beginning(form.encodedSignature)}, which is none`,
  })
  check(isForRequest(proof, request, server), 'dpop-request-matches', {
    expected: `${request.method} ${addressOf(request.target, server)}`,
    actual: `${shown(htm)} ${shown(htu)}`,
  })
  const { nonce } = form.claims.object
  const ours = typeof nonce === 'string' && isDpopNonce(server, nonce)
  check(ours, 'dpop-nonce-matches', {
    expected: 'a nonce that was given out within two minutes',
    actual: nonce === undefined ? 'no nonce' : ours ? 'that' : 'another, or an older one',
  })
  const now = Math.floor(server.now / 1000)
  check(isRecent(proof, server), 'dpop-recent', {
    expected: `iat from ${now - proofWindow.past} to ${now + proofWindow.future}`,
    actual: `iat ${iat}`,
  })
  return { proof, jkt }
}

/** The two that tie a proof to the token beside it: `jkt` is what the token is bound to, undefined for one that is not. */
export function judgeBoundToken(
  { proof, jkt }: ProvenKey,
  { accessToken, boundTo }: { readonly accessToken: string; readonly boundTo: string | undefined },
  { check, derive }: Checks<OAuth2Rules>,
): void {
  const hash = accessTokenHash(accessToken)
  const { ath } = proof.form.claims.object
  derive({
    name: 'ath',
    how: 'BASE64URL(SHA-256(ASCII(access token)))',
    parts: [{ text: hash, component: 'access token' }],
    clause: 'RFC 9449 §4.2',
  })
  check(ath === hash, 'dpop-token-hash-matches', { expected: hash, actual: shown(ath) })
  check(jkt === boundTo, 'dpop-key-matches', {
    expected: boundTo ?? 'no key: this token is bound to none',
    actual: jkt,
  })
}

/** Last of all: a proof is spent by a request that is good in everything else. */
export async function judgeSingleUse(
  server: Server,
  { proof, jkt }: ProvenKey,
  { check }: Checks<OAuth2Rules>,
): Promise<void> {
  const unused = await claimProof(server, proof, jkt)
  check(unused, 'dpop-jti-unused', {
    expected: 'a jti that is new for this key and address',
    actual: unused ? 'new' : 'seen before',
  })
}

type Proven = { readonly principal: Principal; readonly key: ProvenKey }

const alone = verifier<OAuth2Rules, Proven>(
  rules,
  list('token', proofChecks),
  async (request, server, checks) => {
    const key = await judgeProof(request, server, checks)
    return { principal: { type: 'client', id: key.jkt }, key }
  },
)

export type TokenProof =
  | { readonly jkt: string }
  | { readonly fault: string; readonly error: 'invalid_dpop_proof' | 'use_dpop_nonce' }

/**
 * The proof of a token request (§5): the same checks as at the API without those of an access token, taken as one. None of
 * them can be taken away here, for there `dpop-proof-valid` stands for them all. Spends the `jti`.
 */
export async function tokenProof(request: HttpRequest, server: Server): Promise<TokenProof> {
  const { value, end, checks } = await alone(request, server, null)
  if (!value) {
    const failed = checks.find(({ id }) => id === end)
    return {
      fault: `${end}: ${failed?.actual ?? 'not so'}`,
      error: end === 'dpop-nonce-matches' ? 'use_dpop_nonce' : 'invalid_dpop_proof',
    }
  }
  const unused = await claimProof(server, value.key.proof, value.key.jkt)
  return unused
    ? { jkt: value.key.jkt }
    : { fault: 'dpop-jti-unused: seen before', error: 'invalid_dpop_proof' }
}

/** Media types know no case, and `application/` may be left out (RFC 7515 §4.1.9). */
function isProofType(typ: unknown): boolean {
  return typeof typ === 'string' && /^(application\/)?dpop\+jwt$/i.test(typ)
}

function shown(value: unknown): string {
  if (value === undefined) return 'none'
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'none')
  return text.length > 200 ? `${text.slice(0, 200)}…` : text
}
