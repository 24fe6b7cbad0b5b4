import { base64url } from '@lockstep/crypto/base64'
import { hmacSha256 } from '@lockstep/crypto/mac'
import { octets, request } from '@lockstep/http/message'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type JwtAlgorithm, jwtAlgorithms } from '../jose/jwt-algorithm.ts'
import { signToken } from '../jose/sign-token.ts'
import { pemOfJwk } from '../readers/web-key.ts'
import type { Exchange } from '../scheme.ts'
import { answerField, failedCheck, Lab } from '../testing/lab.ts'
import { accessTokenOf, buildBearer, buildLogin } from './credentials.ts'
import { jwt } from './index.ts'
import { issueToken, signingKey, type TokenChanges } from './issue-token.ts'
import { audienceOf, confirmationType, issuerOf, otherApiOf, otherTenantOf } from './issuer.ts'
import { addKey, useKey } from './key-ring.ts'
import { isStrong, keyBits } from './key-strength.ts'
import { licencePath, licenceText } from './public-files.ts'
import { publicKeyPem } from './public-key-pem.ts'
import { whoamiChecks } from './verify.ts'

let lab: Lab
/** Key pairs are kept over tests: making RSA keys is slow. */
const keyPairs = new Lab([jwt]).installation.keyPairs

beforeEach(() => {
  lab = new Lab([jwt])
  Object.assign(lab.installation, { keyPairs })
})

const world = (without?: string) => (without ? `${lab.base}/without/jwt.${without}` : lab.base)
const server = (without?: string) => lab.server(`${world(without)}/`)
const seconds = () => lab.clock / 1000
const issue = async (changes?: TokenChanges) => (await issueToken(server(), changes)).token
const whoami = (token: string, method = 'GET', without?: string) =>
  lab.send(buildBearer(method, `${world(without)}/jwt/whoami`, token).request)
const encode = (value: unknown) =>
  base64url.encode(octets(typeof value === 'string' ? value : JSON.stringify(value)))
const bodyOf = ({ response }: Exchange) =>
  'text' in response.body ? JSON.parse(response.body.text) : undefined

/** A token whose texts are given as they are, signed by the issuer's own ES256 key. */
async function signed(header: string, claims: string): Promise<string> {
  const { privateJwk } = await signingKey(server(), 'ES256')
  return (await signToken({ header, claims }, 'ES256', privateJwk)).token
}

async function texts(changes: TokenChanges = {}): Promise<{ header: string; claims: string }> {
  const { header, claims } = await issueToken(server(), changes)
  return { header: JSON.stringify(header), claims: JSON.stringify(claims) }
}

/** Refused at exactly this check, every earlier one passed, with the answer that RFC 6750 §3 asks for. */
function expectRefusal(exchange: Exchange, check: string) {
  expect(failedCheck(exchange)).toBe(check)
  const at = whoamiChecks.checks.findIndex(({ id }) => id === check)
  const outcomes = exchange.verdict?.checks.map(({ outcome }) => outcome) ?? []
  expect(outcomes.slice(0, at)).toEqual(new Array(at).fill('passed'))
  expect(new Set(outcomes.slice(at + 1))).toEqual(new Set(at + 1 < outcomes.length ? ['not-reached'] : []))
  const challenge = answerField(exchange, 'WWW-Authenticate')
  if (check === 'bearer-token-present') expect(challenge).toBe('Bearer realm="notes"')
  else if (check === 'scope-covers-request')
    expect(challenge).toMatch(
      /^Bearer realm="notes", error="insufficient_scope", scope="notes:(read|write)"$/,
    )
  else expect(challenge).toBe('Bearer realm="notes", error="invalid_token"')
  expect(exchange.response.status).toBe(check === 'scope-covers-request' ? 403 : 401)
}

