/** DPoP: the requirements on proofs, at the token endpoint and at the API. The figures of RFC 9449 are among the vectors. */
import { base64url } from '@lockstep/crypto/base64'
import { encodeForm, formMediaType } from '@lockstep/http/form-urlencoded'
import type { FieldLine } from '@lockstep/http/message'
import { beforeEach, describe, expect, it } from 'vitest'
import { signToken } from '../jose/sign-token.ts'
import type { Exchange, KeyPair } from '../scheme.ts'
import { answerField, failedCheck, Lab } from '../testing/lab.ts'
import { findClient } from './clients/clients.ts'
import { seededClientSecret } from './clients/seeded-clients.ts'
import { issuerOf } from './door.ts'
import { oauth2 } from './index.ts'
import { issueTokens } from './tokens/access-tokens.ts'
import { accessTokenHash, isForRequest, jktOf } from './tokens/dpop.ts'
import { dpopNonce, isDpopNonce } from './tokens/dpop-nonce.ts'
import { startGrant } from './tokens/grants.ts'

type Claims = Record<string, unknown>

const rounds = Number(process.env.ROUNDS ?? 100)

let lab: Lab
let own: KeyPair

beforeEach(async () => {
  lab = new Lab([oauth2])
  own = await lab.server().keyPair('oauth2/test', 'p-256')
})

/** A proof for this lab, honest but for what is given. `undefined` leaves a member out. */
async function proof(
  path: string,
  htm: string,
  header: Claims = {},
  claims: Claims = {},
  key = own,
): Promise<string> {
  const texts = {
    header: JSON.stringify({ typ: 'dpop+jwt', alg: 'ES256', jwk: key.publicJwk, ...header }),
    claims: JSON.stringify({
      jti: base64url.encode(lab.installation.random(16)),
      htm,
      htu: `${lab.origin}${lab.base}/oauth2/${path}`,
      iat: Math.floor(lab.clock / 1000),
      nonce: dpopNonce(lab.server()),
      ...claims,
    }),
  }
  return (await signToken(texts, 'ES256', key.privateJwk)).token
}

function ask(...proofs: readonly string[]): Promise<Exchange> {
  const secret = seededClientSecret(lab.server(), 'nightly')
  const fields: FieldLine[] = [
    ['Authorization', `Basic ${btoa(`nightly:${secret}`)}`],
    ['Content-Type', formMediaType],
    ...proofs.map((one): FieldLine => ['DPoP', one]),
  ]
  return lab.get('/oauth2/token', fields, 'POST', encodeForm([['grant_type', 'client_credentials']]))
}

const told = ({ response }: Exchange) => JSON.parse((response.body as { text: string }).text)

async function boundToken(): Promise<string> {
  const server = lab.server()
  const client = await findClient(server, 'reader')
  if (!client) throw new Error('Unexpected world without Reader')
  const scope = 'notes:read'
  const grant = await startGrant(server, {
    door: 'oauth2',
    client_id: 'reader',
    sub: 'ada',
    scope,
    audience: [issuerOf(server)],
    jkt: jktOf({ ...own.publicJwk }),
  })
  return (await issueTokens(server, grant, { client, scope, withRefresh: false })).accessToken
}

const call = (token: string, ...proofs: readonly string[]) =>
  lab.get('/oauth2/whoami', [
    ['Authorization', `DPoP ${token}`],
    ...proofs.map((one): FieldLine => ['DPoP', one]),
  ])

