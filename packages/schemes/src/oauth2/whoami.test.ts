/** The API: an honest call in each branch, and every check of each branch failing once. */
import { base64url } from '@lockstep/crypto/base64'
import { parseChallenges } from '@lockstep/http/authentication'
import { type FieldLine, request } from '@lockstep/http/message'
import { beforeEach, describe, expect, it } from 'vitest'
import { signToken } from '../jose/sign-token.ts'
import type { Exchange, KeyPair, Server } from '../scheme.ts'
import { bothDoors, doors } from '../testing/doors.ts'
import { answerField, failedCheck, Lab } from '../testing/lab.ts'
import { findClient } from './clients/clients.ts'
import { issuerOf } from './door.ts'
import { oauth2 } from './index.ts'
import { issueTokens, revokeAccessToken } from './tokens/access-tokens.ts'
import { accessTokenHash, jktOf } from './tokens/dpop.ts'
import { dpopNonce } from './tokens/dpop-nonce.ts'
import { revokeGrant, startGrant } from './tokens/grants.ts'
import { readJwtAccessToken } from './tokens/jwt-access-token.ts'
import { signingKeyFor } from './tokens/keys.ts'
import { whoamiLists } from './verify/whoami.ts'

type Branch = 'opaque' | 'jwt' | 'opaque-dpop' | 'jwt-dpop'
type Claims = Record<string, unknown>

/** What is not as it should be. */
type Changes = {
  readonly scope?: string
  readonly audience?: string
  readonly boundTo?: KeyPair | null
  readonly x5t?: string
  readonly shown?: string
  readonly method?: string
  /** In place of the field, or beside it. */
  readonly fields?: (token: string) => readonly FieldLine[]
  readonly query?: string
  readonly token?: (token: string, server: Server) => Promise<string> | string
  readonly later?: number
  readonly proof?: {
    readonly header?: Claims
    readonly claims?: Claims
    readonly key?: KeyPair
    readonly sent?: (proof: string) => readonly FieldLine[]
  }
  readonly spent?: true
}

let lab: Lab
/** The door that is asked. */
let slug: (typeof doors)[number]
let own: KeyPair
let others: KeyPair

beforeEach(async () => {
  lab = new Lab(bothDoors)
  slug = 'oauth2'
  own = await lab.server().keyPair('oauth2/test', 'p-256')
  others = await lab.server().keyPair('oauth2/other', 'p-256')
})

const seconds = () => Math.floor(lab.clock / 1000)
const isDpop = (branch: Branch) => branch.endsWith('-dpop')

async function tokenOf(server: Server, branch: Branch, { scope, audience, boundTo, x5t }: Changes) {
  const reader = await findClient(server, 'reader')
  if (!reader) throw new Error('Unexpected world without Reader')
  const key = boundTo === undefined ? (isDpop(branch) ? own : null) : boundTo
  const given = scope ?? 'notes:read notes:write'
  const grant = await startGrant(server, {
    door: 'oauth2',
    client_id: 'reader',
    sub: 'ada',
    scope: given,
    audience: [audience ?? issuerOf(server)],
    authTime: seconds(),
    ...(key ? { jkt: jktOf({ ...key.publicJwk }) } : {}),
    ...(x5t === undefined ? {} : { x5t }),
  })
  const client = { ...reader, access_token_format: branch.startsWith('jwt') ? 'jwt' : 'opaque' } as const
  return issueTokens(server, grant, { client, scope: given, withRefresh: false })
}

async function proofOf(
  server: Server,
  htu: string,
  method: string,
  token: string,
  proof: Changes['proof'] = {},
) {
  const { header, claims, key = own } = proof
  const alg = 'ES256'
  const made = {
    jti: base64url.encode(lab.installation.random(16)),
    htm: method,
    htu,
    iat: seconds(),
    nonce: dpopNonce(server),
    ath: accessTokenHash(token),
    ...claims,
  }
  const texts = {
    header: JSON.stringify({ typ: 'dpop+jwt', alg, jwk: key.publicJwk, ...header }),
    claims: JSON.stringify(made),
  }
  return (await signToken(texts, alg, key.privateJwk)).token
}

