/** The modules of the Basic OP certification plan, as tests of our own: each is titled by the name of its module. */
import { encodeForm } from '@lockstep/http/form-urlencoded'
import { decodeJwt, decodeProtectedHeader } from 'jose'
import { beforeEach, expect, it } from 'vitest'
import type { Exchange } from '../scheme.ts'
import { answerField } from '../testing/lab.ts'
import {
  asked,
  type Client,
  challenge,
  isConsentPage,
  isLogInPage,
  jsonOf,
  logIn,
  type Parameters,
  ProviderLab,
  redirectUri,
  sentBack,
  type Tokens,
  textOf,
} from '../testing/provider-lab.ts'

let lab: ProviderLab
let client: Client

beforeEach(async () => {
  lab = new ProviderLab()
  client = await lab.register()
})

const errorIn = (exchange: Exchange) => sentBack(exchange).get('error')

/** A whole log-in: the tokens, the claims of the ID Token (verified), and what UserInfo says. */
async function loggedIn(wanted: Parameters = {}, at: Client = client) {
  const tokens = await lab.tokens(at, wanted)
  const claims = await lab.claims(tokens.id_token, at)
  const userInfo = jsonOf(await lab.userInfo(tokens.access_token))
  expect(userInfo.sub).toBe(claims.sub)
  return { tokens, claims, userInfo }
}

it('oidcc-server', async () => {
  const answer = await lab.flow(client, { scope: 'openid profile', state: 'st', nonce: 'no' })
  expect(sentBack(answer).get('state')).toBe('st')
  const exchange = await lab.redeem(client, sentBack(answer).get('code') ?? '')
  expect(exchange.response.status).toBe(200)
  expect(answerField(exchange, 'Cache-Control')).toBe('no-store')
  const tokens = jsonOf(exchange)
  expect(tokens.token_type).toBe('Bearer')
  expect(await lab.claims(String(tokens.id_token), client)).toMatchObject({ sub: 'ada', nonce: 'no' })
})

it('oidcc-response-type-missing', async () => {
  const exchange = await lab.ask(lab.browser(), client, { response_type: undefined })
  expect([exchange.response.status, errorIn(exchange)]).toEqual([303, 'invalid_request'])
})

it('oidcc-idtoken-signature', async () => {
  const { tokens, claims } = await loggedIn()
  expect(claims.header).toMatchObject({ alg: 'RS256', kid: expect.any(String) })
  const forged = `${tokens.id_token.slice(0, -8)}AAAAAAAA`
  await expect(lab.claims(forged, client)).rejects.toThrow('signature verification failed')
})

it('oidcc-idtoken-unsigned: not served, so the registration is refused', async () => {
  const exchange = await lab.tryToRegister({ id_token_signed_response_alg: 'none' })
  expect([exchange.response.status, jsonOf(exchange).error]).toEqual([400, 'invalid_client_metadata'])
})

it('oidcc-userinfo-get', async () => {
  const { access_token } = await lab.tokens(client)
  const exchange = await lab.userInfo(access_token)
  expect([exchange.response.status, jsonOf(exchange).sub]).toEqual([200, 'ada'])
})

it('oidcc-userinfo-post-header', async () => {
  const { access_token } = await lab.tokens(client)
  const exchange = await lab.postForm('userinfo', [], {
    headers: [['Authorization', `Bearer ${access_token}`]],
  })
  expect([exchange.response.status, jsonOf(exchange).sub]).toEqual([200, 'ada'])
})

it('oidcc-userinfo-post-body', async () => {
  const { access_token } = await lab.tokens(client)
  const exchange = await lab.postForm('userinfo', [['access_token', access_token]])
  expect([exchange.response.status, jsonOf(exchange).sub]).toEqual([200, 'ada'])
})

it('oidcc-ensure-request-without-nonce-succeeds-for-code-flow', async () => {
  expect((await loggedIn({ nonce: undefined })).claims).not.toHaveProperty('nonce')
})

const scopes = {
  profile: ['name', 'family_name', 'given_name', 'preferred_username', 'updated_at'],
  email: ['email', 'email_verified'],
  address: ['address'],
  phone: ['phone_number', 'phone_number_verified'],
} as const

it.each(Object.entries(scopes))('oidcc-scope-%s', async (scope, names) => {
  const { claims, userInfo } = await loggedIn({ scope: `openid ${scope}` })
  expect(Object.keys(userInfo)).toEqual(expect.arrayContaining([...names]))
  // Core §5.4: where there is an access token they come from UserInfo.
  for (const name of names) expect(claims).not.toHaveProperty(name)
})