describe('OA2-54: the twelve checks (§4.3), at the token endpoint', () => {
  const wrong: readonly (readonly [string, () => Promise<readonly string[]>, string])[] = [
    [
      '1: two fields',
      async () => [await proof('token', 'POST'), await proof('token', 'POST')],
      'dpop-well-formed',
    ],
    ['2: no JWT', async () => ['abc'], 'dpop-well-formed'],
    ['2: padding', async () => [`${await proof('token', 'POST')}=`], 'dpop-well-formed'],
    ['3: no jti', async () => [await proof('token', 'POST', {}, { jti: undefined })], 'dpop-well-formed'],
    ['3: an empty jti', async () => [await proof('token', 'POST', {}, { jti: '' })], 'dpop-well-formed'],
    ['3: no htm', async () => [await proof('token', 'POST', {}, { htm: undefined })], 'dpop-well-formed'],
    ['3: no htu', async () => [await proof('token', 'POST', {}, { htu: undefined })], 'dpop-well-formed'],
    ['3: no iat', async () => [await proof('token', 'POST', {}, { iat: undefined })], 'dpop-well-formed'],
    [
      '3: an iat in letters',
      async () => [await proof('token', 'POST', {}, { iat: '1' })],
      'dpop-well-formed',
    ],
    ['3: no jwk', async () => [await proof('token', 'POST', { jwk: undefined })], 'dpop-well-formed'],
    ['3: a crit', async () => [await proof('token', 'POST', { crit: ['x'], x: 1 })], 'dpop-well-formed'],
    ['4: typ JWT', async () => [await proof('token', 'POST', { typ: 'JWT' })], 'dpop-type'],
    ['4: no typ', async () => [await proof('token', 'POST', { typ: undefined })], 'dpop-type'],
    ['5: alg none', async () => [await proof('token', 'POST', { alg: 'none' })], 'dpop-alg-allowed'],
    ['5: alg HS256', async () => [await proof('token', 'POST', { alg: 'HS256' })], 'dpop-alg-allowed'],
    ['5: no alg', async () => [await proof('token', 'POST', { alg: undefined })], 'dpop-alg-allowed'],
    [
      '6: another key',
      async () => [await proof('token', 'POST', {}, {}, await mixed())],
      'dpop-signature-matches',
    ],
    [
      '6: another alg',
      async () => [await proof('token', 'POST', { alg: 'RS256' })],
      'dpop-signature-matches',
    ],
    [
      '7: a private key',
      async () => [await proof('token', 'POST', { jwk: own.privateJwk })],
      'dpop-key-public',
    ],
    [
      '7: a secret',
      async () => [await proof('token', 'POST', { jwk: { kty: 'oct', k: 'AA' } })],
      'dpop-key-public',
    ],
    ['8: another method', async () => [await proof('token', 'GET')], 'dpop-request-matches'],
    ['8: the method in small letters', async () => [await proof('token', 'post')], 'dpop-request-matches'],
    ['9: another address', async () => [await proof('whoami', 'POST')], 'dpop-request-matches'],
    [
      '10: no nonce',
      async () => [await proof('token', 'POST', {}, { nonce: undefined })],
      'dpop-nonce-matches',
    ],
    ['11: 61 s old', async () => [await proof('token', 'POST', {}, { iat: now() - 61 })], 'dpop-recent'],
    ['11: 6 s ahead', async () => [await proof('token', 'POST', {}, { iat: now() + 6 })], 'dpop-recent'],
  ]
  it.each(wrong)('%s', async (_, make, fault) => {
    const answer = await ask(...(await make()))
    expect(failedCheck(answer)).toBe('dpop-proof-valid')
    expect(answer.verdict?.checks.find(({ id }) => id === 'dpop-proof-valid')?.actual).toContain(fault)
    expect(answer.response.status).toBe(400)
    const error = fault === 'dpop-nonce-matches' ? 'use_dpop_nonce' : 'invalid_dpop_proof'
    expect(told(answer)).toMatchObject({ error })
    expect(answerField(answer, 'dpop-nonce')).toBe(dpopNonce(lab.server()))
    expect(answerField(answer, 'cache-control')).toBe('no-store')
  })

  it.each([
    ['60 s old', {}, () => ({ iat: now() - 60 })],
    ['5 s ahead', {}, () => ({ iat: now() + 5 })],
    ['with the typ in full', { typ: 'application/dpop+jwt' }, () => ({})],
    ['with a query in the htu', {}, () => ({ htu: `${lab.origin}${lab.base}/oauth2/token?a=b#c` })],
  ])('a proof %s is good', async (_, header, claims) => {
    const answer = await ask(await proof('token', 'POST', header, claims()))
    expect(told(answer)).toMatchObject({ token_type: 'DPoP' })
  })

  it('12: the hash and the key of the token, at the API', async () => {
    const token = await boundToken()
    const other = await lab.server().keyPair('oauth2/other', 'p-256')
    const bare = await call(token, await proof('whoami', 'GET'))
    expect(failedCheck(bare)).toBe('dpop-token-hash-matches')
    const ath = accessTokenHash(token)
    expect(failedCheck(await call(token, await proof('whoami', 'GET', {}, { ath }, other)))).toBe(
      'dpop-key-matches',
    )
    const good = await call(token, await proof('whoami', 'GET', {}, { ath }))
    expect(good.response.status).toBe(200)
  })

  it('a token that is bound to no key opens nothing as DPoP (§7.1)', async () => {
    const server = lab.server()
    const client = await findClient(server, 'reader')
    if (!client) throw new Error('Unexpected world without Reader')
    const given = { door: 'oauth2', client_id: 'reader', sub: 'ada', scope: 'notes:read' } as const
    const grant = await startGrant(server, { ...given, audience: [issuerOf(server)] })
    const how = { client, scope: 'notes:read', withRefresh: false }
    const { accessToken } = await issueTokens(server, grant, how)
    const answer = await call(
      accessToken,
      await proof('whoami', 'GET', {}, { ath: accessTokenHash(accessToken) }),
    )
    expect(failedCheck(answer)).toBe('dpop-key-matches')
  })
})

