/** The one module of the Config OP certification plan. */
import { beforeEach, expect, it } from 'vitest'
import { answerField } from '../testing/lab.ts'
import { jsonOf, ProviderLab } from '../testing/provider-lab.ts'

let lab: ProviderLab
beforeEach(() => {
  lab = new ProviderLab()
})

it('oidcc-discovery-endpoint-verification', async () => {
  const exchange = await lab.get('/.well-known/openid-configuration')
  expect([exchange.response.status, answerField(exchange, 'Content-Type')]).toEqual([200, 'application/json'])
  const document = jsonOf(exchange)
  expect(document).toMatchObject({
    issuer: `${lab.origin}${lab.base}`,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    claims_parameter_supported: true,
    request_parameter_supported: false,
    request_uri_parameter_supported: false,
  })
  expect(document.id_token_signing_alg_values_supported).toContain('RS256')
  expect(document.scopes_supported).toContain('openid')
  expect(document.token_endpoint_auth_methods_supported).toContain('client_secret_basic')
  expect(document.claims_supported).toEqual(expect.arrayContaining(['sub', 'name', 'email']))
  for (const name of ['authorization', 'token', 'userinfo', 'registration', 'end_session'])
    expect(document[`${name}_endpoint`], name).toMatch(/^http:\/\/localhost:8787\/s\/lab\/oidc\//)

  const keys = jsonOf(await lab.get('/oidc/jwks.json')).keys as JsonWebKey[]
  expect(keys.map(({ kty }) => kty).toSorted()).toEqual(['EC', 'OKP', 'RSA'])
  for (const key of keys) {
    expect(key).toMatchObject({ kid: expect.any(String), alg: expect.any(String), use: 'sig' })
    for (const name of ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k']) expect(key, name).not.toHaveProperty(name)
  }
})
