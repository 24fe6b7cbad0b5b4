/** What the Dynamic OP certification plan adds to the basic one: each test is titled by the name of its module. */
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { beforeEach, describe, expect, it } from 'vitest'
import { answerField } from '../testing/lab.ts'
import {
  type Client,
  jsonOf,
  type Parameters,
  ProviderLab,
  redirectUri,
  sentBack,
  type Tokens,
  textOf,
} from '../testing/provider-lab.ts'

let lab: ProviderLab
beforeEach(() => {
  lab = new ProviderLab()
})

const refusedWith = async (members: Readonly<Record<string, unknown>>) => {
  const exchange = await lab.tryToRegister(members)
  return [exchange.response.status, jsonOf(exchange).error]
}

it('oidcc-idtoken-rs256', async () => {
  const client = await lab.register({ id_token_signed_response_alg: 'RS256' })
  const { id_token } = await lab.tokens(client)
  expect((await lab.claims(id_token, client)).header.alg).toBe('RS256')
})

it('oidcc-userinfo-rs256', async () => {
  const client = await lab.register({ userinfo_signed_response_alg: 'RS256' })
  const exchange = await lab.userInfo((await lab.tokens(client)).access_token)
  expect(answerField(exchange, 'Content-Type')).toBe('application/jwt')
  expect(await lab.claims(textOf(exchange), client)).toMatchObject({ sub: 'ada', header: { alg: 'RS256' } })
})

describe('redirect URIs', () => {
  const withQuery = `${redirectUri}?foo=bar`
  const asks = async (registered: string, wanted: Parameters) =>
    lab.flow(await lab.register({ redirect_uris: [registered] }), wanted)

  it('oidcc-ensure-redirect-uri-in-authorization-request', async () => {
    const exchange = await asks(redirectUri, { redirect_uri: undefined })
    expect([exchange.response.status, answerField(exchange, 'Location')]).toEqual([400, undefined])
  })

  it('oidcc-redirect-uri-query-OK', async () => {
    const exchange = await asks(withQuery, { redirect_uri: withQuery })
    expect(answerField(exchange, 'Location')).toMatch(/^http:\/\/localhost:9999\/callback\?foo=bar&code=/)
  })

  it('oidcc-redirect-uri-query-mismatch', async () => {
    const exchange = await asks(withQuery, { redirect_uri: `${redirectUri}?foo=baz` })
    expect([exchange.response.status, answerField(exchange, 'Location')]).toEqual([400, undefined])
  })

  it('oidcc-redirect-uri-query-added', async () => {
    const exchange = await asks(redirectUri, { redirect_uri: withQuery })
    expect([exchange.response.status, answerField(exchange, 'Location')]).toEqual([400, undefined])
  })

  it('oidcc-redirect-uri-regfrag', async () => {
    expect(await refusedWith({ redirect_uris: [`${redirectUri}#foo`] })).toEqual([
      400,
      'invalid_redirect_uri',
    ])
  })
})

describe('registration', () => {
  it.each(['logo', 'policy', 'tos'])(
    'oidcc-registration-%s-uri: registered without it; nothing is fetched and nothing shown',
    async (name) => {
      const uri = `https://client.example/${name}`
      const exchange = await lab.tryToRegister({ [`${name}_uri`]: uri })
      expect(exchange.response.status).toBe(201)
      expect(jsonOf(exchange)).not.toHaveProperty(`${name}_uri`)
      const page = await lab.ask(await lab.loggedIn(jsonOf(exchange) as Client), jsonOf(exchange) as Client)
      expect(textOf(page)).not.toContain(uri)
    },
  )

  it('oidcc-registration-jwks-uri: refused, because nothing is fetched', async () => {
    expect(await refusedWith({ jwks_uri: 'https://client.example/jwks.json' })).toEqual([
      400,
      'invalid_client_metadata',
    ])
  })

  it.each(['oidcc-registration-sector-uri', 'oidcc-registration-sector-bad'])(
    '%s: refused, because nothing is fetched and no subject is pairwise',
    async () => {
      expect(await refusedWith({ sector_identifier_uri: 'https://client.example/uris.json' })).toEqual([
        400,
        'invalid_client_metadata',
      ])
    },
  )

  it.each([
    { request_uris: ['https://client.example/request.jwt'] },
    { request_object_signing_alg: 'RS256' },
    { id_token_encrypted_response_alg: 'RSA-OAEP' },
    { userinfo_encrypted_response_enc: 'A128GCM' },
    { default_max_age: 'soon' },
    { require_auth_time: 'yes' },
    { userinfo_signed_response_alg: 'none' },
  ])('%j asks for what is not here, and is refused', async (members) => {
    expect(await refusedWith(members)).toEqual([400, 'invalid_client_metadata'])
  })
})

