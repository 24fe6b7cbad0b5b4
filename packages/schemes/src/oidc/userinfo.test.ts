/** The UserInfo Endpoint: one thing wrong, and exactly that check fails. */
import { base64url } from '@lockstep/crypto/base64'
import { sha256 } from '@lockstep/crypto/digest'
import { type FieldLine, octets, request } from '@lockstep/http/message'
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose'
import { beforeEach, describe, expect, it } from 'vitest'
import { dpopNonce } from '../oauth2/tokens/dpop-nonce.ts'
import type { Exchange } from '../scheme.ts'
import { answerField, failedCheck } from '../testing/lab.ts'
import { type Client, jsonOf, ProviderLab, redirectUri, textOf, twin } from '../testing/provider-lab.ts'

let lab: ProviderLab
let client: Client

beforeEach(async () => {
  lab = new ProviderLab()
  client = await lab.register()
})

const challenges = ({ response }: Exchange) =>
  response.headers.filter(([name]) => name === 'WWW-Authenticate').map(([, value]) => value)
const outcomes = ({ verdict }: Exchange) => verdict?.checks.map(({ outcome }) => outcome)

describe('OIDC-15 what it answers', () => {
  it.each(['opaque', 'jwt'])('GET and POST, with a token that is %s', async (access_token_format) => {
    const other = await lab.register({ access_token_format })
    const { access_token } = await lab.tokens(other)
    const field: FieldLine = ['Authorization', `Bearer ${access_token}`]
    for (const method of ['GET', 'POST']) {
      const exchange = await lab.send(request(method, `${lab.base}/oidc/userinfo`, [field]))
      expect([exchange.response.status, jsonOf(exchange)]).toEqual([200, { sub: 'ada' }])
      expect(answerField(exchange, 'Content-Type')).toBe('application/json')
      expect(exchange.verdict).toMatchObject({ branch: 'bearer', outcome: 'accepted' })
    }
    const posted = await lab.postForm('userinfo', [['access_token', access_token]])
    expect(jsonOf(posted)).toEqual({ sub: 'ada' })
  })

  it('sub is that of the ID Token', async () => {
    const tokens = await lab.tokens(client, {}, { person: lab.mallory })
    const { sub } = await lab.claims(tokens.id_token, client)
    expect(jsonOf(await lab.userInfo(tokens.access_token)).sub).toBe(sub)
    expect(sub).toBe('mallory')
  })

  it.each([
    [
      'profile',
      [
        'name',
        'family_name',
        'given_name',
        'preferred_username',
        'birthdate',
        'zoneinfo',
        'locale',
        'updated_at',
      ],
    ],
    ['email', ['email', 'email_verified']],
    ['address', ['address']],
    ['phone', ['phone_number', 'phone_number_verified']],
  ])('the scope %s stands for its Claims', async (scope, names) => {
    const { access_token } = await lab.tokens(client, { scope: `openid ${scope}` })
    const answer = jsonOf(await lab.userInfo(access_token))
    expect(Object.keys(answer).toSorted()).toEqual(['sub', ...names].toSorted())
  })

  it('Claims are asked for one by one, each in its place', async () => {
    const claims = JSON.stringify({
      userinfo: { email: { essential: true }, nickname: { essential: true }, password: null },
      id_token: { name: null },
    })
    const tokens = await lab.tokens(client, { claims })
    expect(jsonOf(await lab.userInfo(tokens.access_token))).toEqual({ sub: 'ada', email: 'ada@example.org' })
    expect((await lab.claims(tokens.id_token, client)).name).toBe('Ada Byron')
  })

  it('the page of consent says so', async () => {
    const claims = JSON.stringify({ userinfo: { email: null, '<b>': null, password: null } })
    const browser = await lab.loggedIn(client)
    const page = textOf(await lab.ask(browser, client, { claims }))
    expect(page).toContain('<code>email</code>')
    expect(page).not.toMatch(/<b>|&lt;b&gt;|<code>password/)
  })

  it.each(['RS256', 'ES256', 'EdDSA'])('is signed by %s where the client registered for it', async (alg) => {
    const other = await lab.register({ userinfo_signed_response_alg: alg })
    const { access_token } = await lab.tokens(other, { scope: 'openid email' })
    const exchange = await lab.userInfo(access_token)
    expect(answerField(exchange, 'Content-Type')).toBe('application/jwt')
    const { header, ...claims } = await lab.claims(textOf(exchange), other)
    expect(header.alg).toBe(alg)
    expect(claims).toMatchObject({ sub: 'ada', email: 'ada@example.org', aud: other.client_id })
  })
})