/** A token, and a call with it; everything is as it should be but for the changes. */
async function call(branch: Branch, changes: Changes = {}, base = lab.base): Promise<Exchange> {
  const { method = 'GET', shown, query = '', proof, later = 0 } = changes
  const certificate = shown === undefined ? undefined : { thumbprint: shown }
  const server = lab.server(`${base}/`, '192.0.2.7', certificate)
  const issued = (await tokenOf(server, branch, changes)).accessToken
  const token = (await changes.token?.(issued, server)) ?? issued
  lab.clock += later * 1000
  const target = `${base}/${slug}/whoami${query}`
  const at = lab.server(`${base}/`, '192.0.2.7', certificate)
  const htu = `${at.origin}${base}/${slug}/whoami`
  const sent = isDpop(branch) ? await proofOf(at, htu, method, token, proof) : ''
  const proofs = proof?.sent?.(sent) ?? (sent === '' ? [] : [['DPoP', sent] as const])
  const fields = changes.fields?.(token) ?? [
    ['Authorization', `${isDpop(branch) ? 'DPoP' : 'Bearer'} ${token}`],
  ]
  const message = request(method, target, [...fields, ...proofs])
  const how = certificate ? { certificate } : {}
  if (changes.spent) await lab.send(message, how)
  return lab.send(message, how)
}

function challenges({ response }: Exchange): readonly string[] {
  return response.headers.filter(([name]) => name === 'WWW-Authenticate').map(([, value]) => value)
}

async function tampered(token: string): Promise<string> {
  const [header = '', , signature = ''] = token.split('.')
  const claims = JSON.parse(new TextDecoder().decode(base64url.decode(token.split('.')[1] ?? '')))
  const text = JSON.stringify({ ...claims, sub: 'mallory' })
  return `${header}.${base64url.encode(new TextEncoder().encode(text))}.${signature}`
}

/** The same claims, signed once more by the same key, with other members in the header or the claims. */
async function signedAnew(
  token: string,
  server: Server,
  header: Claims,
  claims: Claims = {},
): Promise<string> {
  const { privateJwk, kid, alg } = await signingKeyFor(server, 'ES256')
  const were = JSON.parse(new TextDecoder().decode(base64url.decode(token.split('.')[1] ?? '')))
  const texts = {
    header: JSON.stringify({ typ: 'at+jwt', alg, kid, ...header }),
    claims: JSON.stringify({ ...were, ...claims }),
  }
  return (await signToken(texts, 'ES256', privateJwk)).token
}

const stranger: Record<Branch, Changes> = {
  opaque: { token: () => 'A'.repeat(43) },
  'opaque-dpop': { token: () => 'A'.repeat(43) },
  jwt: { token: (token, server) => signedAnew(token, server, { kid: 'es256-00000000' }) },
  'jwt-dpop': { token: (token, server) => signedAnew(token, server, { kid: 'es256-00000000' }) },
}

/** One way to fail each check, whatever the branch. */
const broken = (branch: Branch): Readonly<Record<string, Changes>> => ({
  'access-token-present': { fields: () => [['Authorization', 'Basic YWRhOmFkYQ==']] },
  'one-transport': { query: '?access_token=abc' },
  'access-token-known': stranger[branch],
  'access-token-signature-matches': { token: tampered },
  'type-is-access-token': { token: (token, server) => signedAnew(token, server, { typ: 'JWT' }) },
  'access-token-alive': { later: 600 },
  'audience-is-us': { audience: `${lab.origin}${lab.base}/mallory` },
  'bound-token-not-as-bearer': { boundTo: own },
  'certificate-matches-token': { x5t: 'a'.repeat(43), shown: 'b'.repeat(43) },
  'dpop-well-formed': { proof: { sent: () => [] } },
  'dpop-type': { proof: { header: { typ: 'JWT' } } },
  'dpop-alg-allowed': { proof: { header: { alg: 'HS256' } } },
  'dpop-key-public': { proof: { header: { jwk: own.privateJwk } } },
  'dpop-signature-matches': { proof: { key: { ...own, privateJwk: others.privateJwk } } },
  'dpop-request-matches': { proof: { claims: { htm: 'POST' } } },
  'dpop-nonce-matches': { proof: { claims: { nonce: 'mine' } } },
  'dpop-recent': { proof: { claims: { iat: seconds() - 61 } } },
  'dpop-token-hash-matches': { proof: { claims: { ath: accessTokenHash('another') } } },
  'dpop-key-matches': { proof: { key: others } },
  'scope-covers-request': { scope: 'notes:read', method: 'POST' },
  'dpop-jti-unused': { spent: true },
})