it('oidcc-scope-all', async () => {
  const { userInfo } = await loggedIn({ scope: 'openid profile email address phone' })
  expect(Object.keys(userInfo)).toEqual(expect.arrayContaining(Object.values(scopes).flat()))
})

it('oidcc-alternate-happy-flow: neither the scope nor the query has an order', async () => {
  const browser = lab.browser()
  const pairs = asked(client, { scope: 'email openid' }).toReversed()
  await browser.visit(`${lab.base}/oidc/authorize?${encodeForm(pairs)}`)
  await logIn(browser, lab.ada)
  const answer = await browser.submit([['decision', 'approve']])
  const tokens = jsonOf(await lab.redeem(client, sentBack(answer).get('code') ?? ''))
  expect(jsonOf(await lab.userInfo(String(tokens.access_token)))).toMatchObject({ email: 'ada@example.org' })
})

it.each(['page', 'popup'])('oidcc-display-%s', async (display) => {
  expect((await loggedIn({ display })).claims.sub).toBe('ada')
})

it('oidcc-prompt-login', async () => {
  const browser = lab.browser()
  const first = decodeJwt((await lab.tokens(client, {}, { browser })).id_token)
  lab.clock += 1000
  expect(isLogInPage(await lab.ask(browser, client, { prompt: 'login' }))).toBe(true)
  const second = decodeJwt((await lab.tokens(client, { prompt: 'login' }, { browser })).id_token)
  expect(second.sub).toBe(first.sub)
  expect(Number(second.auth_time)).toBeGreaterThan(Number(first.auth_time))
})

it('oidcc-prompt-none-not-logged-in', async () => {
  const exchange = await lab.ask(lab.browser(), client, { prompt: 'none' })
  expect([exchange.response.status, errorIn(exchange)]).toEqual([303, 'login_required'])
})

it('oidcc-prompt-none-logged-in', async () => {
  const browser = lab.browser()
  const first = decodeJwt((await lab.tokens(client, {}, { browser })).id_token)
  lab.clock += 5000
  const code = sentBack(await lab.ask(browser, client, { prompt: 'none' })).get('code')
  const second = decodeJwt((jsonOf(await lab.redeem(client, code ?? '')) as Tokens).id_token)
  expect([second.sub, second.auth_time]).toEqual([first.sub, first.auth_time])
})

it('oidcc-max-age-1', async () => {
  const browser = lab.browser()
  const first = decodeJwt((await lab.tokens(client, {}, { browser })).id_token)
  lab.clock += 2000
  expect(isLogInPage(await lab.ask(browser, client, { max_age: '1' }))).toBe(true)
  const second = decodeJwt((await lab.tokens(client, { max_age: '1' }, { browser })).id_token)
  expect(Number(second.auth_time)).toBeGreaterThan(Number(first.auth_time))
})

it('oidcc-max-age-10000', async () => {
  const browser = lab.browser()
  const first = decodeJwt((await lab.tokens(client, {}, { browser })).id_token)
  lab.clock += 2000
  expect(isConsentPage(await lab.ask(browser, client, { max_age: '10000' }))).toBe(true)
  const second = decodeJwt((await lab.tokens(client, { max_age: '10000' }, { browser })).id_token)
  expect(second.auth_time).toBe(first.auth_time)
})

it('oidcc-ensure-request-with-unknown-parameter-succeeds', async () => {
  expect((await loggedIn({ extra: 'foobar' })).claims.sub).toBe('ada')
})

it('oidcc-id-token-hint', async () => {
  const browser = lab.browser()
  const { id_token } = await lab.tokens(client, {}, { browser })
  const answer = await lab.ask(browser, client, { prompt: 'none', id_token_hint: id_token })
  const tokens = jsonOf(await lab.redeem(client, sentBack(answer).get('code') ?? '')) as Tokens
  expect(decodeJwt(tokens.id_token).sub).toBe(decodeJwt(id_token).sub)
})

it.each([
  ['oidcc-login-hint', { login_hint: 'bob@example.com' }],
  ['oidcc-ui-locales', { ui_locales: 'se' }],
  ['oidcc-claims-locales', { claims_locales: 'se' }],
  ['oidcc-ensure-request-with-acr-values-succeeds', { acr_values: '1 2' }],
])('%s', async (_, wanted) => {
  expect((await loggedIn(wanted)).claims.sub).toBe('ada')
})

