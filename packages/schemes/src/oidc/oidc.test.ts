/** The provider by the rows of its requirements: what OpenID Connect asks for, and what is answered. */
import { base64url } from '@lockstep/crypto/base64'
import { sha256, sha512 } from '@lockstep/crypto/digest'
import { octets, request } from '@lockstep/http/message'
import { decodeJwt, decodeProtectedHeader } from 'jose'
import { beforeEach, describe, expect, it } from 'vitest'
import { answerField, failedCheck } from '../testing/lab.ts'
import {
  type Client,
  challenge,
  isConsentPage,
  isLogInPage,
  jsonOf,
  logIn,
  ProviderLab,
  redirectUri,
  sentBack,
  textOf,
  twin,
} from '../testing/provider-lab.ts'

let lab: ProviderLab
let client: Client

beforeEach(async () => {
  lab = new ProviderLab()
  client = await lab.register()
})

const errorIn = (exchange: Parameters<typeof sentBack>[0]) => sentBack(exchange).get('error')

describe('OIDC-01 the scope openid', () => {
  it('makes the difference between a log-in and plain OAuth', async () => {
    const plain = await lab.flow(client, { scope: 'notes:read' })
    const answer = jsonOf(await lab.redeem(client, sentBack(plain).get('code') ?? ''))
    expect(answer).not.toHaveProperty('id_token')
    const tokens = await lab.tokens(client)
    expect((await lab.claims(tokens.id_token, client)).sub).toBe('ada')
  })

  it('is a branch of the list, and no check', async () => {
    const branchOf = async (scope: string) =>
      (await lab.ask(lab.browser(), client, { scope })).verdict?.branch
    expect(await branchOf('notes:read')).toBe('parameters')
    expect(await branchOf('openid notes:read')).toBe('openid')
  })

  it('lets scope values pass that nobody knows, and grants none of them', async () => {
    const code = await lab.code(client, { scope: 'openid notes:read unheard-of' })
    expect(jsonOf(await lab.redeem(client, code)).scope).toBe('openid notes:read')
  })

  it('refuses them where it is plain OAuth', async () => {
    const exchange = await lab.ask(lab.browser(), client, { scope: 'notes:read unheard-of' })
    expect([failedCheck(exchange), errorIn(exchange)]).toEqual(['scope-known', 'invalid_scope'])
  })
})

describe('OIDC-02 the ID Token', () => {
  it('says who issued it, about whom, to whom, and when it ends', async () => {
    const { header, ...claims } = await lab.claims((await lab.tokens(client)).id_token, client)
    const now = lab.clock / 1000
    expect(claims).toEqual({
      iss: 'http://localhost:8787/s/lab',
      sub: 'ada',
      aud: client.client_id,
      exp: now + 300,
      iat: now,
      auth_time: now,
      nonce: 'a nonce',
      at_hash: expect.any(String),
      acr: 'password',
      amr: ['pwd'],
    })
    expect(header).toMatchObject({ alg: 'RS256', typ: 'JWT', kid: expect.stringMatching(/^rs256-/) })
  })

  it.each(['n', 'ü 漢 &=+%', 'x'.repeat(384)])('gives back the nonce %j unchanged', async (nonce) => {
    expect(decodeJwt((await lab.tokens(client, { nonce })).id_token).nonce).toBe(nonce)
  })

  it('has no nonce where none was sent', async () => {
    const { id_token } = await lab.tokens(client, { nonce: undefined })
    expect(decodeJwt(id_token)).not.toHaveProperty('nonce')
  })
})

