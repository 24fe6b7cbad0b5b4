import { beforeEach, expect, it } from 'vitest'
import { answerField } from '../testing/lab.ts'
import { basicOf, dpopKeys, jsonOf, TokenLab, textsOf, twinOf } from '../testing/token-lab.ts'

let lab: TokenLab

beforeEach(() => {
  lab = new TokenLab()
})

const redirect_uris = ['http://localhost/callback']
const challenge = {
  code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
  code_challenge_method: 'S256',
}
const errorOf = async (metadata: unknown) => {
  const exchange = await lab.register(metadata)
  return `${exchange.response.status} ${jsonOf(exchange).error}`
}
const publicKey = async () => {
  const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', (await dpopKeys()).publicKey)
  return { kty, crv, x, y }
}

it('answers 201 with all that was registered (RFC 7591 §3.2.1)', async () => {
  const exchange = await lab.register({ redirect_uris, client_name: 'My Notes' })
  expect(exchange.response.status).toBe(201)
  expect(answerField(exchange, 'Cache-Control')).toBe('no-store')
  const { client_id, client_secret, ...rest } = jsonOf(exchange)
  expect(rest).toEqual({
    client_name: 'My Notes',
    redirect_uris,
    grant_types: ['authorization_code'],
    response_types: ['code'],
    token_endpoint_auth_method: 'client_secret_basic',
    scope: 'notes:read notes:write',
    access_token_format: 'opaque',
    client_id_issued_at: Math.floor(lab.clock / 1000),
    client_secret_expires_at: Math.floor(lab.clock / 1000) + 86_400,
  })
  expect(client_id).toMatch(/^[A-Za-z0-9_-]{22}$/)
  expect(client_secret).toMatch(/^[A-Za-z0-9_-]{43}$/)
})

it.each(['client_secret_basic', 'none'])('ends a registration after a day: %s', async (method) => {
  const told = await lab.registered({ redirect_uris, token_endpoint_auth_method: method })
  const headers = told.client_secret === '' ? [] : [basicOf(told.client_id, told.client_secret)]
  const form = { client_id: told.client_id, response_type: 'code', ...challenge }
  lab.clock += 86_399_000
  expect((await lab.post('par', form, { headers })).response.status).toBe(201)
  lab.clock += 1000
  const after = await lab.post('par', form, { headers })
  expect([after.response.status, jsonOf(after).error]).toEqual([401, 'invalid_client'])
})

it('gives a public client no secret', async () => {
  const told = jsonOf(await lab.register({ redirect_uris, token_endpoint_auth_method: 'none' }))
  expect(told).not.toHaveProperty('client_secret')
  expect(told).not.toHaveProperty('client_secret_expires_at')
})

it('registers a client that works, in its own world and in no other', async () => {
  const { client_id, client_secret } = await lab.registered({ grant_types: ['client_credentials'] })
  const form = { grant_type: 'client_credentials' }
  const headers = [basicOf(client_id, client_secret)]
  expect((await lab.post('token', form, { headers })).response.status).toBe(200)
  const elsewhere = await lab.post('token', form, { headers, base: twinOf('code-unused') })
  expect(elsewhere.response.status).toBe(401)
})

it('leaves out what it does not know (RFC 7591 §2), and an id that the client would like', async () => {
  const told = jsonOf(
    await lab.register({
      redirect_uris,
      client_id: 'reader',
      client_secret: 'mine',
      secretHash: 'mine',
      lab: 'no-pkce',
      logo_uri: 'https://client.example/logo.png',
      'client_name#de': 'Meine Notizen',
      software_id: 'x',
      scope: 'notes:read notes:delete',
    }),
  )
  expect(told.client_id).not.toBe('reader')
  expect(told.client_secret).not.toBe('mine')
  expect(told.scope).toBe('notes:read')
  for (const name of ['secretHash', 'lab', 'logo_uri', 'client_name#de', 'software_id'])
    expect(told).not.toHaveProperty(name)
})

it('keeps the members of our own, and those of PKCE, PAR, DPoP and certificates', async () => {
  const flags = {
    require_pkce: true,
    require_pushed_authorization_requests: false,
    dpop_bound_access_tokens: true,
    tls_client_certificate_bound_access_tokens: true,
  }
  const told = jsonOf(await lab.register({ redirect_uris, access_token_format: 'jwt', ...flags }))
  expect(told).toMatchObject({ access_token_format: 'jwt', ...flags })
})