it.each([
  ['oidcc-codereuse', 0],
  ['oidcc-codereuse-30seconds', 30],
])('%s', async (_, seconds) => {
  const code = await lab.code(client)
  const { access_token } = jsonOf(await lab.redeem(client, code))
  lab.clock += seconds * 1000
  const again = await lab.redeem(client, code)
  expect([again.response.status, jsonOf(again).error]).toEqual([400, 'invalid_grant'])
  expect((await lab.userInfo(String(access_token))).response.status).toBe(401)
})

it('oidcc-ensure-registered-redirect-uri', async () => {
  const exchange = await lab.ask(lab.browser(), client, { redirect_uri: `${redirectUri}/foreign` })
  expect([exchange.response.status, answerField(exchange, 'Location')]).toEqual([400, undefined])
  expect(textOf(exchange)).toContain('redirect_uri')
})

it('oidcc-ensure-post-request-succeeds', async () => {
  const exchange = await lab.postForm('authorize', asked(client))
  expect(isLogInPage(exchange)).toBe(true)
  expect(exchange.verdict).toMatchObject({ branch: 'openid', outcome: 'interaction' })
})

it('oidcc-server-client-secret-post', async () => {
  const other = await lab.register({ token_endpoint_auth_method: 'client_secret_post' })
  const exchange = await lab.postForm('token', [
    ['grant_type', 'authorization_code'],
    ['code', await lab.code(other)],
    ['redirect_uri', redirectUri],
    ['client_id', other.client_id],
    ['client_secret', other.client_secret ?? ''],
  ])
  expect(exchange.response.status).toBe(200)
  expect((await lab.claims((jsonOf(exchange) as Tokens).id_token, other)).sub).toBe('ada')
})

const requestObject = `${btoa('{"alg":"none"}').replace(/=+$/, '')}.${btoa('{"scope":"openid"}').replace(/=+$/, '')}.`

it.each([
  [
    'oidcc-request-uri-unsigned-supported-correctly-or-rejected-as-unsupported',
    { request_uri: 'https://client.example/request.jwt' },
    'request_uri_not_supported',
  ],
  [
    'oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported',
    { request: requestObject },
    'request_not_supported',
  ],
  [
    'oidcc-ensure-request-object-with-redirect-uri',
    { request: requestObject, redirect_uri: `${redirectUri}` },
    'request_not_supported',
  ],
])('%s', async (_, wanted, error) => {
  const exchange = await lab.ask(lab.browser(), client, wanted)
  expect([exchange.response.status, errorIn(exchange)]).toEqual([303, error])
})

it('oidcc-ensure-request-object-with-redirect-uri: one that is only in the object leads nowhere', async () => {
  const wanted = { request: requestObject, redirect_uri: undefined }
  expect((await lab.ask(lab.browser(), client, wanted)).response.status).toBe(400)
})

it('oidcc-claims-essential', async () => {
  const claims = JSON.stringify({ userinfo: { name: { essential: true } } })
  expect((await loggedIn({ claims })).userInfo.name).toBe('Ada Byron')
})

it('oidcc-refresh-token', async () => {
  const first = await lab.tokens(client, { scope: 'openid offline_access', prompt: 'consent' })
  lab.clock += 1000
  const exchange = await lab.refresh(client, first.refresh_token)
  expect(exchange.response.status).toBe(200)
  const second = jsonOf(exchange) as Tokens
  expect(second.access_token).not.toBe(first.access_token)
  const { iss, sub, aud, auth_time } = decodeJwt(first.id_token)
  expect(decodeJwt(second.id_token)).toMatchObject({ iss, sub, aud, auth_time })
  const other = await lab.register()
  const stolen = await lab.refresh(other, second.refresh_token)
  expect([stolen.response.status, jsonOf(stolen).error]).toEqual([400, 'invalid_grant'])
})

it('oidcc-ensure-request-with-valid-pkce-succeeds', async () => {
  const wanted = { code_challenge: challenge, code_challenge_method: 'S256' }
  const { id_token } = await lab.tokens(client, wanted)
  expect(decodeProtectedHeader(id_token).alg).toBe('RS256')
  const wrong = await lab.redeem(client, await lab.code(client, wanted), [['code_verifier', 'x'.repeat(43)]])
  expect([wrong.response.status, jsonOf(wrong).error]).toEqual([400, 'invalid_grant'])
})

it('ensure-request-without-nonce-fails, of the implicit and hybrid plans: their response types are not served', async () => {
  for (const response_type of [
    'id_token',
    'id_token token',
    'code id_token',
    'code token',
    'code id_token token',
  ]) {
    const exchange = await lab.ask(lab.browser(), client, { response_type, nonce: undefined })
    expect(errorIn(exchange), response_type).toBe('unsupported_response_type')
  }
})