describe('OIDC-03 OIDC-04 how it is signed', () => {
  it.each(['none', 'HS256', 'PS512', 7, null])(
    'id_token_signed_response_alg %j is no registration',
    async (alg) => {
      const exchange = await lab.tryToRegister({ id_token_signed_response_alg: alg })
      expect(exchange.response.status).toBe(400)
      expect(jsonOf(exchange).error).toBe('invalid_client_metadata')
    },
  )

  it('says RS256 where nothing was registered', async () => {
    const registered = jsonOf(await lab.tryToRegister())
    expect(registered.id_token_signed_response_alg).toBe('RS256')
  })

  it.each(['RS256', 'ES256', 'EdDSA'])(
    'signs by %s where that was registered, under its own kid',
    async (alg) => {
      const other = await lab.register({ id_token_signed_response_alg: alg })
      const { id_token } = await lab.tokens(other)
      const { kid } = (await lab.claims(id_token, other)).header
      const keys = jsonOf(await lab.get('/oidc/jwks.json')).keys as { kid: string; alg: string }[]
      expect(keys.find((key) => key.kid === kid)?.alg).toBe(alg)
    },
  )
})

describe('OIDC-05 OIDC-08 when the user logged in', () => {
  it.each([{ max_age: '1' }, { prompt: 'login' }, { prompt: 'select_account' }, { max_age: '0' }])(
    '%j asks again, and the log-in is a later one',
    async (wanted) => {
      const browser = lab.browser()
      const first = decodeJwt((await lab.tokens(client, {}, { browser })).id_token)
      lab.clock += 2000
      const page = await lab.ask(browser, client, wanted)
      expect([isLogInPage(page), page.verdict?.outcome]).toEqual([true, 'interaction'])
      const second = decodeJwt((await lab.tokens(client, wanted, { browser })).id_token)
      expect(second.auth_time).toBe(Number(first.auth_time) + 2)
    },
  )

  it('max_age=0 asks again within the second of the last log-in', async () => {
    const browser = await lab.loggedIn(client)
    expect(isLogInPage(await lab.ask(browser, client, { max_age: '0' }))).toBe(true)
    const silent = sentBack(await lab.ask(browser, client, { max_age: '0', prompt: 'none' }))
    expect(silent.get('error')).toBe('login_required')
  })

  it('a session that is young enough will do', async () => {
    const browser = await lab.loggedIn(client)
    lab.clock += 2000
    expect(isConsentPage(await lab.ask(browser, client, { max_age: '10000' }))).toBe(true)
  })

  it('default_max_age of the registration stands in for max_age', async () => {
    const strict = await lab.register({ default_max_age: 1, require_auth_time: true })
    const browser = await lab.loggedIn(strict)
    lab.clock += 2000
    expect(isLogInPage(await lab.ask(browser, strict))).toBe(true)
  })

  it('prompt=consent shows no log-in where there is one', async () => {
    const browser = await lab.loggedIn(client)
    expect(isConsentPage(await lab.ask(browser, client, { prompt: 'consent' }))).toBe(true)
  })
})

describe('OIDC-06 prompt=none', () => {
  it('is login_required where nobody is logged in', async () => {
    const exchange = await lab.ask(lab.browser(), client, { prompt: 'none' })
    expect([failedCheck(exchange), errorIn(exchange)]).toEqual(['no-page-when-silent', 'login_required'])
    expect(sentBack(exchange).get('state')).toBe('a state')
    expect(sentBack(exchange).get('iss')).toBe('http://localhost:8787/s/lab')
  })

  it('is login_required where the log-in is too old', async () => {
    const browser = lab.browser()
    await lab.flow(client, {}, { browser })
    lab.clock += 60_000
    const exchange = await lab.ask(browser, client, { prompt: 'none', max_age: '30' })
    expect([failedCheck(exchange), errorIn(exchange)]).toEqual(['no-page-when-silent', 'login_required'])
  })

  it('is consent_required where nobody agreed, or to less', async () => {
    const browser = await lab.loggedIn(client)
    const never = await lab.ask(browser, client, { prompt: 'none' })
    expect([failedCheck(never), errorIn(never)]).toEqual(['no-page-when-silent', 'consent_required'])
    await lab.flow(client, { scope: 'openid' }, { browser })
    const more = await lab.ask(browser, client, { prompt: 'none', scope: 'openid email' })
    expect(errorIn(more)).toBe('consent_required')
    const claims = JSON.stringify({ userinfo: { email: null } })
    expect(errorIn(await lab.ask(browser, client, { prompt: 'none', claims }))).toBe('consent_required')
  })

  it('gives a code at once where there is a log-in and a consent', async () => {
    const browser = lab.browser()
    await lab.flow(client, {}, { browser })
    const exchange = await lab.ask(browser, client, { prompt: 'none' })
    expect([exchange.response.status, exchange.verdict?.outcome]).toEqual([303, 'accepted'])
    expect((await lab.redeem(client, sentBack(exchange).get('code') ?? '')).response.status).toBe(200)
  })
})

