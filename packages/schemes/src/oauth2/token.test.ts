import { encodeForm, formMediaType } from '@lockstep/http/form-urlencoded'
import { request } from '@lockstep/http/message'
import { beforeEach, describe, expect, it } from 'vitest'
import { answerField, failedCheck } from '../testing/lab.ts'
import { basicOf, dpopKeys, jsonOf, refusalOf, TokenLab, textsOf, twinOf } from '../testing/token-lab.ts'
import { findClient, keepClient } from './clients/clients.ts'
import { seededClientSecret } from './clients/seeded-clients.ts'

let lab: TokenLab

beforeEach(() => {
  lab = new TokenLab()
})

const grant = (more: Record<string, string> = {}) => ({ grant_type: 'client_credentials', ...more })

describe('what every token request goes through', () => {
  it.each(['GET', 'HEAD'])("refuses %s: 'method-is-post'", async (method) => {
    const exchange = await lab.get('/oauth2/token?grant_type=client_credentials', [], method)
    expect(exchange.response.status).toBe(405)
    expect(failedCheck(exchange)).toBe('method-is-post')
    expect(answerField(exchange, 'Allow')).toBe('POST')
    expect(answerField(exchange, 'Cache-Control')).toBe('no-store')
  })

  it.each([
    ['JSON', 'application/json', '{"grant_type":"client_credentials"}'],
    ['nothing', undefined, 'grant_type=client_credentials'],
    ['a form that cannot be decoded', formMediaType, 'grant_type=%zz'],
    ['a form that is not UTF-8', formMediaType, 'grant_type=%ff'],
  ])("OA2-29: refuses %s: 'body-is-form'", async (_name, type, body) => {
    const headers = type === undefined ? [] : [['Content-Type', type] as const]
    const exchange = await lab.get('/oauth2/token', [lab.basic('nightly'), ...headers], 'POST', body)
    expect(refusalOf(exchange)).toBe('400 invalid_request body-is-form')
  })

  it("refuses a form of more than 8 KiB: 'body-is-form'", async () => {
    const exchange = await lab.nightly({ more: 'x'.repeat(8192) })
    expect(refusalOf(exchange)).toBe('413 invalid_request body-is-form')
    expect((await lab.nightly({ more: 'x'.repeat(8000) })).response.status).toBe(200)
  })

  it("refuses plain HTTP from elsewhere: 'channel-is-private'", async () => {
    lab.plainOrigin = 'http://notes.example'
    expect(refusalOf(await lab.nightly())).toBe('400 invalid_request channel-is-private')
    lab.transport = 'tls'
    expect((await lab.nightly()).response.status).toBe(200)
  })

  it("OA2-29: refuses a parameter that comes twice: 'parameters-unique'", async () => {
    const pairs = [['grant_type', 'client_credentials'] as const, ['x', '1'] as const, ['x', '1'] as const]
    const exchange = await lab.post('token', pairs, { headers: [lab.basic('nightly')] })
    expect(refusalOf(exchange)).toBe('400 invalid_request parameters-unique')
  })

  it('takes a parameter without a value as left out (RFC 6749 §3.2), and what it does not know as well', async () => {
    const pairs = [
      ['scope', ''],
      ['scope', 'notes:read'],
      ['code', ''],
      ['foo', 'bar'],
    ] as const
    const exchange = await lab.post('token', [['grant_type', 'client_credentials'], ...pairs], {
      headers: [lab.basic('nightly')],
    })
    expect(textsOf(exchange).scope).toBe('notes:read')
  })

  it("OA2-34: refuses two ways to authenticate: 'one-client-authentication'", async () => {
    const { client_secret = '' } = lab.client('nightly')
    const exchange = await lab.nightly({ client_id: 'nightly', client_secret })
    expect(refusalOf(exchange)).toBe('400 invalid_request one-client-authentication')
    const weak = await lab.nightly(
      { client_id: 'nightly', client_secret },
      { base: twinOf('one-client-authentication') },
    )
    expect(weak.response.status).toBe(200)
  })

  it('OA2-34: reads no secret and no token out of the address', async () => {
    const { client_secret = '' } = lab.client('nightly')
    const query = encodeForm([
      ['client_id', 'nightly'],
      ['client_secret', client_secret],
      ['access_token', 'x'],
    ])
    const message = request(
      'POST',
      `${lab.base}/oauth2/token?${query}`,
      [['Content-Type', formMediaType]],
      encodeForm(Object.entries(grant())),
    )
    expect(refusalOf(await lab.send(message))).toBe('401 invalid_client client-authenticated')
  })

  it.each(['password', 'implicit', 'urn:ietf:params:oauth:grant-type:jwt-bearer', 'Client_Credentials'])(
    "OA2-10: refuses grant_type %s: 'grant-type-supported'",
    async (grant_type) => {
      const exchange = await lab.nightly({ grant_type })
      expect(refusalOf(exchange)).toBe('400 unsupported_grant_type grant-type-supported')
    },
  )

  it("OA2-31: says of what is missing that the request is wrong, and not the grant: 'grant-type-supported'", async () => {
    const refused = await lab.nightly({ grant_type: undefined })
    expect(refusalOf(refused)).toBe('400 invalid_request grant-type-supported')
    const device = 'urn:ietf:params:oauth:grant-type:device_code'
    for (const [client_id, grant_type, end] of [
      ['reader', 'authorization_code', 'code-known'],
      ['reader', 'refresh_token', 'refresh-token-known'],
      ['kiosk', device, 'device-code-known'],
    ] as const)
      expect(refusalOf(await lab.post('token', { client_id, grant_type }))).toBe(`400 invalid_request ${end}`)
  })

  it("OA2-32: answers a wrong secret with 401 and Basic: 'client-authenticated'", async () => {
    const exchange = await lab.post('token', grant(), { headers: [lab.basic('nightly', 'wrong')] })
    expect(refusalOf(exchange)).toBe('401 invalid_client client-authenticated')
    expect(answerField(exchange, 'WWW-Authenticate')).toBe('Basic realm="Clients at /s/lab/oauth2"')
    expect(answerField(exchange, 'Cache-Control')).toBe('no-store')
  })

  it('takes a name for a proof where the check is taken away, and nobody for nobody', async () => {
    const base = twinOf('client-authenticated')
    expect((await lab.post('token', grant({ client_id: 'nightly' }), { base })).response.status).toBe(200)
    const stranger = await lab.post('token', grant({ client_id: 'nobody-here' }), { base })
    expect(stranger.response.status).toBe(400)
    expect(failedCheck(stranger)).toBe('grant-allowed-to-client')
  })

  it("OA2-31: refuses a grant that the client did not register for: 'grant-allowed-to-client'", async () => {
    const exchange = await lab.nightly({ grant_type: 'refresh_token', refresh_token: 'x' })
    expect(refusalOf(exchange)).toBe('400 unauthorized_client grant-allowed-to-client')
    const reader = await lab.post('token', grant({ client_id: 'reader' }))
    expect(refusalOf(reader)).toBe('400 unauthorized_client grant-allowed-to-client')
  })

  it("refuses client credentials of a client without any (RFC 6749 §4.4): 'grant-allowed-to-client'", async () => {
    const found = await findClient(lab.server(), 'reader')
    if (!found) throw new Error('Unexpected world without Reader')
    const client_id = 'a'.repeat(22)
    await keepClient(lab.server(), { ...found, client_id, grant_types: ['client_credentials'] })
    const exchange = await lab.post('token', grant({ client_id }))
    expect(refusalOf(exchange)).toBe('400 unauthorized_client grant-allowed-to-client')
  })

  it('OA2-30: answers in JSON, with a lifetime and a scope, and out of every cache', async () => {
    const exchange = await lab.nightly()
    const { access_token, ...rest } = jsonOf(exchange)
    expect(rest).toEqual({ token_type: 'Bearer', expires_in: 600, scope: 'notes:read notes:write' })
    expect(access_token).toMatch(/^[A-Za-z0-9_-]{43}$/)
    expect(answerField(exchange, 'Content-Type')).toBe('application/json')
    expect(answerField(exchange, 'Cache-Control')).toBe('no-store')
    expect(answerField(exchange, 'Pragma')).toBe('no-cache')
  })

  it('OA2-36: echoes nothing that came in, and keeps to the characters of an error', async () => {
    for (const grant_type of ['"\n\\', 'ü', '<b>']) {
      const { error_description } = jsonOf(await lab.nightly({ grant_type }))
      expect(error_description).toMatch(/^[\x20\x21\x23-\x5b\x5d-\x7e]+$/)
      expect(error_description).not.toContain(grant_type)
    }
  })

  it('OA2-37: makes codes and tokens of 256 random bits', async () => {
    const asked: number[] = []
    const { random } = lab.installation
    Object.assign(lab.installation, {
      random: (bytes: number) => {
        asked.push(bytes)
        return random(bytes)
      },
    })
    const code = await lab.code()
    const { access_token, refresh_token } = textsOf(await lab.redeem(code))
    for (const text of [code, access_token, refresh_token]) expect(text).toHaveLength(43)
    expect(asked.filter((bytes) => bytes === 32)).toHaveLength(3)
  })
})