describe('OA2-55: a proof is good once', () => {
  it('at the token endpoint', async () => {
    const once = await proof('token', 'POST')
    expect((await ask(once)).response.status).toBe(200)
    const again = await ask(once)
    expect(failedCheck(again)).toBe('dpop-proof-valid')
    expect(told(again)).toMatchObject({ error: 'invalid_dpop_proof' })
  })

  it('at the API, until it is too old', async () => {
    const token = await boundToken()
    const once = await proof('whoami', 'GET', {}, { ath: accessTokenHash(token) })
    expect((await call(token, once)).response.status).toBe(200)
    expect(failedCheck(await call(token, once))).toBe('dpop-jti-unused')
    lab.clock += 60_000
    expect(failedCheck(await call(token, once))).toBe('dpop-jti-unused')
    lab.clock += 1000
    expect(failedCheck(await call(token, once))).toBe('dpop-recent')
  })

  it('a jti of ten thousand characters is not read', async () => {
    const answer = await ask(await proof('token', 'POST', {}, { jti: 'x'.repeat(10_000) }))
    expect(answer.response.status).toBe(400)
    const longer = await ask(await proof('token', 'POST', {}, { jti: 'x'.repeat(257) }))
    expect(told(longer)).toMatchObject({ error: 'invalid_dpop_proof' })
    expect((await ask(await proof('token', 'POST', {}, { jti: 'x'.repeat(256) }))).response.status).toBe(200)
  })

  it('what was refused is not spent, and nobody spends the jti of another key', async () => {
    const token = await boundToken()
    const claims = { ath: accessTokenHash(token), jti: 'the same' }
    const other = await lab.server().keyPair('oauth2/other', 'p-256')
    expect(failedCheck(await call(token, await proof('whoami', 'GET', {}, claims, other)))).toBe(
      'dpop-key-matches',
    )
    expect((await ask(await proof('token', 'POST', {}, { jti: 'the same' }, other))).response.status).toBe(
      200,
    )
    expect((await call(token, await proof('whoami', 'GET', {}, claims))).response.status).toBe(200)
  })

  it(`of eight at once one is good, ${rounds} times`, { timeout: 120_000 }, async () => {
    const token = await boundToken()
    const ath = accessTokenHash(token)
    for (let round = 0; round < rounds; round++) {
      const once = await proof('whoami', 'GET', {}, { ath })
      const answers = await Promise.all(Array.from({ length: 8 }, () => call(token, once)))
      expect(answers.filter(({ response }) => response.status === 200)).toHaveLength(1)
      const lost = answers.filter(({ response }) => response.status !== 200)
      expect(new Set(lost.map(failedCheck))).toEqual(new Set(['dpop-jti-unused']))
    }
  })
})