describe('log-in', () => {
  const logIn = (body: object | string, headers = [['Content-Type', 'application/json']] as const) =>
    lab.send(
      request(
        'POST',
        `${lab.base}/jwt/login`,
        headers,
        typeof body === 'string' ? body : JSON.stringify(body),
      ),
    )
  let right: { userId: string; password: string }
  beforeEach(() => {
    const { userId, password } = lab.credentials(jwt)
    right = { userId, password }
  })

  it.each(jwtAlgorithms)('gives a token of %s that opens whoami', async (alg) => {
    const exchange = await lab.send(buildLogin(lab.base, { ...right, alg }).request)
    expect(exchange.response.status).toBe(200)
    expect(answerField(exchange, 'Cache-Control')).toBe('no-store')
    const answer = bodyOf(exchange)
    expect(answer).toEqual({
      access_token: expect.any(String),
      token_type: 'Bearer',
      expires_in: 900,
      scope: 'notes:read notes:write',
    })
    for (const method of ['GET', 'POST']) {
      const call = await whoami(answer.access_token, method)
      expect(call.response.status).toBe(200)
      expect(bodyOf(call)).toEqual({
        scheme: 'jwt',
        principal: { type: 'user', id: 'ada', client: 'notebook', scope: 'notes:read notes:write' },
      })
    }
  })

  it('takes ES256 where nothing is asked for, with the claims of RFC 9068 §2.2', async () => {
    const [header = '', payload = ''] = bodyOf(await logIn(right)).access_token.split('.')
    const json = (part: string) => JSON.parse(new TextDecoder().decode(base64url.decode(part)))
    expect(json(header)).toEqual({
      typ: 'at+jwt',
      alg: 'ES256',
      kid: expect.stringMatching(/^es256-[0-9a-f]{8}$/),
    })
    expect(json(payload)).toEqual({
      iss: `${lab.origin}/s/lab/jwt`,
      sub: 'ada',
      aud: `${lab.origin}/s/lab`,
      exp: seconds() + 900,
      nbf: seconds(),
      iat: seconds(),
      jti: expect.stringMatching(/^[\w-]{22}$/),
      client_id: 'notebook',
      scope: 'notes:read notes:write',
    })
  })

  it('narrows the scope where less is asked for', async () => {
    const answer = bodyOf(await logIn({ ...right, scope: 'notes:read' }))
    expect(answer.scope).toBe('notes:read')
    expect((await whoami(answer.access_token)).response.status).toBe(200)
    expectRefusal(await whoami(answer.access_token, 'POST'), 'scope-covers-request')
  })

  it.each([
    ['nothing', ''],
    ['no JSON', '{'],
    ['no object', '[]'],
    ['a name twice', '{"userId":"ada","password":"x","password":"y"}'],
    ['a BOM', '\ufeff{"userId":"ada","password":"x"}'],
    ['no password', { userId: 'ada' }],
    ['an empty user', { userId: '', password: 'x' }],
    ['a number', { userId: 'ada', password: 1 }],
    ['a long password', { userId: 'ada', password: 'x'.repeat(1025) }],
    ['another member', { userId: 'ada', password: 'x', admin: true }],
    ['a scope that there is not', { userId: 'ada', password: 'x', scope: 'everything' }],
    ['a scope twice', { userId: 'ada', password: 'x', scope: 'notes:read notes:read' }],
    ['no text in scope', { userId: 'ada', password: 'x', scope: ['notes:read'] }],
  ])('cannot read %s', async (_, body) => {
    const exchange = await logIn(body)
    expect(failedCheck(exchange)).toBe('body-well-formed')
    expect(exchange.response.status).toBe(400)
    expect(bodyOf(exchange)).toEqual({ error: 'invalid_request', error_description: expect.any(String) })
    expect(answerField(exchange, 'Cache-Control')).toBe('no-store')
  })

  it('cannot read another media type', async () => {
    const exchange = await logIn(right, [['Content-Type', 'application/x-www-form-urlencoded']] as never)
    expect(failedCheck(exchange)).toBe('body-well-formed')
    const bad = request(
      'POST',
      `${lab.base}/jwt/login`,
      [['Content-Type', 'application/json; charset=utf-8']],
      new Uint8Array([0x7b, 0xff, 0x7d]),
    )
    expect(failedCheck(await lab.send(bad))).toBe('body-well-formed')
  })

  it.each(['none', 'ES384', 'es256', '', 256, null, ['ES256']])('offers no alg %j', async (alg) => {
    const exchange = await logIn({ ...right, alg })
    expect(failedCheck(exchange)).toBe('alg-offered')
    expect(exchange.response.status).toBe(400)
    expect(bodyOf(exchange).error).toBe('invalid_request')
  })

  it('answers a wrong password and an unknown user alike', async () => {
    const wrong = await logIn({ ...right, password: 'x' })
    const unknown = await logIn({ ...right, userId: 'bob' })
    expect(failedCheck(wrong)).toBe('password-matches')
    expect(wrong.response.status).toBe(400)
    expect(bodyOf(wrong).error).toBe('invalid_grant')
    expect(unknown.response).toEqual(wrong.response)
    expect(unknown.verdict?.checks).toEqual(wrong.verdict?.checks)
  })

  it('counts ten failures a minute by user and address; a right password is none', async () => {
    const guess = (password: string, address = '192.0.2.1') =>
      lab.send(buildLogin(lab.base, { userId: 'ada', password }).request, { address })
    for (let i = 0; i < 12; i++) expect((await guess(right.password)).response.status).toBe(200)
    for (let i = 0; i < 10; i++) expect((await guess('x')).response.status).toBe(400)
    for (const password of ['x', right.password]) {
      const exchange = await guess(password)
      expect(failedCheck(exchange)).toBe('attempts-left')
      expect(exchange.response.status).toBe(429)
      expect(answerField(exchange, 'Retry-After')).toBe('60')
    }
    expect((await guess(right.password, '192.0.2.2')).response.status).toBe(200)
    lab.clock += 60_000
    expect((await guess(right.password)).response.status).toBe(200)
  })

  it('lets no more than ten of a hundred guesses at once through', async () => {
    const guesses = Array.from({ length: 100 }, (_, i) => logIn({ userId: 'ada', password: `guess ${i}` }))
    const tried = (await Promise.all(guesses)).filter((one) => failedCheck(one) === 'password-matches')
    expect(tried.length).toBe(10)
  })

  it('without attempts-left guesses go on; without password-matches any password will do', async () => {
    const at = (without: string, password: string) =>
      lab.send(buildLogin(world(without), { userId: 'ada', password }).request)
    for (let i = 0; i < 10; i++) await at('attempts-left', 'x')
    expect((await at('attempts-left', right.password)).response.status).toBe(200)
    const token = accessTokenOf(JSON.stringify(bodyOf(await at('password-matches', 'x')))) ?? ''
    expect((await whoami(token, 'GET', 'password-matches')).response.status).toBe(200)
    expect((await whoami(token)).response.status).toBe(401)
  })

  it('tells a trace no password and no finished token', async () => {
    const exchange = await logIn(right)
    const trace = JSON.stringify(exchange.verdict)
    expect(trace).not.toContain(right.password)
    expect(trace).not.toContain(bodyOf(exchange).access_token.split('.')[2])
    expect(exchange.verdict?.derivation?.map(({ name }) => name)).toEqual([
      'protectedHeader',
      'claimsSet',
      'signingInput',
      'signature',
      'compactSerialization',
    ])
  })
})

describe('bearer-token-present', () => {
  const fields: [string, [string, string][]][] = [
    ['no field', []],
    ['an empty one', [['Authorization', '']]],
    ['no token', [['Authorization', 'Bearer']]],
    ['another scheme', [['Authorization', 'Basic YWRhOng=']]],
    ['a scheme that begins so', [['Authorization', 'Bearers x.y.z']]],
    [
      'two fields',
      [
        ['Authorization', 'Bearer a.b.c'],
        ['authorization', 'Bearer a.b.c'],
      ],
    ],
  ]
  it.each(fields)('%s', async (_, headers) => {
    expectRefusal(await lab.get('/jwt/whoami', headers), 'bearer-token-present')
  })

  it('a token in the query or in the content is none', async () => {
    const token = await issue()
    expectRefusal(await lab.get(`/jwt/whoami?access_token=${token}`), 'bearer-token-present')
    const form = `access_token=${token}`
    const headers = [['Content-Type', 'application/x-www-form-urlencoded']] as const
    expectRefusal(await lab.get('/jwt/whoami', headers, 'POST', form), 'bearer-token-present')
  })

  it('the scheme has no case, and spaces may follow it', async () => {
    const token = await issue()
    for (const value of [`bearer ${token}`, `BEARER   ${token}`])
      expect((await lab.get('/jwt/whoami', [['Authorization', value]])).response.status).toBe(200)
  })
})