describe('the client credentials grant', () => {
  it('has no user and no refresh token', async () => {
    const { access_token, refresh_token } = textsOf(await lab.nightly({ scope: 'notes:read' }))
    expect(refresh_token).toBeUndefined()
    const exchange = await lab.call(access_token)
    expect(jsonOf(exchange).principal).toMatchObject({ type: 'client', id: 'nightly', scope: 'notes:read' })
  })

  it('gives neither a refresh token nor a scope about a user to a client that has both registered', async () => {
    const found = await findClient(lab.server(), 'relying-party')
    if (!found) throw new Error('Unexpected world without a Relying Party')
    const client_id = 'b'.repeat(22)
    const grant_types = ['client_credentials', 'refresh_token'] as const
    await keepClient(lab.server(), { ...found, client_id, grant_types })
    const headers = [basicOf(client_id, seededClientSecret(lab.server(), 'relying-party'))]
    const told = textsOf(await lab.post('token', grant(), { headers }))
    expect(told.scope).toBe('notes:read notes:write')
    expect(told.refresh_token).toBeUndefined()
    const asked = await lab.post('token', grant({ scope: 'openid' }), { headers })
    expect(refusalOf(asked)).toBe('400 invalid_scope scope-within-grant')
  })

  it.each(['notes:read notes:delete', 'openid', 'NOTES:READ'])(
    "refuses scope %s: 'scope-within-grant'",
    async (scope) => {
      const exchange = await lab.nightly({ scope })
      expect(refusalOf(exchange)).toBe('400 invalid_scope scope-within-grant')
    },
  )

  it('narrows the audience to a resource here, and refuses any other with invalid_target (RFC 8707 §2)', async () => {
    const { access_token } = textsOf(await lab.nightly({ resource: `${lab.issuer()}/oidc` }))
    expect(failedCheck(await lab.call(access_token))).toBe('audience-is-us')
    for (const resource of ['https://api.example', `${lab.issuer()}/oidc#x`, 'oidc', `${lab.issuer()}x`]) {
      expect(refusalOf(await lab.nightly({ resource }))).toBe('400 invalid_target scope-within-grant')
    }
    const two = [`${lab.issuer()}/oidc`, `${lab.issuer()}/oauth2`].map((one) => ['resource', one] as const)
    const both = await lab.post('token', [['grant_type', 'client_credentials'], ...two], {
      headers: [lab.basic('nightly')],
    })
    expect((await lab.call(textsOf(both).access_token)).response.status).toBe(200)
  })
})