describe('OIDC-16 what it refuses', () => {
  it("'access-token-present': nothing was refused yet, so the challenge is bare", async () => {
    const exchange = await lab.get('/oidc/userinfo')
    expect([exchange.response.status, failedCheck(exchange)]).toEqual([401, 'access-token-present'])
    expect(challenges(exchange)).toEqual([
      'Bearer realm="userinfo"',
      'DPoP algs="RS256 PS256 ES256 EdDSA Ed25519"',
    ])
  })

  it('a token in the query, or in the content of no form, is none', async () => {
    const { access_token } = await lab.tokens(client)
    expect(failedCheck(await lab.get(`/oidc/userinfo?access_token=${access_token}`))).toBe(
      'access-token-present',
    )
    const json = await lab.postJson('/oidc/userinfo', { access_token })
    expect(failedCheck(json)).toBe('access-token-present')
  })

  it("'one-transport': a token in two places", async () => {
    const { access_token } = await lab.tokens(client)
    const field: FieldLine = ['Authorization', `Bearer ${access_token}`]
    const exchange = await lab.postForm('userinfo', [['access_token', access_token]], { headers: [field] })
    expect([exchange.response.status, failedCheck(exchange)]).toEqual([400, 'one-transport'])
    expect(challenges(exchange)).toEqual(['Bearer realm="userinfo", error="invalid_request"'])
  })

  it.each<[string, () => Promise<string>]>([
    ['nobody knows', async () => 'x'.repeat(43)],
    ['was changed', async () => `${(await jwtTokens()).access_token.slice(0, -8)}AAAAAAAA`],
    ['is an ID Token', async () => (await lab.tokens(client)).id_token],
    ['is a refresh token', async () => (await lab.tokens(client)).refresh_token],
  ])("'access-token-known': one that %s", async (_, token) => {
    const exchange = await lab.userInfo(await token())
    expect([exchange.response.status, failedCheck(exchange)]).toEqual([401, 'access-token-known'])
    expect(challenges(exchange)[0]).toBe('Bearer realm="userinfo", error="invalid_token"')
  })

  const jwtTokens = async () => lab.tokens(await lab.register({ access_token_format: 'jwt' }))

  it("'access-token-known': a client has no claims about itself", async () => {
    const service = await lab.register({ grant_types: ['client_credentials'], redirect_uris: [] })
    const answer = await lab.token(service, [
      ['grant_type', 'client_credentials'],
      ['scope', 'notes:read'],
    ])
    expect(answer.response.status).toBe(200)
    const exchange = await lab.userInfo(String(jsonOf(answer).access_token))
    expect([exchange.response.status, failedCheck(exchange)]).toEqual([401, 'access-token-known'])
  })

  it.each(['opaque', 'jwt'])("'access-token-alive': expired or revoked, %s", async (access_token_format) => {
    const other = await lab.register({ access_token_format })
    const { access_token, refresh_token } = await lab.tokens(other)
    const revoked = jsonOf(await lab.refresh(other, refresh_token)).access_token
    const basic: FieldLine = ['Authorization', `Basic ${btoa(`${other.client_id}:${other.client_secret}`)}`]
    await lab.postForm('revoke', [['token', String(revoked)]], { headers: [basic] })
    const late = await lab.userInfo(String(revoked))
    expect([late.response.status, failedCheck(late)]).toEqual([401, 'access-token-alive'])
    lab.clock += 601_000
    const expired = await lab.userInfo(access_token)
    expect([expired.response.status, failedCheck(expired)]).toEqual([401, 'access-token-alive'])
  })

  it("'openid-scope-granted': a token for other things is 403, with the scope that is missing", async () => {
    const code = await lab.code(client, { scope: 'notes:read' })
    const { access_token } = jsonOf(await lab.redeem(client, code))
    const exchange = await lab.userInfo(String(access_token))
    expect([exchange.response.status, failedCheck(exchange)]).toEqual([403, 'openid-scope-granted'])
    expect(challenges(exchange)).toEqual([
      'Bearer realm="userinfo", error="insufficient_scope", scope="openid"',
    ])
  })

  it.each(['openid-scope-granted', 'access-token-alive'])('without %s it lets in', async (check) => {
    const base = twin(check)
    const other = await lab.register({}, base)
    const scope = check === 'openid-scope-granted' ? 'notes:read' : 'openid'
    const code = await lab.code(other, { scope }, { base })
    const { access_token } = jsonOf(await lab.redeem(other, code, [], base))
    lab.clock += check === 'access-token-alive' ? 601_000 : 0
    const exchange = await lab.userInfo(String(access_token), base)
    expect([exchange.response.status, jsonOf(exchange).sub]).toEqual([200, 'ada'])
    expect(outcomes(exchange)).toContain('removed')
  })
})

