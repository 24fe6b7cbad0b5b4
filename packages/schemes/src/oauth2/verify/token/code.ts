/** The authorization code grant (RFC 6749 §4.1.3, RFC 7636 §4.6). */
import { base64url } from '@lockstep/crypto/base64'
import { equalConstantTime } from '@lockstep/crypto/bytes'
import { sha256 } from '@lockstep/crypto/digest'
import { octets } from '@lockstep/http/message'
import type { Server } from '../../../scheme.ts'
import { missing, oauthError } from '../../endpoints/refusal.ts'
import { narrowedAudience } from '../../tokens/audience.ts'
import { type CodeRow, findCode, spendCode } from '../../tokens/codes.ts'
import { findGrant, type Grant, revokeGrant } from '../../tokens/grants.ts'
import { type Granted, granted, type TokenRequest, type TokenRun } from './token-request.ts'

export async function judgeCode(request: TokenRequest, server: Server, run: TokenRun): Promise<Granted> {
  const { need, check } = run
  const { form } = request
  const given = form.value('code')
  if (given === undefined) request.refusal = missing('code')
  const code = given === undefined ? undefined : await findCode(server, given)
  const grant = code && (await findGrant(server, code.grantId))
  const kept = need(code && grant && { code, grant }, 'code-known', {
    expected: 'a code on record',
    actual: given === undefined ? 'none' : code ? 'on record' : 'another',
  })
  const audience = checkHolder(request, server, kept, run)
  checkRedirectUri(request, kept.code, run)
  check(server.now < kept.code.expiresAt, 'code-not-expired', {
    expected: `before ${new Date(kept.code.expiresAt).toISOString()}`,
    actual: new Date(server.now).toISOString(),
  })
  checkVerifier(request, server, kept.code, run)
  const unused = await spendCode(server, kept.code)
  // RFC 6749 §4.1.2: a second use SHOULD end what the first gave. Only a request that is right in all else gets here, so
  // nobody who merely saw the code can end anything. A server without this check notices nothing.
  if (!unused && server.without !== 'code-unused') await revokeGrant(server, kept.grant.id)
  check(unused, 'code-unused', { expected: 'the first redemption' })
  return granted(request, { grant: kept.grant, scope: kept.grant.scope, audience })
}

/** `code-issued-to-client`: to this client, by the key that it named, and for the resources that it asks for now. */
function checkHolder(
  request: TokenRequest,
  server: Server,
  { code, grant }: { code: CodeRow; grant: Grant },
  { check }: TokenRun,
): readonly string[] {
  const { client, form, jkt } = request
  const isHolder = code.client_id === client.client_id
  // RFC 9449 §10: a code with dpop_jkt is redeemed with a proof by that key.
  const hasKey = code.dpop_jkt === undefined || code.dpop_jkt === jkt
  const audience = narrowedAudience(server, grant.audience, form.values('resource'))
  if (isHolder && hasKey && !audience) request.refusal = invalidTarget
  check(isHolder && hasKey && audience !== undefined, 'code-issued-to-client', {
    expected: isHolder
      ? hasKey
        ? `a resource within ${grant.audience.join(' ')}`
        : 'a proof by the key of dpop_jkt'
      : code.client_id,
    actual: isHolder
      ? hasKey
        ? (audience?.join(' ') ?? `resource ${form.values('resource').join(' ').slice(0, 256)}`)
        : 'a proof by another key, or none'
      : client.client_id,
  })
  return audience ?? grant.audience
}

/** RFC 6749 §4.1.3: required if the authorization request had it, "and their values MUST be identical". */
function checkRedirectUri({ form }: TokenRequest, code: CodeRow, { check }: TokenRun): void {
  const given = form.value('redirect_uri')
  const matches = given === undefined ? !code.namedRedirectUri : given === code.redirect_uri
  check(matches, 'redirect-uri-matches', {
    expected: code.namedRedirectUri ? code.redirect_uri : `${code.redirect_uri}, or none`,
    actual: given?.slice(0, 512) ?? 'none',
  })
}

/** `verifier-expected`, then `verifier-matches`. */
function checkVerifier({ form }: TokenRequest, server: Server, code: CodeRow, run: TokenRun): void {
  const { check, derive, moot } = run
  const verifier = form.value('code_verifier')
  const challenge = code.code_challenge
  // RFC 9700 §4.8.2: a verifier without a challenge is what is left where somebody took the challenge away.
  check((verifier === undefined) === (challenge === undefined), 'verifier-expected', {
    expected: challenge === undefined ? 'no code_verifier' : 'a code_verifier',
    actual: verifier === undefined ? 'none' : 'one',
  })
  if (verifier !== undefined && challenge === undefined) {
    moot('verifier-matches')
    return
  }
  const made = verifier === undefined ? undefined : challengeOf(server, code, verifier)
  if (made !== undefined)
    derive({
      name: 'codeChallenge',
      how: 'BASE64URL-ENCODE(SHA256(ASCII(code_verifier)))',
      parts: [{ text: made, component: 'code_verifier' }],
      clause: 'RFC 7636 §4.6',
    })
  const matches =
    challenge === undefined
      ? verifier === undefined
      : made !== undefined && equalConstantTime(octets(made), octets(challenge))
  check(matches && isVerifier(verifier), 'verifier-matches', {
    expected: challenge ?? 'no challenge',
    actual: isVerifier(verifier) ? (made ?? 'no verifier') : 'a verifier of another form',
  })
}

/** RFC 7636 §4.1: 43 to 128 unreserved characters. What never came has no form. */
function isVerifier(verifier: string | undefined): boolean {
  return verifier === undefined || /^[A-Za-z0-9\-._~]{43,128}$/.test(verifier)
}

/** `plain` gets no further than the authorization endpoint, but in the world where that does not look. */
function challengeOf({ without }: Server, code: CodeRow, verifier: string): string {
  const isPlain = without === 'code-challenge-method-is-s256' && code.code_challenge_method !== 'S256'
  return isPlain ? verifier : base64url.encode(sha256(octets(verifier)))
}

const invalidTarget = oauthError(400, 'invalid_target', 'The resource lies outside of what was granted.')