describe('compact-form-strict (JWT-04, -05, -08, -15, -18)', () => {
  const [h, p, s] = [0, 1, 2]
  const parts = async (change: (parts: string[]) => string[]) => change((await issue()).split('.')).join('.')
  const swap = (at: number, to: (part: string) => string) =>
    parts((all) => all.map((part, i) => (i === at ? to(part) : part)))
  const cases: [string, () => Promise<string>][] = [
    ['one part', async () => 'abc'],
    ['two parts', () => parts((all) => all.slice(0, 2))],
    ['four parts', () => parts((all) => [...all, 'AAAA'])],
    ['five parts, as of a JWE', () => parts((all) => [...all, 'AAAA', 'AAAA'])],
    ['a dot at the end', () => parts((all) => [...all, ''])],
    ['a dot at the beginning', () => parts((all) => ['', ...all])],
    ['padding in the header', () => swap(h, (part) => `${part}=`)],
    ['padding in the signature', () => swap(s, (part) => `${part}==`)],
    ['a space in the payload', () => swap(p, (part) => `${part.slice(0, 8)} ${part.slice(8)}`)],
    ['a tab after the signature', () => swap(s, (part) => `${part}\t`)],
    ['base64 in place of base64url', () => swap(s, () => 'ab+/')],
    [
      'unused bits in the payload',
      async () => `${encode({ alg: 'ES256' })}.${encode('{}').slice(0, -1)}1.AA`,
    ],
    [
      'unused bits in the signature',
      () => swap(s, (part) => `${part.slice(0, -1)}${part.endsWith('B') ? 'C' : 'B'}`),
    ],
    ['a header that is no JSON', async () => `${encode('alg')}.${encode({})}.AAAA`],
    ['an array for a header', async () => `${encode('[]')}.${encode({})}.AAAA`],
    ['a string for a payload', async () => signed((await texts()).header, '"ada"')],
    ['an empty payload', async () => signed((await texts()).header, '')],
    ['JSON with a comma too many', async () => signed((await texts()).header, '{"sub":"ada",}')],
    ['text after the payload', async () => signed((await texts()).header, '{}x')],
    ['a BOM before the header', async () => signed(`\ufeff${(await texts()).header}`, '{}')],
    ['a BOM before the payload', async () => signed((await texts()).header, '\ufeff{}')],
    [
      'a header parameter twice',
      async () => signed((await texts()).header.replace('{', '{"alg":"none",'), '{}'),
    ],
    ['a claim twice', async () => signed((await texts()).header, '{"sub":"ada","sub":"root"}')],
    [
      'a claim twice, once with escapes',
      async () => signed((await texts()).header, '{"sub":"a","s\\u0075b":"b"}'),
    ],
    ['a member twice further in', async () => signed((await texts()).header, '{"a":[{"b":1,"b":2}]}')],
    ['deep nesting', async () => signed((await texts()).header, `{"a":${'['.repeat(16)}${']'.repeat(16)}}`)],
    ['__proto__', async () => signed((await texts()).header, '{"__proto__":{"scope":"notes:write"}}')],
    ['a control character in a string', async () => signed((await texts()).header, '{"sub":"a\u0001"}')],
    ['b64 false', async () => issue({ header: { b64: false } })],
    ['b64 false, made critical', async () => issue({ header: { b64: false, crit: ['b64'] } })],
    ['more than 8 KiB', async () => issue({ claims: { filler: 'x'.repeat(8192) } })],
    [
      'PBES2 with a million rounds',
      async () => `${encode({ alg: 'PBES2-HS256+A128KW', enc: 'A128GCM', p2c: 1e6 })}.A.A.A.A`,
    ],
  ]
  it.each(cases)('%s', async (_, make) => {
    expectRefusal(await whoami(await make()), 'compact-form-strict')
  })

  it('octets that are no UTF-8', async () => {
    const header = (await texts()).header
    const bad = base64url.encode(new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]))
    expectRefusal(await whoami(`${encode(header)}.${bad}.AAAA`), 'compact-form-strict')
  })

  it('changes no prototype', async () => {
    await whoami(
      await signed(
        (await texts()).header,
        '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}',
      ),
    )
    expect(({} as { polluted?: number }).polluted).toBeUndefined()
  })

  it('refuses 8 KiB and more before it does any work', async () => {
    const started = performance.now()
    const exchange = await whoami(`${'A'.repeat(60_000)}.${'A'.repeat(60_000)}.A`)
    expect(failedCheck(exchange)).toBe('compact-form-strict')
    expect(exchange.verdict?.checks.find(({ id }) => id === 'compact-form-strict')?.actual).toBe(
      '120003 characters, at most 8192 are read',
    )
    expect(performance.now() - started).toBeLessThan(1000)
  })

  it('white space inside the JSON is the issuer’s own business', async () => {
    const { header, claims } = await texts()
    const spaced = (json: string) => JSON.stringify(JSON.parse(json), null, 2)
    expect((await whoami(await signed(spaced(header), spaced(claims)))).response.status).toBe(200)
  })
})

