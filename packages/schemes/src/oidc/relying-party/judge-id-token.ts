/** The checks of Core §3.1.3.7 on an ID Token, after its form and before anything that it says is used. */

import { numericDateOf } from '../../jose/numeric-date.ts'
import { signatureHolds } from '../../jose/signature-holds.ts'
import type { Checks } from '../../run-checks.ts'
import type { Login, RelyingPartyRules, SentOff } from '../client.ts'
import { tokenHash } from '../token-hash.ts'
import { atHashDerivation } from './at-hash-derivation.ts'
import { type IdTokenForm, idTokenSigningInputDerivation, readIdToken } from './id-token-form.ts'
import { providerKey } from './provider-key.ts'
import { shown } from './shown.ts'

export type IdTokenVerdict = { readonly sub: string }

type Run = Checks<RelyingPartyRules>
type At = {
  readonly idToken: string
  readonly accessToken: string
  readonly login: Login
  readonly flow: SentOff | undefined
  /** Seconds since 1970. */
  readonly now: number
}

/** Seconds that the clocks of two machines may differ. */
const tolerance = 60
/** Seconds: an older token is none of this login, however long it says that it lives. */
const oldest = 600

export async function judgeIdToken(at: At, run: Run): Promise<IdTokenVerdict> {
  const { configured } = at.login
  const form = readIdToken(at.idToken)
  const token = run.need(
    typeof form === 'string' ? undefined : form,
    'id-token-well-formed',
    typeof form === 'string' ? { actual: form } : {},
  )
  run.derive(idTokenSigningInputDerivation(token))
  const { alg } = token.header.object
  const wanted = configured.id_token_signed_response_alg
  const by = run.check.or(
    alg === wanted ? wanted : undefined,
    'id-token-alg-registered',
    { without: () => alg },
    { expected: wanted, actual: shown(alg) },
  )
  await checkSignature(token, by, at.login, run)
  checkParties(token, at.login, run)
  checkTimes(token, at, run)
  checkNonce(token, at.flow, run)
  checkLogin(token, at, run)
  checkAccessToken(token, by, at, run)
  return { sub: token.sub }
}

/** In a weakened world only: a client that asks for no ID Token checks none. */
export function mootWithoutIdToken({ moot }: Run): undefined {
  moot(
    'id-token-well-formed',
    'id-token-alg-registered',
    'id-token-key-known',
    'id-token-signature-matches',
    'id-token-issuer-exact',
    'id-token-audience-is-us',
    'authorized-party-is-us',
    'id-token-not-expired',
    'id-token-issued-recently',
    'nonce-matches',
    'login-recent-enough',
    'access-token-hash-matches',
  )
  return undefined
}

async function checkSignature(token: IdTokenForm, alg: unknown, { keys }: Login, run: Run) {
  const { kid } = token.header.object
  // Core §10.1.1: an unknown kid sends the client back to the jwks_uri, once.
  const key = providerKey(await keys(false), { kid, alg }) ?? providerKey(await keys(true), { kid, alg })
  const actual = kid === undefined ? 'no kid' : `kid ${shown(kid)}`
  const known = run.need(key, 'id-token-key-known', { actual })
  // Reached only where the check of alg was taken away: an unsecured token has nothing to verify (RFC 7515 App. A.5).
  if (alg === 'none') return run.moot('id-token-signature-matches')
  run.check(await signatureHolds(token, alg, known), 'id-token-signature-matches', { actual })
}

function checkParties({ claims: { object } }: IdTokenForm, { configured }: Login, { check }: Run) {
  const { issuer, client_id } = configured
  check(object.iss === issuer, 'id-token-issuer-exact', { expected: issuer, actual: shown(object.iss) })
  const audience = Array.isArray(object.aud) ? object.aud : [object.aud]
  // Core §3.1.3.7 (3): refused "if it contains additional audiences not trusted by the Client". This client trusts none.
  const only = audience.length > 0 && audience.every((one) => one === client_id)
  check(only, 'id-token-audience-is-us', { expected: client_id, actual: shown(object.aud) })
  check(object.azp === undefined || object.azp === client_id, 'authorized-party-is-us', {
    expected: client_id,
    actual: shown(object.azp),
  })
}

function checkTimes({ claims: { object } }: IdTokenForm, { now }: At, { check }: Run) {
  const { exp, iat } = object
  check(isTime(exp) && now < exp + tolerance, 'id-token-not-expired', {
    expected: `after ${numericDateOf(now)}`,
    actual: numericDateOf(exp) ?? shown(exp),
  })
  check(isTime(iat) && iat <= now + tolerance && now - iat <= oldest, 'id-token-issued-recently', {
    expected: `not before ${numericDateOf(now - oldest)}`,
    actual: numericDateOf(iat) ?? shown(iat),
  })
}

function checkNonce({ claims: { object } }: IdTokenForm, flow: SentOff | undefined, { check }: Run) {
  const { nonce } = object
  check(typeof nonce === 'string' && nonce === flow?.nonce, 'nonce-matches', {
    expected: flow ? `${flow.nonce.slice(0, 8)}…` : 'no login was begun here',
    actual: typeof nonce === 'string' ? `${nonce.slice(0, 8)}…` : shown(nonce),
  })
}

/** Core §3.1.3.7 (12, 13): only where the request asked for it. The age is that at the time of the request. */
function checkLogin({ claims: { object } }: IdTokenForm, { flow, now }: At, { check }: Run) {
  const { auth_time: time, acr } = object
  const { maxAge, acrValues, startedAt = now } = flow ?? {}
  const earliest = maxAge === undefined ? undefined : startedAt - maxAge
  const recent = earliest === undefined || (isTime(time) && time >= earliest - 1 && time <= now + tolerance)
  const means = acrValues === undefined || acrValues.some((value) => value === acr)
  check(recent && means, 'login-recent-enough', {
    expected: recent ? `acr ${acrValues?.join(' or ')}` : `not before ${numericDateOf(earliest)}`,
    actual: recent ? `acr ${shown(acr)}` : (numericDateOf(time) ?? 'no auth_time'),
  })
}

function checkAccessToken({ claims }: IdTokenForm, alg: unknown, { accessToken, login }: At, run: Run) {
  const { at_hash } = claims.object
  const by = String(alg)
  run.derive(atHashDerivation(by, accessToken))
  const expected = tokenHash(by, accessToken)
  // Optional in this flow (Core §3.1.3.6). A client that knows that its provider sends it misses it.
  const spared = at_hash === undefined && login.configured.at_hash === 'optional'
  run.check(at_hash === expected || spared, 'access-token-hash-matches', { expected, actual: shown(at_hash) })
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}