it('oidcc-server-rotate-keys', async () => {
  const client = await lab.register()
  const before = await lab.tokens(client)
  const { kid: old } = (await lab.claims(before.id_token, client)).header
  const { kid } = jsonOf(await lab.postJson('/oidc/keys', { alg: 'RS256' }, { owner: true }))
  await lab.postJson(`/oidc/keys/${kid}/use`, {}, { owner: true })
  const after = await lab.tokens(client)
  expect((await lab.claims(after.id_token, client)).header.kid).toBe(kid)
  expect(kid).not.toBe(old)
  // The one before is still in the set, for what it signed.
  expect((await lab.claims(before.id_token, client)).header.kid).toBe(old)
})

describe('a client that proves itself by a key', () => {
  async function keyed() {
    const [first, second] = await Promise.all([generateKeyPair('ES256'), generateKeyPair('ES256')])
    const keys = await Promise.all(
      [first, second].map(async ({ publicKey }, i) => ({
        ...(await exportJWK(publicKey)),
        kid: `key-${i}`,
        alg: 'ES256',
        use: 'sig',
      })),
    )
    const client = await lab.register({ token_endpoint_auth_method: 'private_key_jwt', jwks: { keys } })
    const signed = (key: CryptoKey, kid: string, aud: string) =>
      new SignJWT({ jti: crypto.randomUUID() })
        .setProtectedHeader({ alg: 'ES256', kid })
        .setIssuer(client.client_id)
        .setSubject(client.client_id)
        .setAudience(aud)
        .setIssuedAt(lab.clock / 1000)
        .setExpirationTime(lab.clock / 1000 + 60)
        .sign(key)
    const post = (pairs: [string, string][], assertion: string) =>
      lab.postForm('token', [
        ...pairs,
        ['client_id', client.client_id],
        ['client_assertion_type', 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'],
        ['client_assertion', assertion],
      ])
    return { client, first: first.privateKey, second: second.privateKey, signed, post }
  }
  const issuer = () => `${lab.origin}${lab.base}`
  const codeGrant = async (client: Client): Promise<[string, string][]> => [
    ['grant_type', 'authorization_code'],
    ['code', await lab.code(client)],
    ['redirect_uri', redirectUri],
  ]

  it('oidcc-ensure-client-assertion-with-iss-aud-succeeds', async () => {
    const { client, first, signed, post } = await keyed()
    const exchange = await post(await codeGrant(client), await signed(first, 'key-0', issuer()))
    expect(exchange.response.status).toBe(200)
    const other = await post(await codeGrant(client), await signed(first, 'key-0', 'https://other.example'))
    expect([other.response.status, jsonOf(other).error]).toEqual([401, 'invalid_client'])
  })

  it('oidcc-refresh-token-rp-key-rotation: among the keys that it registered by value', async () => {
    const { client, first, second, signed, post } = await keyed()
    const exchange = await post(await codeGrant(client), await signed(first, 'key-0', issuer()))
    const { refresh_token } = jsonOf(exchange) as Tokens
    const refreshed = await post(
      [
        ['grant_type', 'refresh_token'],
        ['refresh_token', refresh_token],
      ],
      await signed(second, 'key-1', issuer()),
    )
    expect(refreshed.response.status).toBe(200)
  })
})

it.each(['oidcc-request-uri-unsigned', 'oidcc-request-uri-signed-rs256'])(
  '%s: answered with request_uri_not_supported',
  async () => {
    const client = await lab.register()
    const wanted = { request_uri: 'https://client.example/request.jwt' }
    expect(sentBack(await lab.ask(lab.browser(), client, wanted)).get('error')).toBe(
      'request_uri_not_supported',
    )
  },
)
