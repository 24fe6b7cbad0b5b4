/** SERVER HALF of the API: what an access token of either form is worth to this request (RFC 6750, RFC 9068, RFC 9449). */
import { decodeForm } from '@lockstep/http/form-urlencoded'
import { fieldLines, type HttpRequest, splitTarget } from '@lockstep/http/message'
import { scopeCovers, scopeFor } from '../../endpoint.ts'
import { signatureHolds } from '../../jose/signature-holds.ts'
import { beginning, signatureDerivation, signingInputDerivation } from '../../jose/token-derivation.ts'
import { branches, type Checks, verifier } from '../../run-checks.ts'
import type { Accepted, Principal, Server } from '../../scheme.ts'
import { type Door, issuerOf, oauth2Door } from '../door.ts'
import { type AccessTokenRow, findAccessToken, isAccessTokenAlive } from '../tokens/access-tokens.ts'
import { isAccessTokenType, readIssuedJwt, rowOfClaims } from '../tokens/jwt-access-token.ts'
import {
  boundTokenChecks,
  judgeBoundToken,
  judgeProof,
  judgeSingleUse,
  proofChecks,
  singleUseCheck,
} from './dpop.ts'
import { readForm } from './form.ts'
import { type OAuth2Rules, rules } from './rules.ts'

const start = [
  ['access-token-present', 'RFC 6750 §2.1, §3.1; RFC 9449 §7.1'],
  ['one-transport', 'RFC 6750 §2, §3.1'],
] as const
const known = {
  opaque: [['access-token-known', 'RFC 6750 §3.1']],
  jwt: [
    ['access-token-known', 'RFC 9068 §4; RFC 7515 §3.1, §4.1.4'],
    ['access-token-signature-matches', 'RFC 9068 §4; RFC 7515 §5.2'],
    ['type-is-access-token', 'RFC 9068 §4, §2.2; RFC 8725 §3.11'],
  ],
} as const
const worth = [
  ['access-token-alive', 'RFC 6750 §3.1; RFC 7009 §2.2'],
  ['audience-is-us', 'RFC 9700 §2.3; RFC 9068 §4'],
] as const
const asBearer = ['bound-token-not-as-bearer', 'RFC 9449 §7.2'] as const
const certificate = ['certificate-matches-token', 'RFC 8705 §3'] as const
const scope = ['scope-covers-request', 'RFC 6750 §3.1'] as const
const proof = [...proofChecks, ...boundTokenChecks] as const

/** One for each form of token and each way to bring it. What comes with a proof cannot come as bearer as well. */
export const whoamiLists = branches('whoami', {
  opaque: [...start, ...known.opaque, ...worth, asBearer, certificate, scope],
  jwt: [...start, ...known.jwt, ...worth, asBearer, certificate, scope],
  'opaque-dpop': [...start, ...known.opaque, ...worth, certificate, ...proof, scope, singleUseCheck],
  'jwt-dpop': [...start, ...known.jwt, ...worth, certificate, ...proof, scope, singleUseCheck],
})

/** `token` is the row of the access token, for what an endpoint of this API answers. */
export type Called = Accepted & { readonly token: AccessTokenRow }

/** Judges a request to the API behind a door. */
export function judgeWhoami(door: Pick<Door, 'slug'>) {
  return async (request: HttpRequest, server: Server, checks: Checks<OAuth2Rules>): Promise<Called> => {
    const { need, check, branch } = checks
    const came = transports(request)
    const [field] = came.fields
    const { authScheme, accessToken } = need(field, 'access-token-present', {
      expected: 'an Authorization field with Bearer or DPoP and a token',
      actual: field ? `${field.authScheme} and a token` : 'no such field',
    })
    const isProven = authScheme === 'DPoP'
    const isJwt = accessToken.includes('.')
    branch(`${isJwt ? 'jwt' : 'opaque'}${isProven ? '-dpop' : ''}`)
    const places = [...came.fields.map(({ authScheme: name }) => `Authorization: ${name}`), ...came.others]
    check(places.length === 1, 'one-transport', { expected: 'one place', actual: places.join(', ') })

    const token = isJwt
      ? await judgeJwt(accessToken, server, checks)
      : need(await findAccessToken(server, accessToken), 'access-token-known', {
          expected: 'a token on record',
          actual: 'another text',
        })
    const alive = await isAccessTokenAlive(server, token)
    check(alive, 'access-token-alive', {
      expected: 'a token that is neither expired nor revoked',
      actual: alive ? 'that' : server.now >= token.expiresAt ? 'expired' : 'revoked',
    })
    // The API of the sandbox has two addresses, one behind each door (RFC 8707 §2).
    const names = [issuerOf(server), `${issuerOf(server)}/${door.slug}`]
    check(
      token.audience.some((one) => names.includes(one)),
      'audience-is-us',
      { expected: names.join(' or '), actual: token.audience.join(', ') },
    )
    if (!isProven) {
      check(token.jkt === undefined, 'bound-token-not-as-bearer', {
        expected: 'a token that is bound to no key',
        actual: token.jkt === undefined ? 'that' : `bound to ${token.jkt}`,
      })
    }
    const shown = server.connection.clientCertificate?.thumbprint
    check(token.x5t === undefined || token.x5t === shown, 'certificate-matches-token', {
      expected: token.x5t ?? 'any: this token is bound to no certificate',
      actual: shown ?? 'no certificate',
    })
    const proven = isProven ? await judgeProof(request, server, checks) : undefined
    if (proven) judgeBoundToken(proven, { accessToken, boundTo: token.jkt }, checks)
    const principal = principalOf(token)
    check(scopeCovers(principal, request.method), 'scope-covers-request', {
      expected: scopeFor(request.method),
      actual: token.scope === '' ? 'no scope' : token.scope,
    })
    if (proven) await judgeSingleUse(server, proven, checks)
    return { principal, token }
  }
}

