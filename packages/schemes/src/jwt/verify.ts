import { fieldLines, type HttpRequest } from '@lockstep/http/message'
import { scopeCovers, scopeFor } from '../endpoint.ts'
import { readCompactForm } from '../jose/compact-form.ts'
import { signingInputDerivation } from '../jose/token-derivation.ts'
import { type Checks, list, verifier } from '../run-checks.ts'
import type { Principal, Rules, Server } from '../scheme.ts'
import { readAccessToken } from './access-token.ts'
import { isDenied } from './deny-list.ts'
import { audienceOf, issuerOf } from './issuer.ts'
import { proveSignature } from './prove-signature.ts'
import { isNumericDate, shown } from './shown.ts'

export const rules = {
  'body-well-formed': { says: 'The content is a JSON object with userId and password.', structural: true },
  'attempts-left': { says: 'This user and address have tries left in this minute.' },
  'alg-offered': { says: 'The algorithm that is asked for is one that the issuer has.', structural: true },
  'password-matches': { says: 'The password is this user’s.' },
  'bearer-token-present': { says: 'One Authorization field carries a Bearer token.', structural: true },
  'compact-form-strict': {
    says: 'Three canonical base64url parts, the first two JSON objects with no name twice.',
    structural: true,
  },
  'alg-allowed': { says: 'The alg is on the server’s own list.' },
  'crit-understood': { says: 'No header parameter is critical that this server does not process.' },
  'header-brings-no-key': { says: 'The header brings no key along, and no address of one.' },
  'kid-is-plain': { says: 'The kid is short and plain: no path, no query.' },
  'key-known': { says: 'The kid names a key in the server’s own set.', structural: true },
  'alg-fits-key': { says: 'This key was made for this alg alone.' },
  'key-strong-enough': { says: 'The key is too long to be found by trying.' },
  'signature-matches': { says: 'The signature holds over the octets that came.', proof: 'signature' },
  'type-is-access-token': { says: 'The typ says that it is an access token.' },
  'issuer-is-ours': { says: 'The iss is the issuer whose keys these are.' },
  'audience-is-us': { says: 'The aud names this API.' },
  'not-expired': { says: 'The time of exp is still to come.' },
  'not-too-early': { says: 'The times of nbf and iat have been reached.' },
  'not-revoked': { says: 'The deny list does not hold the jti.' },
  'scope-covers-request': { says: 'The scope covers what this request does.' },
} satisfies Rules

const proofChecks = [
  ['bearer-token-present', 'RFC 6750 §2.1, §3.1'],
  ['compact-form-strict', 'RFC 7515 §3.1, §4'],
  ['alg-allowed', 'RFC 8725 §3.1'],
  ['crit-understood', 'RFC 7515 §4.1.11'],
  ['header-brings-no-key', 'RFC 8725 §3.10'],
  ['kid-is-plain', 'RFC 8725 §3.10'],
  ['key-known', 'RFC 7515 §4.1.4'],
  ['alg-fits-key', 'RFC 8725 §3.1, §2.1'],
  ['key-strong-enough', 'RFC 7518 §3.2; RFC 8725 §3.5'],
  ['signature-matches', 'RFC 7515 §5.2; RFC 8725 §3.3'],
  ['type-is-access-token', 'RFC 9068 §4; RFC 8725 §3.11'],
  ['issuer-is-ours', 'RFC 8725 §3.8'],
  ['audience-is-us', 'RFC 8725 §3.9'],
] as const

export const whoamiChecks = list('whoami', [
  ...proofChecks,
  ['not-expired', 'RFC 7519 §4.1.4'],
  ['not-too-early', 'RFC 7519 §4.1.5'],
  ['not-revoked', 'policy; RFC 7519 §4.1.7'],
  ['scope-covers-request', 'RFC 6750 §3.1'],
])

/** Only a token that verifies may enter the deny list: a made-up jti would fill it. */
export const revokeChecks = list('revoke', proofChecks)