describe('OIDC-07 what prompt and its neighbours can say', () => {
  it.each([
    [{ prompt: 'none login' }, 'invalid_request'],
    [{ prompt: 'consent none' }, 'invalid_request'],
    [{ max_age: 'soon' }, 'invalid_request'],
    [{ max_age: '-1' }, 'invalid_request'],
    [{ claims: '{' }, 'invalid_request'],
    [{ claims: '[]' }, 'invalid_request'],
    [{ claims: '{"__proto__":{}}' }, 'invalid_request'],
    [{ claims: '{"id_token":{"__proto__":{"essential":true}}}' }, 'invalid_request'],
    [{ claims: '{"userinfo":{},"userinfo":{}}' }, 'invalid_request'],
    [{ claims: `${'{"userinfo":'.repeat(200)}1${'}'.repeat(200)}` }, 'invalid_request'],
    [
      { claims: JSON.stringify({ id_token: { acr: { essential: true, values: ['smart card'] } } }) },
      'unmet_authentication_requirements',
    ],
  ])('%j', async (wanted, error) => {
    const exchange = await lab.ask(lab.browser(), client, wanted)
    expect([failedCheck(exchange), errorIn(exchange)]).toEqual(['prompt-consistent', error])
  })

  it.each([
    { prompt: 'foo' },
    { claims: JSON.stringify({ id_token: { acr: { essential: true, values: ['x', 'password'] } } }) },
    { claims: JSON.stringify({ id_token: { acr: { values: ['smart card'] } } }) },
    { claims: JSON.stringify({ id_token: 5, userinfo: null, other: {} }) },
  ])('%j passes', async (wanted) => {
    expect(isLogInPage(await lab.ask(lab.browser(), client, wanted))).toBe(true)
  })
})

describe('OIDC-09 a user who is named beforehand', () => {
  it('an expired id_token_hint still names its user', async () => {
    const browser = lab.browser()
    const { id_token } = await lab.tokens(client, {}, { browser })
    lab.clock += 900_000
    const exchange = await lab.ask(browser, client, { prompt: 'none', id_token_hint: id_token })
    expect(sentBack(exchange).has('code')).toBe(true)
  })

  it('another user than the one who is logged in is login_required', async () => {
    const { id_token } = await lab.tokens(client)
    const browser = lab.browser()
    await lab.flow(client, {}, { browser, person: lab.mallory })
    for (const prompt of ['none', undefined]) {
      const exchange = await lab.ask(browser, client, { prompt, id_token_hint: id_token })
      expect([failedCheck(exchange), errorIn(exchange)]).toEqual(['hint-names-this-user', 'login_required'])
    }
  })

  it('the same where she logs in on the page that was asked for', async () => {
    const { id_token } = await lab.tokens(client)
    const browser = lab.browser()
    expect(isLogInPage(await lab.ask(browser, client, { id_token_hint: id_token }))).toBe(true)
    expect(errorIn(await logIn(browser, lab.mallory))).toBe('login_required')
  })

  it('a sub that is asked for by value is a hint as well', async () => {
    const claims = JSON.stringify({ id_token: { sub: { value: 'mallory' } } })
    const browser = await lab.loggedIn(client)
    const exchange = await lab.ask(browser, client, { claims })
    expect([failedCheck(exchange), errorIn(exchange)]).toEqual(['hint-names-this-user', 'login_required'])
  })

  it.each<[string, (token: string) => string | Promise<string>]>([
    ['no JWT', () => 'x'],
    ['alg none', (token) => `${base64url.encode(octets('{"alg":"none"}'))}.${token.split('.')[1]}.`],
    ['another signature', (token) => `${token.slice(0, -8)}AAAAAAAA`],
    ['the ID Token of another client', async () => (await lab.tokens(await lab.register())).id_token],
    [
      'an access token',
      async () => {
        const other = await lab.register({ access_token_format: 'jwt' })
        return (await lab.tokens(other)).access_token
      },
    ],
  ])('%s is no hint', async (_, forge) => {
    const { id_token } = await lab.tokens(client)
    const browser = await lab.loggedIn(client)
    const exchange = await lab.ask(browser, client, { id_token_hint: await forge(id_token) })
    expect([failedCheck(exchange), errorIn(exchange)]).toEqual(['hint-names-this-user', 'login_required'])
  })

  it('login_hint is filled in, and no more', async () => {
    const page = await lab.ask(lab.browser(), client, { login_hint: 'mallory' })
    expect(textOf(page)).toContain('value="mallory"')
  })
})