const statuses: Readonly<Record<string, readonly [number, string | undefined]>> = {
  'access-token-present': [401, undefined],
  'one-transport': [400, 'invalid_request'],
  'scope-covers-request': [403, 'insufficient_scope'],
  'dpop-nonce-matches': [401, 'use_dpop_nonce'],
  'dpop-key-matches': [401, 'invalid_token'],
}
const errorAt = (id: string) =>
  statuses[id] ?? ([401, id.startsWith('dpop-') ? 'invalid_dpop_proof' : 'invalid_token'] as const)

const atEachDoor = doors.flatMap((door) =>
  whoamiLists.map(({ branch, checks }) => [door, branch as Branch, checks] as const),
)
describe.each(atEachDoor)('%s %s', (door, branch, checks) => {
  beforeEach(() => {
    slug = door
  })

  it.each(['GET', 'POST'])('an honest %s is let in', async (method) => {
    const answer = await call(branch, { method })
    expect(answer.response.status).toBe(200)
    expect(answer.verdict).toMatchObject({ outcome: 'accepted', branch })
    expect(answer.verdict?.checks.every(({ outcome }) => outcome === 'passed')).toBe(true)
    expect(JSON.parse((answer.response.body as { text: string }).text)).toEqual({
      scheme: door,
      principal: { type: 'user', id: 'ada', client: 'reader', scope: 'notes:read notes:write' },
    })
  })

  it.each(checks.map(({ id }) => id))('one thing wrong ends at %s', async (id) => {
    const answer = await call(branch, broken(branch)[id])
    expect(failedCheck(answer)).toBe(id)
    const before = answer.verdict?.checks.findIndex((check) => check.id === id) ?? -1
    expect(answer.verdict?.checks.slice(0, before).every(({ outcome }) => outcome === 'passed')).toBe(true)
    const [status, error] = errorAt(id)
    expect(answer.response.status).toBe(status)
    expect(answerField(answer, 'content-type')).toBe('application/problem+json')
    const isProven = isDpop(branch) && id !== 'access-token-present'
    const [first = ''] = challenges(answer)
    expect(first.startsWith(isProven ? 'DPoP ' : 'Bearer ')).toBe(true)
    if (error === undefined) expect(first).not.toContain('error')
    else expect(first).toContain(`error="${error}"`)
    expect(answerField(answer, 'dpop-nonce') !== undefined).toBe(isProven)
  })

  const removable = checks
    .map(({ id }) => id)
    .filter((id) => oauth2.rules[id]?.structural !== true && id !== 'dpop-alg-allowed')
  it.each(removable)('and gets in where %s was taken away', async (id) => {
    const base = `${lab.base}/without/${slug}.${id}`
    const answer = await call(branch, broken(branch)[id], base)
    expect(answer.response.status).toBe(200)
    expect(answer.verdict?.checks.find((check) => check.id === id)?.outcome).toBe('removed')
    expect(
      answer.verdict?.checks.filter((check) => check.id !== id).every(({ outcome }) => outcome === 'passed'),
    ).toBe(true)
  })
})

describe('OA2-70: a token comes in the Authorization field', () => {
  it('and one in the query opens nothing', async () => {
    const answer = await call('opaque', { query: '?access_token=abc', fields: () => [] })
    expect(answer.response.status).toBe(401)
    expect(challenges(answer)).toEqual([
      'Bearer realm="notes"',
      'DPoP algs="RS256 PS256 ES256 EdDSA Ed25519"',
    ])
  })
})