describe('a token that is bound to a key', () => {
  const ath = (token: string) => base64url.encode(sha256(octets(token)))

  /** A key, the bound token of a whole log-in, and a proof for UserInfo that holds but for what is wanted otherwise. */
  async function bound() {
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true })
    const jwk = await exportJWK(publicKey)
    const proof = (claims: JWTPayload, header: Record<string, unknown> = {}, key = privateKey) =>
      new SignJWT({
        jti: crypto.randomUUID(),
        iat: lab.clock / 1000,
        nonce: dpopNonce(lab.server()),
        ...claims,
      })
        .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk, ...header })
        .sign(key)
    const code = await lab.code(client)
    const basic: FieldLine = ['Authorization', `Basic ${btoa(`${client.client_id}:${client.client_secret}`)}`]
    const field: FieldLine = [
      'DPoP',
      await proof({ htm: 'POST', htu: `${lab.origin}${lab.base}/oidc/token` }),
    ]
    const answer = jsonOf(
      await lab.postForm(
        'token',
        [
          ['grant_type', 'authorization_code'],
          ['code', code],
          ['redirect_uri', redirectUri],
        ],
        { headers: [basic, field] },
      ),
    )
    const token = String(answer.access_token)
    const here = { htm: 'GET', htu: `${lab.origin}${lab.base}/oidc/userinfo`, ath: ath(token) }
    const call = (scheme: string, line?: string) =>
      lab.get('/oidc/userinfo', [
        ['Authorization', `${scheme} ${token}`],
        ...(line === undefined ? [] : [['DPoP', line] as const]),
      ])
    return { answer, token, here, proof, call, privateKey }
  }

  it('opens UserInfo with a proof, once', async () => {
    const { answer, here, proof, call } = await bound()
    expect(answer.token_type).toBe('DPoP')
    const line = await proof(here)
    const exchange = await call('DPoP', line)
    expect([exchange.response.status, exchange.verdict?.branch]).toEqual([200, 'dpop'])
    expect(answerField(exchange, 'DPoP-Nonce')).toBe(dpopNonce(lab.server()))
    const again = await call('DPoP', line)
    expect([again.response.status, failedCheck(again)]).toEqual([401, 'dpop-jti-unused'])
  })

  it("'bound-token-not-as-bearer'", async () => {
    const { call } = await bound()
    const exchange = await call('Bearer')
    expect([exchange.response.status, failedCheck(exchange)]).toEqual([401, 'bound-token-not-as-bearer'])
  })

  it("'certificate-matches-token'", async () => {
    const other = await lab.register({ tls_client_certificate_bound_access_tokens: true })
    const code = await lab.code(other)
    const server = lab.server.bind(lab)
    lab.server = (target, address) => {
      const made = server(target, address)
      const clientCertificate = { thumbprint: 'a thumbprint' } as typeof made.connection.clientCertificate
      return {
        ...made,
        connection: { ...made.connection, ...(clientCertificate ? { clientCertificate } : {}) },
      }
    }
    const { access_token } = jsonOf(await lab.redeem(other, code))
    expect((await lab.userInfo(String(access_token))).response.status).toBe(200)
    lab.server = server
    const exchange = await lab.userInfo(String(access_token))
    expect([exchange.response.status, failedCheck(exchange)]).toEqual([401, 'certificate-matches-token'])
  })

  type Bound = Awaited<ReturnType<typeof bound>>
  it.each<[string, string, (at: Bound) => Promise<string | undefined>]>([
    ['dpop-well-formed', 'invalid_dpop_proof', async () => undefined],
    ['dpop-type', 'invalid_dpop_proof', ({ proof, here }) => proof(here, { typ: 'JWT' })],
    ['dpop-request-matches', 'invalid_dpop_proof', ({ proof, here }) => proof({ ...here, htm: 'POST' })],
    ['dpop-nonce-matches', 'use_dpop_nonce', ({ proof, here }) => proof({ ...here, nonce: 'another' })],
    ['dpop-recent', 'invalid_dpop_proof', ({ proof, here }) => proof({ ...here, iat: 1 })],
    ['dpop-token-hash-matches', 'invalid_dpop_proof', ({ proof, here }) => proof({ ...here, ath: 'x' })],
    [
      'dpop-key-matches',
      'invalid_token',
      async ({ proof, here }) => {
        const { privateKey, publicKey } = await generateKeyPair('ES256')
        return proof(here, { jwk: await exportJWK(publicKey) }, privateKey)
      },
    ],
    [
      'dpop-signature-matches',
      'invalid_dpop_proof',
      async ({ proof, here }) => proof(here, {}, (await generateKeyPair('ES256')).privateKey),
    ],
    [
      'dpop-key-public',
      'invalid_dpop_proof',
      async ({ proof, here, privateKey }) => proof(here, { jwk: await exportJWK(privateKey) }),
    ],
    [
      'dpop-alg-allowed',
      'invalid_dpop_proof',
      async ({ proof, here }) => {
        const { privateKey, publicKey } = await generateKeyPair('ES384')
        return proof(here, { alg: 'ES384', jwk: await exportJWK(publicKey) }, privateKey)
      },
    ],
  ])('%s: %s', async (check, error, forge) => {
    const at = await bound()
    const exchange = await at.call('DPoP', await forge(at))
    expect([exchange.response.status, failedCheck(exchange)]).toEqual([401, check])
    expect(challenges(exchange)[1]).toContain(`error="${error}"`)
    expect(answerField(exchange, 'DPoP-Nonce')).toEqual(expect.any(String))
  })
})