describe('one thing wrong', () => {
  const now = Date.UTC(2026, 10, 24, 12) / 1000
  const table: [string, string, TokenChanges][] = [
    // JWT-01
    ...['none', 'None', 'nOnE', 'NONE', '', 'hs256', 'es256', 'ES256 ', 'ES384', 'HS512', 'RSA-OAEP'].map(
      (alg): [string, string, TokenChanges] => [
        `alg ${JSON.stringify(alg)}`,
        'alg-allowed',
        { header: { alg } },
      ],
    ),
    ['alg is missing', 'alg-allowed', { header: { alg: undefined } }],
    ['alg is a number', 'alg-allowed', { header: { alg: 256 } }],
    ['alg is an array', 'alg-allowed', { header: { alg: ['ES256'] } }],
    ['alg is null', 'alg-allowed', { header: { alg: null } }],
    // JWT-14
    ['crit: unknown', 'crit-understood', { header: { crit: ['exp2'], exp2: 1 } }],
    ['crit: empty', 'crit-understood', { header: { crit: [] } }],
    ['crit: not present', 'crit-understood', { header: { crit: ['device'] } }],
    ['crit: a registered name', 'crit-understood', { header: { crit: ['alg'] } }],
    ['crit: no array', 'crit-understood', { header: { crit: 'device', device: 1 } }],
    ['crit: b64 true', 'crit-understood', { header: { crit: ['b64'], b64: true } }],
    // JWT-12
    ['jwk', 'header-brings-no-key', { header: { jwk: { kty: 'oct', k: 'AAAA' } } }],
    ['jku', 'header-brings-no-key', { header: { jku: 'https://evil.test/jwks.json' } }],
    ['x5u', 'header-brings-no-key', { header: { x5u: 'https://evil.test/cert.pem' } }],
    ['x5c', 'header-brings-no-key', { header: { x5c: ['MIIB'] } }],
    ['jwk: null', 'header-brings-no-key', { header: { jwk: null } }],
    // JWT-11
    ...[
      '../../dev/null',
      '/etc/passwd',
      "' OR 1=1--",
      'a\u0000b',
      'x'.repeat(65),
      '',
      'a b',
      'a.b',
      'ключ',
    ].map((kid): [string, string, TokenChanges] => [
      `kid ${JSON.stringify(kid).slice(0, 20)}`,
      'kid-is-plain',
      { header: { kid } },
    ]),
    ['kid is an object', 'kid-is-plain', { header: { kid: { $ne: null } } }],
    ['kid is a number', 'kid-is-plain', { header: { kid: 1 } }],
    ['kid is missing', 'key-known', { header: { kid: undefined } }],
    ['kid is unknown', 'key-known', { header: { kid: 'es256-00000000' } }],
    ['kid is a name of every object', 'key-known', { header: { kid: '__proto__' } }],
    // JWT-13
    ['no typ', 'type-is-access-token', { header: { typ: undefined } }],
    ['typ JWT, as of an ID Token', 'type-is-access-token', { header: { typ: 'JWT' } }],
    ['a logout token', 'type-is-access-token', { header: { typ: 'logout+jwt' } }],
    ['a DPoP proof', 'type-is-access-token', { header: { typ: 'dpop+jwt' } }],
    ['an e-mail confirmation', 'type-is-access-token', { header: { typ: confirmationType } }],
    ['a typ that ends so', 'type-is-access-token', { header: { typ: 'x-at+jwt' } }],
    ['typ is an array', 'type-is-access-token', { header: { typ: ['at+jwt'] } }],
    ['no sub', 'type-is-access-token', { claims: { sub: undefined } }],
    ['sub is a number', 'type-is-access-token', { claims: { sub: 1 } }],
    // JWT-09
    ['another issuer', 'issuer-is-ours', { claims: { iss: 'https://evil.test' } }],
    ['no issuer', 'issuer-is-ours', { claims: { iss: undefined } }],
    ['an issuer in an array', 'issuer-is-ours', { claims: { iss: ['http://localhost:8787/s/lab/jwt'] } }],
    ['a slash after the issuer', 'issuer-is-ours', { claims: { iss: 'http://localhost:8787/s/lab/jwt/' } }],
    // JWT-10
    ['no audience', 'audience-is-us', { claims: { aud: undefined } }],
    ['another audience', 'audience-is-us', { claims: { aud: 'http://localhost:8787/s/lab/billing' } }],
    ['an empty list', 'audience-is-us', { claims: { aud: [] } }],
    ['others only', 'audience-is-us', { claims: { aud: ['https://a.test', 'https://b.test'] } }],
    ['an object', 'audience-is-us', { claims: { aud: { 'http://localhost:8787/s/lab': 1 } } }],
    ['a list with a number', 'audience-is-us', { claims: { aud: ['http://localhost:8787/s/lab', 1] } }],
    // JWT-16
    ['exp is now', 'not-expired', { claims: { exp: now } }],
    ['exp was a second ago', 'not-expired', { claims: { exp: now - 1 } }],
    ['exp is negative', 'not-expired', { claims: { exp: -1 } }],
    ['exp is missing', 'not-expired', { claims: { exp: undefined } }],
    ['exp is a string', 'not-expired', { claims: { exp: String(now + 100) } }],
    ['exp is beyond all time', 'not-expired', { claims: { exp: 1e308 } }],
    ['exp is null', 'not-expired', { claims: { exp: null } }],
    ['nbf is a second away', 'not-too-early', { claims: { nbf: now + 1 } }],
    ['nbf is a string', 'not-too-early', { claims: { nbf: String(now) } }],
    ['iat is a second away', 'not-too-early', { claims: { iat: now + 1 } }],
    ['iat is missing', 'not-too-early', { claims: { iat: undefined } }],
    // JWT-17
    ['no jti', 'not-revoked', { claims: { jti: undefined } }],
    ['jti is a number', 'not-revoked', { claims: { jti: 1 } }],
    ['no scope', 'scope-covers-request', { claims: { scope: undefined } }],
    ['a scope that begins so', 'scope-covers-request', { claims: { scope: 'notes:readers notes' } }],
    ['a scope in an array', 'scope-covers-request', { claims: { scope: ['notes:read'] } }],
  ]

  it.each(table)('%s: %s', async (_, check, changes) => {
    expectRefusal(await whoami(await issue(changes)), check)
  })

  const right: [string, TokenChanges][] = [
    ['exp in a second', { claims: { exp: now + 1 } }],
    ['exp in half a second', { claims: { exp: now + 0.5 } }],
    ['nbf now', { claims: { nbf: now } }],
    ['no nbf', { claims: { nbf: undefined } }],
    ['typ application/at+jwt', { header: { typ: 'application/at+jwt' } }],
    ['typ AT+JWT', { header: { typ: 'AT+JWT' } }],
    ['a list with us in it', { claims: { aud: ['https://other.test', 'http://localhost:8787/s/lab'] } }],
    ['b64 true', { header: { b64: true } }],
    ['a header parameter that nobody knows', { header: { device: 'x' } }],
    ['read only', { claims: { scope: 'notes:read' } }],
  ]
  it.each(right)('%s: let in', async (_, changes) => {
    expect((await whoami(await issue(changes))).response.status).toBe(200)
  })

  it('exp that cannot be a number of JSON is not finite', async () => {
    const { header, claims } = await texts()
    const endless = claims.replace(/"exp":\d+/, '"exp":1e999')
    expectRefusal(await whoami(await signed(header, endless)), 'not-expired')
  })

  it('a copy is let in as often as it comes', async () => {
    const token = await issue()
    for (let i = 0; i < 3; i++) expect((await whoami(token)).response.status).toBe(200)
  })
})