it('OA2-71: two transports at once are refused', async () => {
  const answer = await lab.get(
    '/oauth2/whoami',
    [
      ['Authorization', 'Bearer abc'],
      ['Content-Type', 'application/x-www-form-urlencoded'],
    ],
    'POST',
    'access_token=abc',
  )
  expect(failedCheck(answer)).toBe('one-transport')
  const twice = await call('opaque', {
    fields: (token) => [
      ['Authorization', `Bearer ${token}`],
      ['Authorization', `Bearer ${token}`],
    ],
  })
  expect(failedCheck(twice)).toBe('one-transport')
  expect(challenges(twice)).toEqual(['Bearer realm="notes", error="invalid_request"'])
})

it('OA2-72: without credentials the challenges say no error', async () => {
  const answer = await lab.get('/oauth2/whoami')
  expect(answer.response.status).toBe(401)
  expect(challenges(answer)).toEqual(['Bearer realm="notes"', 'DPoP algs="RS256 PS256 ES256 EdDSA Ed25519"'])
})

describe('OA2-73: whatever is wrong with a token, it is invalid_token', () => {
  const revoked: Changes = {
    token: async (token, server) => {
      const row = await readJwtAccessToken(server, token)
      if (row) await revokeAccessToken(server, row)
      return token
    },
  }
  const grantRevoked: Changes = {
    token: async (token, server) => {
      const row = await readJwtAccessToken(server, token)
      if (row) await revokeGrant(server, row.grantId)
      return token
    },
  }
  it.each<readonly [string, Branch, Changes]>([
    ['expired', 'opaque', { later: 600 }],
    ['expired', 'jwt', { later: 600 }],
    ['revoked', 'jwt', revoked],
    ['revoked with its grant', 'jwt', grantRevoked],
    ['of two words', 'opaque', { token: () => 'two words' }],
    ['of one letter', 'opaque', { token: () => 'x' }],
    ['with a letter more', 'opaque', { token: (token) => `${token}A` }],
    ['of two parts', 'jwt', { token: () => 'a.b' }],
    ['with padding', 'jwt', { token: (token) => `${token}=` }],
    ['of nine thousand characters', 'jwt', { token: (token) => token + 'A'.repeat(9000) }],
    ['for another API', 'opaque', { audience: 'https://other.example' }],
    ['for the other door', 'jwt', { audience: 'http://localhost:8787/s/lab/oidc' }],
    ['from another issuer', 'jwt', { token: (t, s) => signedAnew(t, s, {}, { iss: `${s.origin}/s/other` }) }],
    ['by an alg of its own choice', 'jwt', { token: (t, s) => signedAnew(t, s, { alg: 'RS256' }) }],
    ['with a crit', 'jwt', { token: (t, s) => signedAnew(t, s, { crit: ['x'], x: 1 }) }],
  ])('%s (%s)', async (_, branch, changes) => {
    const answer = await call(branch, changes)
    expect(answer.response.status).toBe(401)
    expect(challenges(answer)).toEqual([
      'Bearer realm="notes", error="invalid_token"',
      'DPoP algs="RS256 PS256 ES256 EdDSA Ed25519"',
    ])
  })

  it('a JWT from before a reset is dead', async () => {
    const { accessToken } = await tokenOf(lab.server(), 'jwt', {})
    lab.clock += 2000
    Object.assign(lab.installation, { since: lab.clock })
    const answer = await lab.get('/oauth2/whoami', [['Authorization', `Bearer ${accessToken}`]])
    expect(failedCheck(answer)).toBe('access-token-alive')
  })
})

it('OA2-74: too little scope is told with the scope that is needed', async () => {
  const answer = await call('opaque', { scope: 'notes:read', method: 'POST' })
  expect(challenges(answer)).toEqual([
    'Bearer realm="notes", error="insufficient_scope", scope="notes:write"',
  ])
  const proven = await call('opaque-dpop', { scope: 'notes:read', method: 'POST' })
  expect(challenges(proven)).toEqual([
    'DPoP error="insufficient_scope", scope="notes:write", algs="RS256 PS256 ES256 EdDSA Ed25519"',
  ])
})

it('OA2-75: every challenge reads by the grammar, each attribute once', async () => {
  for (const [id, changes] of Object.entries(broken('jwt-dpop'))) {
    for (const line of challenges(await call('jwt-dpop', changes))) {
      const [challenge, ...more] = parseChallenges(line) ?? []
      expect(more, id).toEqual([])
      const names = challenge?.parameters.map(({ name }) => name) ?? []
      expect(new Set(names).size, id).toBe(names.length)
      for (const { value } of challenge?.parameters ?? [])
        expect(value).toMatch(/^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/)
    }
  }
})