it.each([
  ['another origin', ['https://client.example/callback']],
  ['http elsewhere', ['http://client.example/callback']],
  ['a fragment', ['http://localhost/callback#x']],
  ['a scheme of its own', ['app:/callback']],
  ['javascript', ['javascript:alert(1)']],
  ['one that is wrong beside one that is right', [...redirect_uris, 'https://client.example/']],
  ['no text', [1]],
  ['no array', 'http://localhost/callback'],
  ['none', []],
  ['eleven', Array.from({ length: 11 }, (_, i) => `http://localhost/callback/${i}`)],
])('OA2-11: refuses as redirect URIs: %s', async (_name, uris) => {
  expect(await errorOf({ redirect_uris: uris })).toBe('400 invalid_redirect_uri')
})

it('takes redirect URIs of this origin and of loopback', async () => {
  const uris = [
    `${lab.issuer()}/scrapbook/callback`,
    'http://127.0.0.1/cb',
    'http://[::1]:4711/cb',
    'http://localhost/cb',
  ]
  const told = jsonOf(await lab.register({ redirect_uris: uris }))
  expect(told.redirect_uris).toEqual(uris)
})

it.each([
  ['a name of 41 characters', { client_name: 'x'.repeat(41) }],
  ['a name with markup', { client_name: '<b>Notes</b>' }],
  ['a name with a control character', { client_name: 'Notes\u202eseton' }],
  ['an empty name', { client_name: '' }],
  ['a name that is no text', { client_name: 1 }],
  ['a method that is not here', { token_endpoint_auth_method: 'client_secret_jwt' }],
  ['a retired grant', { grant_types: ['authorization_code', 'password'] }],
  ['no grant', { grant_types: [] }],
  ['refresh tokens alone', { grant_types: ['refresh_token'] }],
  ['a response type that is not here', { response_types: ['token'] }],
  [
    'a response type that the grants do not go with',
    { grant_types: ['client_credentials'], response_types: ['code'] },
  ],
  [
    'client credentials without credentials',
    { grant_types: ['client_credentials'], token_endpoint_auth_method: 'none' },
  ],
  ['another format of tokens', { access_token_format: 'paseto' }],
  ['a flag that is no flag', { require_pkce: 'true' }],
  ['a scope that is no text', { scope: ['notes:read'] }],
  ['no scope that is known', { scope: 'openid' }],
  ['keys at an address', { jwks_uri: 'https://client.example/jwks' }],
  ['private_key_jwt without keys', { token_endpoint_auth_method: 'private_key_jwt' }],
  ['an empty set of keys', { jwks: { keys: [] } }],
  ['a secret key', { jwks: { keys: [{ kty: 'oct', k: 'c2VjcmV0' }] } }],
  ['a key of no kind', { jwks: { keys: [{}] } }],
  ['a short RSA key', { jwks: { keys: [{ kty: 'RSA', n: 'c2VjcmV0', e: 'AQAB' }] } }],
  ['a key on another curve', { jwks: { keys: [{ kty: 'EC', crv: 'P-384', x: 'AA', y: 'AA' }] } }],
])('refuses %s', async (_name, metadata) => {
  expect(await errorOf({ redirect_uris, ...metadata })).toBe('400 invalid_client_metadata')
})

it('takes public keys, and refuses them with a private member', async () => {
  const key = await publicKey()
  const asked = { redirect_uris, token_endpoint_auth_method: 'private_key_jwt' }
  const told = jsonOf(await lab.register({ ...asked, jwks: { keys: [{ ...key, kid: 'one', x5c: ['x'] }] } }))
  expect(told.jwks).toEqual({ keys: [{ ...key, kid: 'one' }] })
  expect(told).not.toHaveProperty('client_secret')
  expect(await errorOf({ ...asked, jwks: { keys: [{ ...key, d: key.x }] } })).toBe(
    '400 invalid_client_metadata',
  )
})

it.each(['', '[]', 'null', '{', '{"redirect_uris":[],"redirect_uris":[]}'])(
  'refuses the content %j',
  async (body) => {
    expect(await errorOf(body)).toBe('400 invalid_client_metadata')
  },
)

it('refuses another media type with 415 and more than 16 KiB with 413', async () => {
  const form = await lab.register('client_name=x', { type: 'application/x-www-form-urlencoded' })
  expect(form.response.status).toBe(415)
  expect(await errorOf({ redirect_uris, more: 'x'.repeat(16_384) })).toBe('413 invalid_client_metadata')
})

it('keeps an error to the characters of RFC 6749 §5.2', async () => {
  const { error_description } = jsonOf(await lab.register({ redirect_uris, response_types: ['"'] }))
  expect(error_description).toMatch(/^[\x20\x21\x23-\x5b\x5d-\x7e]+$/)
})

it('lets a public client use the code grant with what it registered', async () => {
  const { client_id } = await lab.registered({ redirect_uris, token_endpoint_auth_method: 'none' })
  const code = await lab.code({ client: client_id })
  const exchange = await lab.redeem(code, { client_id })
  expect(textsOf(exchange)).not.toHaveProperty('refresh_token')
})