describe('alg-fits-key (JWT-02, JWT-03)', () => {
  it('a public key is no secret, in whatever spelling', async () => {
    for (const alg of ['RS256', 'ES256'] as const) {
      const { kid, ...key } = await signingKey(server(), alg)
      const publicJwk: JsonWebKey = key.publicJwk ?? {}
      const pem = await publicKeyPem(publicJwk, alg)
      const der = Uint8Array.from(atob(pem.replace(/-----[^-]+-----|\s/g, '')), (c) => c.charCodeAt(0))
      const spellings = [
        octets(pem),
        octets(pem.trimEnd()),
        octets((await pemOfJwk({ ...publicJwk })) ?? ''),
        der,
        octets(pem.replace(/\n/g, '\r\n')),
        octets(JSON.stringify(publicJwk)),
        base64url.decode(publicJwk.n ?? publicJwk.x ?? '') ?? octets('x'),
        octets(publicJwk.n ?? publicJwk.x ?? ''),
      ]
      for (const spelling of spellings) {
        const { header, claims } = await texts({ header: { alg: 'HS256', kid } })
        const { token } = await signToken({ header, claims }, 'HS256', spelling)
        expectRefusal(await whoami(token), 'alg-fits-key')
        const elsewhere = await texts({
          header: { alg: 'HS256', kid: (await signingKey(server(), 'HS256')).kid },
        })
        expectRefusal(
          await whoami((await signToken(elsewhere, 'HS256', spelling)).token),
          'signature-matches',
        )
      }
    }
  })

  const pairs = jwtAlgorithms.flatMap((alg) =>
    jwtAlgorithms.filter((other) => other !== alg).map((other): [JwtAlgorithm, JwtAlgorithm] => [alg, other]),
  )
  it.each(pairs)('%s against a key that is for %s', async (alg, other) => {
    const { kid } = await signingKey(server(), other)
    expectRefusal(await whoami(await issue({ alg, header: { kid } })), 'alg-fits-key')
  })

  it('RS256 and PS256 have a key each', async () => {
    const [one, other] = [await signingKey(server(), 'RS256'), await signingKey(server(), 'PS256')]
    expect(one.publicJwk?.n).not.toBe(other.publicJwk?.n)
  })
})

describe('key-strong-enough (JWT-07)', () => {
  it('refuses a perfect token of the legacy secret', async () => {
    const { legacyKey } = lab.credentials(jwt)
    const token = await issue({ alg: 'HS256', key: { kid: 'legacy', privateJwk: legacyKey } })
    const exchange = await whoami(token)
    expectRefusal(exchange, 'key-strong-enough')
    expect(JSON.stringify(exchange.verdict)).not.toContain(legacyKey.k)
  })

  it('measures secrets and moduli', () => {
    expect(keyBits(new Uint8Array(32))).toBe(256)
    expect(isStrong(new Uint8Array(31))).toBe(false)
    expect(isStrong(new Uint8Array(32))).toBe(true)
    const modulus = (octetsOf: number, first: number) =>
      base64url.encode(Uint8Array.from({ length: octetsOf }, (_, i) => (i === 0 ? first : 1)))
    expect(keyBits({ kty: 'RSA', n: modulus(256, 0x80) })).toBe(2048)
    expect(keyBits({ kty: 'RSA', n: modulus(256, 0x40) })).toBe(2047)
    expect(isStrong({ kty: 'RSA', n: modulus(256, 0x40) })).toBe(false)
    expect(isStrong({ kty: 'RSA', n: modulus(128, 0xff) })).toBe(false)
    expect(isStrong({ kty: 'RSA' })).toBe(false)
    expect(isStrong({ kty: 'EC', crv: 'P-256' })).toBe(true)
  })

  it('gives every sandbox an HS256 key of 256 bits and RSA keys of 2048', async () => {
    for (const alg of jwtAlgorithms)
      expect(isStrong((await signingKey(server(), alg)).privateJwk), alg).toBe(true)
  })
})

describe('signature-matches (JWT-04, JWT-06)', () => {
  const replaced = (token: string, signature: string) =>
    `${token.split('.').slice(0, 2).join('.')}.${signature}`

  it.each(jwtAlgorithms)('%s: empty, short, long, flipped, of another token', async (alg) => {
    const token = await issue({ alg })
    const signature = base64url.decode(token.split('.')[2] ?? '') ?? new Uint8Array(0)
    const flipped = Uint8Array.from(signature, (octet, i) => (i === 5 ? octet ^ 1 : octet))
    const other = (await issue({ alg })).split('.')[2] ?? ''
    for (const wrong of [
      new Uint8Array(0),
      signature.slice(0, -1),
      new Uint8Array([...signature, 0]),
      flipped,
      new Uint8Array(signature.length),
    ])
      expectRefusal(await whoami(replaced(token, base64url.encode(wrong))), 'signature-matches')
    expectRefusal(await whoami(replaced(token, other)), 'signature-matches')
  })

  it('ES256 in DER, and the numbers that prove nothing', async () => {
    const token = await issue()
    const raw = base64url.decode(token.split('.')[2] ?? '') ?? new Uint8Array(64)
    const integer = (octetsOf: Uint8Array) => [2, octetsOf.length + 1, 0, ...octetsOf]
    const body = [...integer(raw.slice(0, 32)), ...integer(raw.slice(32))]
    const order = 'ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551'
    const n = order.match(/../g)?.map((pair) => Number.parseInt(pair, 16)) ?? []
    const zero = new Array(32).fill(0)
    const one = [...new Array(31).fill(0), 1]
    for (const wrong of [
      [48, body.length, ...body],
      [...zero, ...zero],
      [...n, ...n],
      [...zero, ...one],
      [...one, ...zero],
      [...n, ...one],
    ])
      expectRefusal(
        await whoami(replaced(token, base64url.encode(Uint8Array.from(wrong)))),
        'signature-matches',
      )
  })

  it('another claim under the old signature; another sandbox’s key under our kid', async () => {
    const token = await issue({ claims: { scope: 'notes:read' } })
    const [header = '', payload = '', signature] = token.split('.')
    const claims = JSON.parse(new TextDecoder().decode(base64url.decode(payload)))
    const more = `${header}.${encode({ ...claims, scope: 'notes:read notes:write' })}.${signature}`
    expectRefusal(await whoami(more, 'POST'), 'signature-matches')
    const foreign = await server().worldKeyPair('of another sandbox', 'p-256')
    const { kid } = await signingKey(server(), 'ES256')
    expectRefusal(
      await whoami(await issue({ key: { kid, privateJwk: { ...foreign.privateJwk, kid } } })),
      'signature-matches',
    )
  })

  it('is made over the octets that came: the same claims in other octets need another', async () => {
    const token = await issue()
    const [header = '', payload = '', signature] = token.split('.')
    const spaced = JSON.stringify(JSON.parse(new TextDecoder().decode(base64url.decode(payload))), null, 1)
    expectRefusal(await whoami(`${header}.${encode(spaced)}.${signature}`), 'signature-matches')
  })

  it('tells the HMAC to nobody: a trace has its beginning', async () => {
    const token = await issue({ alg: 'HS256' })
    const exchange = await whoami(replaced(token, 'A'.repeat(43)))
    const own = token.split('.')[2] ?? ''
    expect(JSON.stringify(exchange.verdict)).not.toContain(own.slice(0, 12))
    const derived = exchange.verdict?.derivation?.find(({ name }) => name === 'signature')
    expect(derived?.parts[0]?.text).toBe(`${own.slice(0, 8)}…`)
    const es256 = await whoami(await issue())
    expect(es256.verdict?.derivation?.some(({ name }) => name === 'signature')).toBe(false)
  })
})