describe('OIDC-10 parameters that never fail a request', () => {
  it.each([
    { display: 'popup' },
    { display: 'wap' },
    { ui_locales: 'fr-CA fr en' },
    { claims_locales: 'tlh' },
    { acr_values: 'urn:example:gold 0' },
    { login_hint: 'nobody' },
    { extra: 'foobar' },
  ])('%j', async (wanted) => {
    const { id_token } = await lab.tokens(client, wanted)
    expect(decodeJwt(id_token).acr).toBe('password')
  })
})

describe('OIDC-11 request objects', () => {
  it.each([
    [{ request: 'eyJhbGciOiJub25lIn0.e30.' }, 'request_not_supported'],
    [{ request_uri: 'https://client.example/request.jwt' }, 'request_uri_not_supported'],
  ])('%j is refused and not passed over', async (wanted, error) => {
    const exchange = await lab.ask(lab.browser(), client, wanted)
    expect([failedCheck(exchange), errorIn(exchange)]).toEqual(['pushed-when-required', error])
  })

  it('a request that was pushed is taken, and judged as any', async () => {
    const push = async (wanted: Record<string, string>) => {
      const pairs = { response_type: 'code', redirect_uri: redirectUri, scope: 'openid', ...wanted }
      const basic = `Basic ${btoa(`${client.client_id}:${client.client_secret}`)}`
      const exchange = await lab.postForm('par', Object.entries(pairs), {
        headers: [['Authorization', basic]],
      })
      expect(exchange.response.status).toBe(201)
      const { request_uri } = jsonOf(exchange)
      const query = new URLSearchParams({ client_id: client.client_id, request_uri: String(request_uri) })
      return lab.send(request('GET', `${lab.base}/oidc/authorize?${query}`))
    }
    const asked = await push({ state: 's' })
    expect([isLogInPage(asked), asked.verdict?.branch]).toEqual([true, 'openid-reference'])
    const silent = await push({ prompt: 'none' })
    expect([failedCheck(silent), errorIn(silent)]).toEqual(['no-page-when-silent', 'login_required'])
    expect((await push({ scope: 'notes:read' })).verdict?.branch).toBe('reference')
  })
})

it('OIDC-12 an unknown response_mode is a page with 400, and nobody is sent anywhere', async () => {
  const exchange = await lab.ask(lab.browser(), client, { response_mode: 'telepathy' })
  expect(exchange.response.status).toBe(400)
  expect(failedCheck(exchange)).toBe('response-type-supported')
  expect(answerField(exchange, 'Location')).toBeUndefined()
})

