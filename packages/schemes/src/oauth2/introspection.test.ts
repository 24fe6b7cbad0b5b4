import { beforeEach, expect, it } from 'vitest'
import { answerField, failedCheck } from '../testing/lab.ts'
import { basicOf, dpopKeys, jsonOf, refusalOf, TokenLab, textsOf, twinOf } from '../testing/token-lab.ts'

let lab: TokenLab

beforeEach(() => {
  lab = new TokenLab()
})

const api = () => basicOf(lab.parties.api.id, lab.parties.api.secret)
const ask = (token: string | undefined, headers = [api()], base = lab.base) =>
  lab.post('introspect', { token }, { headers, base })

it('tells the API what a token stands for', async () => {
  const { access_token } = await lab.tokens()
  const exchange = await ask(access_token)
  const { jti, ...facts } = jsonOf(exchange)
  const now = Math.floor(lab.clock / 1000)
  expect(facts).toEqual({
    active: true,
    scope: 'notes:read notes:write',
    client_id: 'reader',
    username: 'ada',
    token_type: 'Bearer',
    exp: now + 600,
    iat: now,
    sub: 'ada',
    aud: lab.issuer(),
    iss: lab.issuer(),
  })
  expect(jti).toBeTypeOf('string')
  expect(exchange.verdict?.outcome).toBe('accepted')
  expect(answerField(exchange, 'Cache-Control')).toBe('no-store')
})

it('tells the key that a token is bound to, and no user where there is none', async () => {
  const { access_token } = textsOf(await lab.nightly({}, { headers: [await lab.proof(await dpopKeys())] }))
  const facts = jsonOf(await ask(access_token))
  expect(facts).toMatchObject({ active: true, token_type: 'DPoP', sub: 'nightly' })
  expect(facts.cnf).toEqual({ jkt: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/) })
  expect(facts).not.toHaveProperty('username')
})

it('tells the same of a JWT, and of one that was bound to a certificate', async () => {
  const { client_id, client_secret } = await lab.registered({
    grant_types: ['client_credentials'],
    access_token_format: 'jwt',
    tls_client_certificate_bound_access_tokens: true,
  })
  lab.certificate = 'a thumbprint'
  const own = [basicOf(client_id, client_secret)]
  const issued = await lab.post('token', { grant_type: 'client_credentials' }, { headers: own })
  const { access_token } = textsOf(issued)
  for (const headers of [[api()], own])
    expect(jsonOf(await ask(access_token, headers))).toMatchObject({
      active: true,
      client_id,
      cnf: { 'x5t#S256': 'a thumbprint' },
    })
})

it('tells a client of its own refresh token, and nobody else', async () => {
  const client = 'reader-confidential'
  const { refresh_token } = await lab.tokens(client)
  expect(jsonOf(await ask(refresh_token, [lab.basic(client)]))).toMatchObject({
    active: true,
    sub: 'ada',
    client_id: client,
  })
  for (const headers of [[api()], [lab.basic('nightly')]])
    expect(jsonOf(await ask(refresh_token, headers))).toEqual({ active: false })
  const spend = { grant_type: 'refresh_token', refresh_token }
  expect((await lab.post('token', spend, { headers: [lab.basic(client)] })).response.status).toBe(200)
  expect(jsonOf(await ask(refresh_token, [lab.basic(client)]))).toEqual({ active: false })
})

it.each([
  ['no authentication', () => []],
  ['a wrong secret of the API', () => [basicOf(lab.parties.api.id, 'wrong')]],
  ['a wrong secret of a client', () => [basicOf('nightly', 'wrong')]],
  ['a stranger', () => [basicOf('nobody', 'x')]],
])("OA2-46: refuses %s with 401: 'caller-authenticated'", async (_name, headers) => {
  const { access_token } = await lab.tokens()
  const exchange = await ask(access_token, headers())
  expect(refusalOf(exchange)).toBe('401 invalid_client caller-authenticated')
  expect(answerField(exchange, 'WWW-Authenticate')).toMatch(/^Basic realm=/)
})

it("refuses a public client, and the API by form: 'caller-authenticated'", async () => {
  const { access_token: token } = await lab.tokens()
  const named = await lab.post('introspect', { token, client_id: 'reader' })
  expect(refusalOf(named)).toBe('401 invalid_client caller-authenticated')
  const { id, secret } = lab.parties.api
  const byForm = await lab.post('introspect', { token, client_id: id, client_secret: secret })
  expect(refusalOf(byForm)).toBe('401 invalid_client caller-authenticated')
})

it('answers whoever has the name where the check is taken away', async () => {
  const base = twinOf('caller-authenticated')
  const { access_token } = await lab.tokens('reader', base)
  const oracle = await ask(access_token, [basicOf(lab.parties.api.id, 'wrong')], base)
  expect(jsonOf(oracle)).toMatchObject({ active: true, sub: 'ada' })
  expect(jsonOf(await ask(access_token, [], base))).toEqual({ active: false })
})

it("refuses a form without a token, or with two: 'token-parameter-present'", async () => {
  expect(refusalOf(await ask(undefined))).toBe('400 invalid_request token-parameter-present')
  const two = [
    ['token', 'a'],
    ['token', 'b'],
  ] as const
  const twice = await lab.post('introspect', two, { headers: [api()] })
  expect(refusalOf(twice)).toBe('400 invalid_request token-parameter-present')
  const long = await ask('x'.repeat(9000))
  expect(refusalOf(long)).toBe('413 invalid_request token-parameter-present')
})

it("OA2-46: tells a client nothing of another's token: 'token-meant-for-caller'", async () => {
  const { access_token } = await lab.tokens()
  const exchange = await ask(access_token, [lab.basic('nightly')])
  expect(failedCheck(exchange)).toBe('token-meant-for-caller')
  expect(exchange.response.status).toBe(200)
  expect(jsonOf(exchange)).toEqual({ active: false })
})

it('OA2-46: says active false, and nothing else, of a token that is unknown, over or revoked', async () => {
  const { access_token, refresh_token } = await lab.tokens()
  await lab.refresh(refresh_token)
  const own = [lab.basic('nightly')]
  const nightly = textsOf(await lab.nightly()).access_token
  await lab.post('revoke', { token: nightly }, { headers: own })
  for (const token of ['x', 'a.b.c', nightly, refresh_token])
    expect(jsonOf(await ask(token))).toEqual({ active: false })
  lab.ahead = 600_000
  expect(jsonOf(await ask(access_token))).toEqual({ active: false })
})

it('OA2-35: compares nothing any more after ten failures of the API', async () => {
  for (let i = 0; i < 10; i++) await ask('x', [basicOf(lab.parties.api.id, 'wrong')])
  const exchange = await ask('x')
  expect(exchange.response.status).toBe(429)
  expect(answerField(exchange, 'Retry-After')).toBe('60')
})

it('answers POST alone', async () => {
  expect((await lab.get('/oauth2/introspect?token=x', [api()])).response.status).toBe(405)
})