describe('revoke (JWT-17)', () => {
  const revoke = (token: string) => lab.send(buildBearer('POST', `${lab.base}/jwt/revoke`, token).request)
  const denied = () => lab.server().store.list('jwt/denied/')

  it('ends this token and no other, for whichever octets say it', async () => {
    const jti = 'one-and-the-same'
    const [token, other] = [await issue({ claims: { jti } }), await issue()]
    const { header, claims } = await texts({ claims: { jti } })
    const spaced = await signed(header, JSON.stringify(JSON.parse(claims), null, 2))
    const answer = await revoke(token)
    expect(answer.response.status).toBe(200)
    expect(bodyOf(answer)).toEqual({ revoked: true, jti })
    expectRefusal(await whoami(token), 'not-revoked')
    expectRefusal(await whoami(spaced), 'not-revoked')
    expect((await whoami(other)).response.status).toBe(200)
    expect((await revoke(token)).response.status).toBe(200)
    expect(await denied()).toHaveLength(1)
  })

  it('keeps the row until exp and no longer', async () => {
    const token = await issue()
    await revoke(token)
    lab.clock += 899_000
    expectRefusal(await whoami(token), 'not-revoked')
    lab.clock += 1000
    expectRefusal(await whoami(token), 'not-expired')
    expect(await denied()).toEqual([])
  })

  it('is for tokens that verify: nobody else fills the list', async () => {
    const token = await issue()
    const forged = `${token.slice(0, -4)}AAAA`
    const expired = await issue({ claims: { exp: lab.clock / 1000 - 1 } })
    const refused = await revoke(forged)
    expect(failedCheck(refused)).toBe('signature-matches')
    expect(answerField(refused, 'WWW-Authenticate')).toBe('Bearer realm="notes", error="invalid_token"')
    expect((await lab.get('/jwt/revoke', [], 'POST')).response.status).toBe(401)
    expect((await revoke(expired)).response.status).toBe(200)
    expect((await revoke(await issue({ claims: { exp: undefined } }))).response.status).toBe(200)
    expect(await denied()).toEqual([])
  })

  it('keeps little of a long jti', async () => {
    const token = await issue({ claims: { jti: 'x'.repeat(3000) } })
    await revoke(token)
    expectRefusal(await whoami(token), 'not-revoked')
    expect((await denied())[0]?.[0].length).toBeLessThan(100)
  })
})