describe('OA2-56: the nonce of the server', () => {
  it('comes in one field, and opens either endpoint with it', async () => {
    const token = await boundToken()
    const ath = accessTokenHash(token)
    const refused = await call(token, await proof('whoami', 'GET', {}, { ath, nonce: undefined }))
    expect(refused.response.status).toBe(401)
    expect(answerField(refused, 'www-authenticate')).toMatch(/^DPoP error="use_dpop_nonce", algs="/)
    expect(refused.response.headers.filter(([name]) => name === 'DPoP-Nonce')).toHaveLength(1)
    const nonce = answerField(refused, 'dpop-nonce')
    const opened = await call(token, await proof('whoami', 'GET', {}, { ath, nonce }))
    expect(opened.response.status).toBe(200)
    expect((await ask(await proof('token', 'POST', {}, { nonce }))).response.status).toBe(200)
  })

  it('comes with a success too, is good for a minute at least and two at most, and in one world', () => {
    const given = dpopNonce(lab.server())
    expect(given).toMatch(/^[A-Za-z0-9_-]{22}$/)
    lab.clock += 60_000
    expect(isDpopNonce(lab.server(), given)).toBe(true)
    expect(isDpopNonce(lab.server(`${lab.base}/without/oauth2.dpop-recent/`), given)).toBe(false)
    lab.clock += 60_000
    expect(isDpopNonce(lab.server(), given)).toBe(false)
  })
})

it('OA2-57: a bound token is no bearer token', async () => {
  const answer = await lab.get('/oauth2/whoami', [['Authorization', `Bearer ${await boundToken()}`]])
  expect(failedCheck(answer)).toBe('bound-token-not-as-bearer')
  expect(answerField(answer, 'www-authenticate')).toBe('Bearer realm="notes", error="invalid_token"')
})

it('OA2-58: what comes for a proof has the type DPoP, and is bound to its key', async () => {
  const { token_type, access_token } = told(await ask(await proof('token', 'POST')))
  expect(token_type).toBe('DPoP')
  const ath = accessTokenHash(access_token)
  expect((await call(access_token, await proof('whoami', 'GET', {}, { ath }))).response.status).toBe(200)
})

describe('the htu, compared after it was put into one spelling (RFC 3986 §6.2)', () => {
  const server = { origin: 'https://notes.example:8443' }
  const same = (htu: string, target = '/s/a/oauth2/token') =>
    isForRequest({ htm: 'POST', htu }, { method: 'POST', target }, server)
  it.each([
    'https://notes.example:8443/s/a/oauth2/token',
    'HTTPS://NOTES.example:8443/s/a/oauth2/token',
    'https://notes.example:8443/s/a/oauth2/token?x=1',
    'https://notes.example:8443/s/a/oauth2/token#x',
    'https://notes.example:8443/s/a/oauth2/%74oken',
    'https://notes.example:8443/s/b/../a/oauth2/token',
  ])('%s is this request', (htu) => {
    expect(same(htu)).toBe(true)
  })
  it.each([
    'http://notes.example:8443/s/a/oauth2/token',
    'https://notes.example/s/a/oauth2/token',
    'https://other.example:8443/s/a/oauth2/token',
    'https://notes.example:8443/s/a/oauth2/token/',
    'https://notes.example:8443/s/a/oauth2/Token',
    'https://notes.example:8443/s/a/oauth2%2Ftoken',
    'https://ada@notes.example:8443/s/a/oauth2/token',
    '/s/a/oauth2/token',
    'ftp://notes.example:8443/s/a/oauth2/token',
    'no address',
    '',
  ])('%s is another', (htu) => {
    expect(same(htu)).toBe(false)
  })
  it('an octet that cannot stand as a letter is compared whatever its case', () => {
    expect(same('https://notes.example:8443/s/a/%c3%a9', '/s/a/%C3%A9')).toBe(true)
  })
})

function now(): number {
  return Math.floor(lab.clock / 1000)
}

/** The public half of one key with the private half of another. */
async function mixed(): Promise<KeyPair> {
  return { ...own, privateJwk: (await lab.server().keyPair('oauth2/other', 'p-256')).privateJwk }
}