export const verifyWhoami = verifier(rules, whoamiLists, judgeWhoami(oauth2Door))

/** The three checks that make a JWT an access token of ours. What it says is believed after its signature. */
async function judgeJwt(
  accessToken: string,
  server: Server,
  { need, check, derive }: Checks<OAuth2Rules>,
): Promise<AccessTokenRow> {
  const read = await readIssuedJwt(server, accessToken)
  const { form, key } = need(typeof read === 'string' ? undefined : read, 'access-token-known', {
    expected: `a JWT of ${issuerOf(server)} under a key of its set`,
    actual: typeof read === 'string' ? read : 'that',
  })
  for (const value of signingInputDerivation(form.header, form.claims)) derive(value)
  derive(signatureDerivation(key.alg, beginning(form.encodedSignature)))
  const signed = await signatureHolds(form, key.alg, key.publicJwk)
  check(signed, 'access-token-signature-matches', {
    expected: `a signature by ${key.kid}`,
    actual: signed ? 'that' : `${beginning(form.encodedSignature)}, which is none`,
  })
  const claims = form.claims.object
  const row = rowOfClaims(server, claims)
  return check.or(
    isAccessTokenType(form) ? row : undefined,
    'type-is-access-token',
    { without: () => row ?? rowOfAnyJwt(server, claims) },
    {
      expected: 'typ at+jwt, with sub, client_id, exp, iat and jti',
      actual: `typ ${String(form.header.object.typ).slice(0, 80)}${row ? '' : ', a claim missing'}`,
    },
  )
}

/** What a careless API makes of any signed token: what is not there, it does without. */
function rowOfAnyJwt(server: Server, claims: Readonly<Record<string, unknown>>): AccessTokenRow {
  const { aud, azp } = claims
  const client_id = azp ?? (Array.isArray(aud) ? aud[0] : aud) ?? ''
  const filled = { jti: '.', exp: 0, iat: 0, sub: '', ...claims, client_id: String(client_id) }
  return rowOfClaims(server, filled) ?? { ...nothing, client_id: String(client_id) }
}

const nothing = {
  jti: '.',
  grantId: '',
  sub: '',
  scope: '',
  audience: [],
  issuedAt: 0,
  expiresAt: 0,
  format: 'jwt',
} as const

function principalOf({ sub, client_id, scope: granted }: AccessTokenRow): Principal {
  return sub === undefined
    ? { type: 'client', id: client_id, scope: granted }
    : { type: 'user', id: sub, client: client_id, scope: granted }
}

type Came = {
  readonly fields: readonly { readonly authScheme: 'Bearer' | 'DPoP'; readonly accessToken: string }[]
  /** Where a token came besides: none of these opens anything (RFC 9700 §4.3.2), and two at once are refused. */
  readonly others: readonly string[]
}

/** Every place in which an access token came (RFC 6750 §2). */
export function transports(request: HttpRequest): Came {
  const fields = fieldLines(request, 'authorization').flatMap((line) => {
    const [, name = '', accessToken] = /^(bearer|dpop) +(\S.*)$/i.exec(line) ?? []
    if (accessToken === undefined) return []
    return [
      { authScheme: name.toLowerCase() === 'dpop' ? ('DPoP' as const) : ('Bearer' as const), accessToken },
    ]
  })
  const query = decodeForm(splitTarget(request.target).query ?? '') ?? []
  return {
    fields,
    others: [
      ...(query.some(([name]) => name === 'access_token') ? ['the query'] : []),
      ...(readForm(request).value('access_token') === undefined ? [] : ['the content']),
    ],
  }
}