describe('the worlds without one check', () => {
  /** The same one thing wrong, forged afresh for the world where it gets in. */
  const gets: [string, (without: string) => Promise<string>][] = [
    [
      'alg-allowed',
      async (w) =>
        `${encode({ typ: 'at+jwt', alg: 'none' })}.${(await issueToken(server(w))).token.split('.')[1]}.`,
    ],
    [
      'crit-understood',
      async (w) => (await issueToken(server(w), { header: { crit: ['device'], device: 1 } })).token,
    ],
    [
      'header-brings-no-key',
      async (w) => {
        const key = { kty: 'oct', k: encode('a secret that Mallory made up herself'), alg: 'HS256' }
        return (
          await issueToken(server(w), {
            alg: 'HS256',
            header: { jwk: key },
            key: { kid: 'x', privateJwk: key } as never,
          })
        ).token
      },
    ],
    [
      'kid-is-plain',
      async (w) => {
        const { header, claims } = await issueToken(server(w), { alg: 'HS256', header: { kid: licencePath } })
        const forged = { header: JSON.stringify(header), claims: JSON.stringify(claims) }
        return (await signToken(forged, 'HS256', octets(licenceText))).token
      },
    ],
    [
      'alg-fits-key',
      async (w) => {
        const { kid, publicJwk = {} } = await signingKey(server(w), 'RS256')
        const { header, claims } = await issueToken(server(w), { alg: 'HS256', header: { kid } })
        const forged = { header: JSON.stringify(header), claims: JSON.stringify(claims) }
        return (await signToken(forged, 'HS256', octets(await publicKeyPem(publicJwk, 'RS256')))).token
      },
    ],
    [
      'key-strong-enough',
      async (w) => {
        const privateJwk = lab.credentials(jwt).legacyKey
        return (await issueToken(server(w), { alg: 'HS256', key: { kid: 'legacy', privateJwk } })).token
      },
    ],
    [
      'signature-matches',
      async (w) => `${(await issueToken(server(w))).token.slice(0, -8)}AAAAAAAA`.replace(/.$/, 'A'),
    ],
    [
      'type-is-access-token',
      async (w) => (await issueToken(server(w), { header: { typ: confirmationType } })).token,
    ],
    [
      'issuer-is-ours',
      async (w) => (await issueToken(server(w), { claims: { iss: otherTenantOf(server(w)) } })).token,
    ],
    [
      'audience-is-us',
      async (w) => (await issueToken(server(w), { claims: { aud: otherApiOf(server(w)) } })).token,
    ],
    ['not-expired', async (w) => (await issueToken(server(w), { claims: { exp: 1 } })).token],
    ['not-too-early', async (w) => (await issueToken(server(w), { claims: { nbf: lab.clock } })).token],
    ['scope-covers-request', async (w) => (await issueToken(server(w), { claims: { scope: '' } })).token],
  ]
  it.each(gets)('%s', async (without, make) => {
    const token = await make(without)
    const inside = await whoami(token, 'POST', without)
    expect(inside.response.status).toBe(200)
    const outcomes = new Map(inside.verdict?.checks.map(({ id, outcome }) => [id, outcome]))
    expect(outcomes.get(without)).toBe('removed')
    expect(
      [...outcomes.values()].filter((outcome) => !['passed', 'removed', 'not-applicable'].includes(outcome)),
    ).toEqual([])
    // What is worth something there is worth nothing anywhere else (WEAK-1).
    expect((await whoami(token)).response.status).toBe(401)
    for (const [other] of gets)
      if (other !== without) expect((await whoami(token, 'POST', other)).response.status, other).toBe(401)
  })

  it('not-revoked', async () => {
    const w = 'not-revoked'
    const { token } = await issueToken(server(w))
    expect(
      (await lab.send(buildBearer('POST', `${world(w)}/jwt/revoke`, token).request)).response.status,
    ).toBe(200)
    expect((await whoami(token, 'GET', w)).response.status).toBe(200)
  })

  it('alg none leaves three checks with nothing to look at, in any case of its letters', async () => {
    const [, payload] = (await issueToken(server('alg-allowed'))).token.split('.')
    for (const alg of ['none', 'NoNe']) {
      const inside = await whoami(`${encode({ typ: 'at+jwt', alg })}.${payload}.`, 'GET', 'alg-allowed')
      expect(inside.response.status).toBe(200)
      expect(
        inside.verdict?.checks.filter(({ outcome }) => outcome === 'not-applicable').map(({ id }) => id),
      ).toEqual(['alg-fits-key', 'key-strong-enough', 'signature-matches'])
    }
    const { token } = await issueToken(server('alg-allowed'), { header: { alg: 'HS512' } })
    expect(failedCheck(await whoami(token, 'GET', 'alg-allowed'))).toBe('alg-fits-key')
  })

  it('kid-is-plain: a path to nothing, or to nothing much, opens nothing', async () => {
    for (const [kid, secret, check] of [
      ['../../etc/passwd', 'x', 'key-known'],
      ['../../dev/null', '', 'key-strong-enough'],
      ['../../public/licence.txt', 'another text', 'signature-matches'],
    ] as const) {
      const { header, claims } = await issueToken(server('kid-is-plain'), { alg: 'HS256', header: { kid } })
      const forged = { header: JSON.stringify(header), claims: JSON.stringify(claims) }
      const { token } = await signToken(forged, 'HS256', octets(secret))
      expect(failedCheck(await whoami(token, 'GET', 'kid-is-plain'))).toBe(check)
    }
  })

  it('header-brings-no-key: a weak key, or none that can be used, opens nothing', async () => {
    const w = 'header-brings-no-key'
    const short = { kty: 'oct', k: encode('short'), alg: 'HS256' }
    const weak = await issueToken(server(w), {
      alg: 'HS256',
      header: { jwk: short },
      key: { kid: 'x', privateJwk: short } as never,
    })
    expect(failedCheck(await whoami(weak.token, 'GET', w))).toBe('key-strong-enough')
    for (const jwk of [null, [], 'x', 1, { kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA' }]) {
      const { token } = await issueToken(server(w), { header: { jwk, kid: undefined } })
      expect(['key-known', 'signature-matches']).toContain(failedCheck(await whoami(token, 'GET', w)))
    }
  })

  it('each world is an issuer of its own, with keys of its own', async () => {
    expect(issuerOf(server('not-expired'))).toBe(`${lab.origin}${world('not-expired')}/jwt`)
    expect(audienceOf(server('not-expired'))).toBe(`${lab.origin}${world('not-expired')}`)
    const [one, other] = [
      await signingKey(server(), 'ES256'),
      await signingKey(server('not-expired'), 'ES256'),
    ]
    expect(one.kid).not.toBe(other.kid)
    expect(one.publicJwk?.x).not.toBe(other.publicJwk?.x)
  })
})

describe('the key set (JWT-19, JWT-20)', () => {
  const owner = (path: string, body = '') =>
    lab.send(
      request(
        'POST',
        `${lab.base}/jwt/keys${path}`,
        body ? [['Content-Type', 'application/json']] : [],
        body,
      ),
      {
        owner: true,
      },
    )
  const list = async () =>
    bodyOf(await lab.send(request('GET', `${lab.base}/jwt/keys`), { owner: true })).keys as {
      kid: string
      state: string
    }[]
  const states = async () => (await list()).map(({ state }) => state)
  const kids = async () => bodyOf(await lab.get('/jwt/jwks.json')).keys.map(({ kid }: { kid: string }) => kid)
  const kidOf = (token: string) =>
    JSON.parse(new TextDecoder().decode(base64url.decode(token.split('.')[0] ?? ''))).kid as string

  it('has public members only, and no oct', async () => {
    await owner('')
    const exchange = await lab.get('/jwt/jwks.json')
    expect(exchange.response.status).toBe(200)
    expect(answerField(exchange, 'Content-Type')).toBe('application/jwk-set+json')
    expect(answerField(exchange, 'Cache-Control')).toBe('public, max-age=60')
    const { keys } = bodyOf(exchange)
    expect(keys.map(({ alg }: { alg: string }) => alg)).toEqual(['ES256', 'ES256', 'RS256', 'PS256', 'EdDSA'])
    for (const key of keys) {
      expect(key.kty).not.toBe('oct')
      for (const member of ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'])
        expect(key).not.toHaveProperty(member)
      expect(key).toMatchObject({ kid: expect.any(String), use: 'sig' })
    }
    expect(new Set(keys.map(({ kid }: { kid: string }) => kid)).size).toBe(keys.length)
  })

  it('rolls over with both keys side by side, until the last token of the old one has expired', async () => {
    const old = await issue()
    const { kid } = bodyOf(await owner(''))
    expect(await states()).toEqual(['in use', 'published'])
    expect(kidOf(await issue())).toBe(kidOf(old))
    expect(bodyOf(await owner(`/${kid}/use`)).state).toBe('in use')
    expect(await states()).toEqual(['replaced', 'in use'])
    expect(kidOf(await issue())).toBe(kid)
    expect((await whoami(old)).response.status).toBe(200)
    expect((await whoami(await issue())).response.status).toBe(200)
    expect(await kids()).toContain(kidOf(old))
    lab.clock += 910_000
    expect(await states()).toEqual(['retired', 'in use'])
    expect(await kids()).not.toContain(kidOf(old))
    const privateJwk = (await lab.allCredentials(jwt)).keys.find(
      (key: { kid: string }) => key.kid === kidOf(old),
    )
    expectRefusal(await whoami(await issue({ key: { kid: kidOf(old), privateJwk } })), 'key-known')
  })

  it('in the wrong order it refuses its own tokens until the key is published', async () => {
    const { kid } = bodyOf(await owner('', '{"published":false}'))
    expect(await states()).toEqual(['in use', 'unpublished'])
    expect(await kids()).not.toContain(kid)
    await owner(`/${kid}/use`)
    const early = await issue()
    expect(kidOf(early)).toBe(kid)
    expectRefusal(await whoami(early), 'key-known')
    await owner(`/${kid}/publish`)
    expect(await kids()).toContain(kid)
    expect((await whoami(early)).response.status).toBe(200)
  })

  it('goes back to an earlier key, and withdraws one at once', async () => {
    const old = await issue()
    const { kid } = bodyOf(await owner(''))
    await owner(`/${kid}/use`)
    const during = await issue()
    await owner(`/${kidOf(old)}/use`)
    expect(kidOf(await issue())).toBe(kidOf(old))
    expect((await whoami(during)).response.status).toBe(200)
    expect((await owner(`/${kidOf(old)}/withdraw`)).response.status).toBe(409)
    expect(bodyOf(await owner(`/${kid}/withdraw`)).state).toBe('withdrawn')
    expectRefusal(await whoami(during), 'key-known')
    for (const verb of ['use', 'publish', 'withdraw'])
      expect((await owner(`/${kid}/${verb}`)).response.status).toBe(409)
  })

  it('belongs to the owner, knows its keys, and makes sixteen at most', async () => {
    for (const path of ['', '/x/use', '/x/publish', '/x/withdraw'])
      expect((await lab.get(`/jwt/keys${path}`, [], 'POST')).response.status).toBe(401)
    expect((await owner('/es256-00000000/use')).response.status).toBe(404)
    expect((await owner('', '{"published":1}')).response.status).toBe(400)
    const made = await Promise.all(Array.from({ length: 20 }, () => owner('')))
    expect(made.filter(({ response }) => response.status === 201)).toHaveLength(15)
    expect(made.filter(({ response }) => response.status === 429)).toHaveLength(5)
    expect(await list()).toHaveLength(16)
  })

  it('is changed for another process too, which holds an older ring', async () => {
    const other = new Lab([jwt])
    const { key, store } = lab.installation
    Object.assign(other.installation, { key, store, keyPairs })
    const calls = (token: string) => other.send(buildBearer('GET', `${other.base}/jwt/whoami`, token).request)
    const old = await issue()
    expect((await calls(old)).response.status).toBe(200)
    const made = await addKey(server(), true)
    if (!made) throw new Error('Unexpected ring that is full')
    await useKey(server(), made)
    const token = await issue()
    expect(kidOf(token)).toBe(made.kid)
    expect((await calls(token)).response.status).toBe(200)
    expect((await calls(old)).response.status).toBe(200)
  })

  it('refuses nobody while keys are changed under load', async () => {
    const { userId, password } = lab.credentials(jwt)
    const refused: (string | undefined)[] = []
    let running = true
    const client = async () => {
      while (running) {
        const logIn = await lab.send(buildLogin(lab.base, { userId, password }).request)
        for (let i = 0; i < 3; i++) {
          const call = await whoami(bodyOf(logIn).access_token)
          if (call.response.status !== 200) refused.push(failedCheck(call))
        }
        await new Promise((resolve) => setImmediate(resolve))
      }
    }
    const clients = Array.from({ length: 8 }, client)
    for (let i = 0; i < 10; i++) {
      const { kid } = bodyOf(await owner(''))
      await new Promise((resolve) => setTimeout(resolve, 5))
      await owner(`/${kid}/use`)
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    running = false
    await Promise.all(clients)
    expect(refused).toEqual([])
    expect(lab.recorded.length).toBeGreaterThan(50)
  })
})

describe('what a call costs', () => {
  it('one look-up in the store: the deny list', async () => {
    const token = await issue()
    await whoami(token)
    const { store } = lab.installation
    const asked: string[] = []
    const counting = new Proxy(store, {
      get: (target, name) => {
        const value = Reflect.get(target, name)
        if (typeof value !== 'function') return value
        return (...given: unknown[]) => {
          asked.push(String(name))
          return value.apply(target, given)
        }
      },
    })
    Object.assign(lab.installation, { store: counting })
    expect((await whoami(token)).response.status).toBe(200)
    expect(asked).toEqual(['get'])
  })
})

describe('credentials', () => {
  let keys: (JsonWebKey & { kid: string })[]
  beforeAll(async () => {
    keys = (await new Lab([jwt]).allCredentials(jwt)).keys
  })

  it('has a private JWK for each algorithm, with kid, alg and use', () => {
    expect(keys.map(({ alg }) => alg)).toEqual([...jwtAlgorithms])
    for (const key of keys) {
      expect(key.use).toBe('sig')
      expect(key.kty === 'oct' ? key.k : key.d).toEqual(expect.any(String))
    }
  })

  it('is the same each time, and other in another sandbox', async () => {
    const [one, again] = [await lab.allCredentials(jwt), await lab.allCredentials(jwt)]
    expect(again).toEqual(one)
    const other = new Lab([jwt])
    other.installation.key.fill(1)
    expect(other.credentials(jwt).password).not.toBe(one.password)
    expect(other.credentials(jwt).legacyKey.k).not.toBe(one.legacyKey.k)
  })

  it('signs an HMAC that the server takes', async () => {
    const key = (await lab.allCredentials(jwt)).keys.find(({ kty }: { kty: string }) => kty === 'oct')
    const { header, claims } = await texts({ header: { alg: 'HS256', kid: key.kid } })
    const input = `${encode(header)}.${encode(claims)}`
    const mac = base64url.encode(hmacSha256(base64url.decode(key.k) ?? new Uint8Array(0), octets(input)))
    expect((await whoami(`${input}.${mac}`)).response.status).toBe(200)
  })
})