export type ProvenToken = {
  readonly principal: Principal
  readonly claims: Readonly<Record<string, unknown>>
}

/** SERVER HALF. Shape, then key, then signature; what the token says is believed only after that. */
export const verify = verifier(
  rules,
  whoamiChecks,
  async (request, server: Server, checks): Promise<ProvenToken> => {
    const { check } = checks
    const proven = await prove(request, server, checks)
    const { exp, nbf, iat, jti } = proven.claims
    const now = server.now / 1000
    // §4.1.4: "on or after which the JWT MUST NOT be accepted". Issuer and server share a clock, so no leeway is given.
    check(isNumericDate(exp) && now < exp, 'not-expired', {
      expected: `a number above ${now}`,
      actual: shown(exp),
    })
    check(
      isNumericDate(iat) && iat <= now && (nbf === undefined || (isNumericDate(nbf) && nbf <= now)),
      'not-too-early',
      { expected: `numbers up to ${now}`, actual: `nbf ${shown(nbf)}, iat ${shown(iat)}` },
    )
    // The list begins anew with a reset, so what was issued before it is taken as revoked.
    const since = Math.floor(server.since / 1000)
    const lost = since > 0 && !(Number(iat) >= since)
    check(typeof jti === 'string' && !lost && !(await isDenied(server, jti)), 'not-revoked', {
      expected: `a jti that is not on the deny list${since > 0 ? `, issued from ${since} on` : ''}`,
      actual: `jti ${shown(jti)}, iat ${shown(iat)}`,
    })
    check(scopeCovers(proven.principal, request.method), 'scope-covers-request', {
      expected: scopeFor(request.method),
      actual: proven.principal.scope ?? 'no scope',
    })
    return proven
  },
)

export const verifyRevoke = verifier(rules, revokeChecks, prove)

/** The thirteen checks that make a token a statement of our issuer for us. */
async function prove(
  request: HttpRequest,
  server: Server,
  checks: Checks<typeof rules>,
): Promise<ProvenToken> {
  const { need, check, derive } = checks
  const lines = fieldLines(request, 'authorization')
  const token = lines.length === 1 ? /^bearer +(\S.*)$/i.exec(lines[0] ?? '')?.[1] : undefined
  const received = need(token, 'bearer-token-present', {
    expected: 'one Authorization field with Bearer and a token',
    actual: `${lines.length} ${lines.length === 1 ? 'field' : 'fields'}${token === undefined ? ', no Bearer token' : ''}`,
  })
  const read = readCompactForm(received)
  const form = need(
    typeof read === 'string' ? undefined : read,
    'compact-form-strict',
    typeof read === 'string' ? { expected: 'three parts in canonical form', actual: read } : undefined,
  )
  for (const value of signingInputDerivation(form.header, form.claims)) derive(value)
  await proveSignature(form, server, checks)

  const header = form.header.object
  const claims = form.claims.object
  const accessToken = readAccessToken(header, claims)
  const principal = check.or(
    accessToken,
    'type-is-access-token',
    { without: () => readAccessToken({ typ: 'at+jwt' }, { sub: '', ...claims }) ?? anybody },
    { expected: 'typ at+jwt, with a sub', actual: `typ ${shown(header.typ)}, sub ${shown(claims.sub)}` },
  )
  const issuer = issuerOf(server)
  check(claims.iss === issuer, 'issuer-is-ours', { expected: issuer, actual: shown(claims.iss) })
  const audience = audienceOf(server)
  check(names(claims.aud, audience), 'audience-is-us', { expected: audience, actual: shown(claims.aud) })
  return { principal, claims }
}

const anybody: Principal = { type: 'user', id: '' }

/** RFC 7519 §4.1.3: a string, or an array of strings of which one is us. */
function names(aud: unknown, us: string): boolean {
  if (!Array.isArray(aud)) return aud === us
  return aud.every((one) => typeof one === 'string') && aud.includes(us)
}