describe('OIDC-14 at_hash', () => {
  it.each([
    ['RS256', sha256],
    ['ES256', sha256],
    ['EdDSA', sha512],
  ] as const)('is the left half of the hash that goes with %s', async (alg, hash) => {
    const other = await lab.register({ id_token_signed_response_alg: alg })
    const { id_token, access_token } = await lab.tokens(other)
    const digest = hash(octets(access_token))
    expect(decodeJwt(id_token).at_hash).toBe(base64url.encode(digest.slice(0, digest.length / 2)))
  })
})

describe('OIDC-17 the document', () => {
  const required = [
    'issuer',
    'authorization_endpoint',
    'token_endpoint',
    'jwks_uri',
    'response_types_supported',
    'subject_types_supported',
    'id_token_signing_alg_values_supported',
  ]

  it('stands below the issuer, and before its path, and has what it must have', async () => {
    const here = jsonOf(await lab.get('/.well-known/openid-configuration'))
    const there = jsonOf(await lab.send(request('GET', '/.well-known/openid-configuration/s/lab')))
    expect(there).toEqual(here)
    expect(here.issuer).toBe('http://localhost:8787/s/lab')
    expect(Object.keys(here)).toEqual(expect.arrayContaining(required))
    expect(here.id_token_signing_alg_values_supported).toContain('RS256')
    expect(here.id_token_signing_alg_values_supported).not.toContain('none')
  })

  it('names no address where nothing is served', async () => {
    const document = jsonOf(await lab.get('/.well-known/openid-configuration'))
    const addresses = Object.entries(document).filter(([name]) => /_endpoint$|^jwks_uri$/.test(name))
    expect(addresses.length).toBeGreaterThanOrEqual(10)
    for (const [name, address] of addresses) {
      const exchange = await lab.send(request('POST', String(address).slice(lab.origin.length)))
      expect(exchange.response.status, name).not.toBe(404)
    }
  })

  it('is of its own world in a world without a check', async () => {
    const base = '/s/lab/without/oidc.prompt-consistent'
    const document = jsonOf(await lab.send(request('GET', `${base}/.well-known/openid-configuration`)))
    expect(document.issuer).toBe(`http://localhost:8787${base}`)
    expect(String(document.token_endpoint)).toBe(`http://localhost:8787${base}/oidc/token`)
  })
})

describe('OIDC-18 a new key', () => {
  const kids = async () =>
    (jsonOf(await lab.get('/oidc/jwks.json')).keys as { kid: string }[]).map(({ kid }) => kid)

  it('is published before it signs, and the old one stays', async () => {
    const before = await kids()
    const { id_token } = await lab.tokens(client)
    const made = await lab.postJson('/oidc/keys', { alg: 'ES256' }, { owner: true })
    expect(made.response.status).toBe(201)
    const { kid, signs } = jsonOf(made)
    expect(signs).toBe(false)
    expect(await kids()).toEqual(expect.arrayContaining([...before, kid]))
    const used = await lab.postJson(`/oidc/keys/${kid}/use`, {}, { owner: true })
    expect(jsonOf(used)).toEqual({ kid, alg: 'ES256', signs: true })
    expect(await kids()).toEqual(expect.arrayContaining(before))
    expect((await lab.claims(id_token, client)).sub).toBe('ada')
    const other = await lab.register({ id_token_signed_response_alg: 'ES256' })
    expect(decodeProtectedHeader((await lab.tokens(other)).id_token).kid).toBe(kid)
  })

  it('is out of the set once it is withdrawn; the one that signs cannot be', async () => {
    const { kid } = jsonOf(await lab.postJson('/oidc/keys', { alg: 'EdDSA' }, { owner: true }))
    const withdraw = (which: unknown) => lab.postJson(`/oidc/keys/${which}/withdraw`, {}, { owner: true })
    expect((await withdraw(kid)).response.status).toBe(200)
    expect(await kids()).not.toContain(kid)
    const signing = (await kids()).find((one) => one.startsWith('eddsa-'))
    expect((await withdraw(signing)).response.status).toBe(404)
    expect((await withdraw('hs256-00000000')).response.status).toBe(404)
  })

  it('is the owner’s to make', async () => {
    expect((await lab.postJson('/oidc/keys', {})).response.status).toBe(401)
    expect((await lab.postJson('/oidc/keys', { alg: 'none' }, { owner: true })).response.status).toBe(400)
  })
})