it.each(['Token', 'Basic', 'bearers', ''])(
  'OA2-76: a token under the scheme "%s" opens nothing',
  async (name) => {
    const answer = await call('opaque', { fields: (token) => [['Authorization', `${name} ${token}`.trim()]] })
    expect(failedCheck(answer)).toBe('access-token-present')
    expect(answer.response.status).toBe(401)
  },
)

it('the names of the schemes know no case (RFC 9110 §11.1)', async () => {
  const bearer = await call('opaque', { fields: (token) => [['Authorization', `bEARER ${token}`]] })
  expect(bearer.response.status).toBe(200)
  const dpop = await call('opaque-dpop', { fields: (token) => [['Authorization', `dpop ${token}`]] })
  expect(dpop.response.status).toBe(200)
  expect(answerField(dpop, 'dpop-nonce')).toMatch(/^[A-Za-z0-9_-]{22}$/)
})

describe('OA2-77: a JWT access token (RFC 9068)', () => {
  it('says all that §2.2 asks for', async () => {
    const server = lab.server()
    const { accessToken } = await tokenOf(server, 'jwt-dpop', { x5t: 'a'.repeat(43) })
    const [header, claims] = accessToken
      .split('.')
      .slice(0, 2)
      .map((part) => JSON.parse(new TextDecoder().decode(base64url.decode(part))))
    expect(header).toEqual({ typ: 'at+jwt', alg: 'ES256', kid: expect.stringMatching(/^es256-[0-9a-f]{8}$/) })
    expect(claims).toEqual({
      iss: `${lab.origin}${lab.base}`,
      sub: 'ada',
      aud: `${lab.origin}${lab.base}`,
      exp: seconds() + 600,
      iat: seconds(),
      jti: expect.stringMatching(/^[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{22}$/),
      client_id: 'reader',
      scope: 'notes:read notes:write',
      auth_time: seconds(),
      cnf: { jkt: jktOf({ ...own.publicJwk }), 'x5t#S256': 'a'.repeat(43) },
    })
  })

  it.each(['at+jwt', 'application/at+jwt', 'AT+JWT'])('is taken with the typ %s', async (typ) => {
    const answer = await call('jwt', { token: (token, server) => signedAnew(token, server, { typ }) })
    expect(answer.response.status).toBe(200)
  })

  it.each(['JWT', 'dpop+jwt', 'at+jwt+x', undefined])('is not taken with the typ %s', async (typ) => {
    const answer = await call('jwt', { token: (token, server) => signedAnew(token, server, { typ }) })
    expect(failedCheck(answer)).toBe('type-is-access-token')
  })

  it.each(['sub', 'client_id', 'jti', 'exp', 'iat', 'aud'])('is none without %s', async (name) => {
    const answer = await call('jwt', { token: (t, s) => signedAnew(t, s, {}, { [name]: undefined }) })
    expect(failedCheck(answer)).toBe('type-is-access-token')
  })
})

describe('OA2-50: a token that is bound to a certificate (RFC 8705 §3)', () => {
  const x5t = 'c'.repeat(43)
  it.each<Branch>(['opaque', 'jwt', 'opaque-dpop', 'jwt-dpop'])('%s opens with it', async (branch) => {
    expect((await call(branch, { x5t, shown: x5t })).response.status).toBe(200)
  })
  it.each<Branch>(['opaque', 'jwt'])('%s opens with none and with no other', async (branch) => {
    for (const changes of [{ x5t }, { x5t, shown: 'd'.repeat(43) }]) {
      const answer = await call(branch, changes)
      expect(failedCheck(answer)).toBe('certificate-matches-token')
      expect(challenges(answer)[0]).toBe('Bearer realm="notes", error="invalid_token"')
    }
  })
  it('a certificate changes nothing for a token that is bound to none', async () => {
    expect((await call('opaque', { shown: x5t })).response.status).toBe(200)
  })
})