describe('the password grant', () => {
  const base = twinOf('grant-type-supported')
  const asked = { grant_type: 'password', client_id: 'reader' }

  it('is served where the check is taken away, and nowhere else', async () => {
    const { userId: username, password } = lab.parties.resourceOwner
    const harvested = await lab.post('token', { ...asked, username, password }, { base })
    const { access_token } = textsOf(harvested)
    expect((await lab.call(access_token, base)).response.status).toBe(200)
    expect((await lab.call(access_token)).response.status).toBe(401)
  })

  it("refuses a wrong password: 'resource-owner-authenticated', and many of them with 429", async () => {
    const wrong = { ...asked, username: 'ada', password: 'wrong' }
    const first = await lab.post('token', wrong, { base })
    expect(first.response.status).toBe(400)
    expect(jsonOf(first).error).toBe('invalid_grant')
    expect(failedCheck(first)).toBe('resource-owner-authenticated')
    for (let i = 0; i < 9; i++) await lab.post('token', wrong, { base })
    const { userId: username, password } = lab.parties.resourceOwner
    expect((await lab.post('token', { ...asked, username, password }, { base })).response.status).toBe(429)
  })
})

describe('proofs and certificates at the token endpoint', () => {
  it("refuses a proof without our nonce: 'dpop-proof-valid', and says which nonce", async () => {
    const keys = await dpopKeys()
    const exchange = await lab.nightly({}, { headers: [await lab.proof(keys, { nonce: undefined })] })
    expect(refusalOf(exchange)).toBe('400 use_dpop_nonce dpop-proof-valid')
    expect(answerField(exchange, 'DPoP-Nonce')).toMatch(/^[A-Za-z0-9_-]+$/)
  })

  it("refuses a proof for another address, and the same proof twice: 'dpop-proof-valid'", async () => {
    const keys = await dpopKeys()
    const other = await lab.nightly({}, { headers: [await lab.proof(keys, { htu: 'http://localhost/' })] })
    expect(refusalOf(other)).toBe('400 invalid_dpop_proof dpop-proof-valid')
    const proof = await lab.proof(keys)
    expect((await lab.nightly({}, { headers: [proof] })).response.status).toBe(200)
    expect(refusalOf(await lab.nightly({}, { headers: [proof] }))).toBe(
      '400 invalid_dpop_proof dpop-proof-valid',
    )
  })

  it('binds the token to the key, and names the next nonce', async () => {
    const exchange = await lab.nightly({}, { headers: [await lab.proof(await dpopKeys())] })
    const { access_token, token_type } = textsOf(exchange)
    expect(token_type).toBe('DPoP')
    expect(answerField(exchange, 'DPoP-Nonce')).toBeDefined()
    expect(failedCheck(await lab.call(access_token))).toBe('bound-token-not-as-bearer')
  })

  it('gives a bearer token for a proof that does not hold, where the check is taken away', async () => {
    const base = twinOf('dpop-proof-valid')
    const exchange = await lab.nightly({}, { base, headers: [['DPoP', 'x']] })
    expect(textsOf(exchange).token_type).toBe('Bearer')
  })

  it('asks for a proof where the client registered so (RFC 9449 §5.2)', async () => {
    const { client_id, client_secret } = await lab.registered({
      grant_types: ['client_credentials'],
      dpop_bound_access_tokens: true,
    })
    const headers = [basicOf(client_id, client_secret)]
    const bare = await lab.post('token', grant(), { headers })
    expect(refusalOf(bare)).toBe('400 invalid_dpop_proof dpop-proof-valid')
    expect(answerField(bare, 'DPoP-Nonce')).toBeDefined()
  })

  it('binds the token to the certificate of the connection, where the client registered so (RFC 8705 §3)', async () => {
    const { client_id, client_secret } = await lab.registered({
      grant_types: ['client_credentials'],
      tls_client_certificate_bound_access_tokens: true,
    })
    lab.certificate = 'bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2'
    const exchange = await lab.post('token', grant(), { headers: [basicOf(client_id, client_secret)] })
    const { access_token } = textsOf(exchange)
    expect((await lab.call(access_token)).response.status).toBe(200)
    lab.certificate = undefined
    expect(failedCheck(await lab.call(access_token))).toBe('certificate-matches-token')
  })

  it('gives no unbound token to a client that registered for bound ones (RFC 8705 §3.4)', async () => {
    const { client_id, client_secret } = await lab.registered({
      grant_types: ['client_credentials'],
      tls_client_certificate_bound_access_tokens: true,
    })
    const bare = await lab.post('token', grant(), { headers: [basicOf(client_id, client_secret)] })
    expect(refusalOf(bare)).toBe('400 invalid_request client-authenticated')
    expect(bare.verdict?.checks.find(({ outcome }) => outcome === 'failed')?.actual).toBe('no certificate')
    const wrong = await lab.post('token', grant(), { headers: [basicOf(client_id, 'guessed')] })
    expect(refusalOf(wrong)).toBe('401 invalid_client client-authenticated')
  })
})