describe('OIDC-19 a refresh', () => {
  it('says the same of the log-in, and answers no nonce a second time', async () => {
    const first = await lab.tokens(client, { scope: 'openid email' })
    lab.clock += 3_600_000
    const second = jsonOf(await lab.refresh(client, first.refresh_token)) as typeof first
    const [before, after] = [decodeJwt(first.id_token), decodeJwt(second.id_token)]
    for (const name of ['iss', 'sub', 'aud', 'auth_time']) expect(after[name], name).toEqual(before[name])
    expect(after.iat).toBe(Number(before.iat) + 3600)
    expect(after).not.toHaveProperty('nonce')
    expect((await lab.userInfo(second.access_token)).response.status).toBe(200)
  })

  it('without openid in its scope has no ID Token', async () => {
    const { refresh_token } = await lab.tokens(client, { scope: 'openid notes:read' })
    const answer = jsonOf(await lab.refresh(client, refresh_token, [['scope', 'notes:read']]))
    expect(answer.scope).toBe('notes:read')
    expect(answer).not.toHaveProperty('id_token')
  })
})

describe('OIDC-21 the subject', () => {
  it('is the same at every client, and no other kind can be registered', async () => {
    const other = await lab.register()
    const [here, there] = [await lab.tokens(client), await lab.tokens(other)]
    expect(decodeJwt(here.id_token).sub).toBe(decodeJwt(there.id_token).sub)
    const pairwise = await lab.tryToRegister({ subject_type: 'pairwise' })
    expect([pairwise.response.status, jsonOf(pairwise).error]).toEqual([400, 'invalid_client_metadata'])
  })
})

it('one authorization server: a session and a consent of one client let another ask without a password', async () => {
  const browser = await lab.loggedIn(client)
  const other = await lab.register({ token_endpoint_auth_method: 'none' })
  const page = await lab.ask(browser, other, {
    code_challenge: challenge,
    code_challenge_method: 'S256',
  })
  expect(isConsentPage(page)).toBe(true)
})

describe('a check taken away', () => {
  it.each([
    ['prompt-consistent', { max_age: 'soon' }],
    ['prompt-consistent', { prompt: 'none login' }],
    ['no-page-when-silent', { prompt: 'none' }],
    ['hint-names-this-user', { id_token_hint: 'x' }],
  ])('%s, and %j gets further', async (check, wanted) => {
    const refused = await lab.ask(lab.browser(), client, wanted)
    expect(failedCheck(refused)).toBe(check)
    const base = twin(check)
    const other = await lab.register({}, base)
    const browser = await lab.loggedIn(other, lab.ada, base)
    const exchange = await lab.ask(browser, other, wanted, base)
    const outcomes = exchange.verdict?.checks.map(({ id, outcome }) => [id, outcome])
    expect(outcomes).toContainEqual([check, 'removed'])
    expect(outcomes).toContainEqual(['scope-known', 'passed'])
    expect(failedCheck(exchange)).not.toBe(check)
  })

  it('hint-issued-by-us, and a token of nobody is no reason to stop', async () => {
    const base = twin('hint-issued-by-us')
    const query = 'id_token_hint=x'
    const exchange = await lab.send(request('GET', `${base}/oidc/end_session?${query}`))
    const [first] = exchange.verdict?.checks ?? []
    expect([first?.outcome, exchange.verdict?.outcome]).toEqual(['removed', 'accepted'])
  })
})
