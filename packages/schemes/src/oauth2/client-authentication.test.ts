import { base64url } from '@lockstep/crypto/base64'
import { sha256 } from '@lockstep/crypto/digest'
import { octets } from '@lockstep/http/message'
import { beforeEach, describe, expect, it } from 'vitest'
import { signToken } from '../jose/sign-token.ts'
import { answerField } from '../testing/lab.ts'
import { basicOf, dpopKeys, jsonOf, refusalOf, rounds, TokenLab, twinOf } from '../testing/token-lab.ts'
import { assertionType } from './clients/client-assertion.ts'
import { findClient, keepClient } from './clients/clients.ts'
import { nightlyKeyPair } from './clients/seeded-clients.ts'

let lab: TokenLab

beforeEach(() => {
  lab = new TokenLab()
})

const grant = { grant_type: 'client_credentials' }
const refused = '401 invalid_client client-authenticated'
const why = (exchange: Awaited<ReturnType<TokenLab['post']>>) =>
  exchange.verdict?.checks.find(({ id }) => id === 'client-authenticated')?.actual

describe('client_secret_basic', () => {
  it('OA2-33: decodes id and secret as form text, after Basic has split them', async () => {
    const [id, secret] = ['a'.repeat(22), 'p%+ :ü']
    const server = lab.server()
    const nightly = await findClient(server, 'nightly')
    if (!nightly) throw new Error('Unexpected world without Nightly')
    await keepClient(server, {
      ...nightly,
      client_id: id,
      secretHash: base64url.encode(sha256(octets(secret))),
    })
    expect((await lab.post('token', grant, { headers: [basicOf(id, secret)] })).response.status).toBe(200)
    const raw = ['Authorization', `Basic ${btoa(`${id}:p%+ :x`)}`] as const
    expect(refusalOf(await lab.post('token', grant, { headers: [raw] }))).toBe(refused)
  })

  it.each([
    ['no Basic', 'Bearer x'],
    ['no base64', 'Basic %%%'],
    ['no colon', `Basic ${btoa('nightly')}`],
    ['nothing that is UTF-8', `Basic ${btoa('\xff:\xff')}`],
  ])('refuses %s', async (_name, value) => {
    const exchange = await lab.post('token', grant, { headers: [['Authorization', value]] })
    expect(refusalOf(exchange)).toBe(refused)
  })

  it('refuses two fields, and a client_id beside it that is another', async () => {
    const twice = await lab.post('token', grant, { headers: [lab.basic('nightly'), lab.basic('nightly')] })
    expect(refusalOf(twice)).toBe(refused)
    expect(refusalOf(await lab.nightly({ client_id: 'reader' }))).toBe(refused)
    expect((await lab.nightly({ client_id: 'nightly' })).response.status).toBe(200)
  })

  it('refuses the right secret by another method than the registered one', async () => {
    const { client_secret } = lab.client('nightly')
    const exchange = await lab.post('token', { ...grant, client_id: 'nightly', client_secret })
    expect(refusalOf(exchange)).toBe(refused)
    expect(why(exchange)).toBe('client_secret_post, which is not the registered method')
  })

  it('tells no secret in a trace', async () => {
    const exchange = await lab.post('token', grant, { headers: [basicOf('nightly', 'a-secret-of-mine')] })
    expect(JSON.stringify(exchange.verdict)).not.toContain('a-secret-of-mine')
    expect(JSON.stringify(exchange.verdict)).not.toContain(lab.client('nightly').client_secret)
  })

  it('OA2-35: compares nothing any more after ten failures of a name and address', async () => {
    const wrong = { headers: [basicOf('nightly', 'wrong')] }
    for (let i = 0; i < 10; i++) expect(refusalOf(await lab.post('token', grant, wrong))).toBe(refused)
    const right = await lab.nightly()
    expect(right.response.status).toBe(429)
    expect(answerField(right, 'Retry-After')).toBe('60')
    expect((await lab.nightly({}, { address: '192.0.2.8' })).response.status).toBe(200)
    expect((await lab.nightly({}, { client: 'reader-confidential' })).response.status).toBe(400)
    lab.clock += 60_000
    expect((await lab.nightly()).response.status).toBe(200)
  })

  it('OA2-35: lets any number of right secrets through at once', async () => {
    const answers = await Promise.all(Array.from({ length: 100 }, () => lab.nightly()))
    expect(answers.every(({ response }) => response.status === 200)).toBe(true)
  })
})

describe('client_secret_post', () => {
  it('takes the secret in the form, and neither in Basic nor in the address', async () => {
    const { client_id, client_secret } = await lab.registered({
      grant_types: ['client_credentials'],
      token_endpoint_auth_method: 'client_secret_post',
    })
    expect((await lab.post('token', { ...grant, client_id, client_secret })).response.status).toBe(200)
    const byBasic = await lab.post('token', grant, { headers: [basicOf(client_id, client_secret)] })
    expect(refusalOf(byBasic)).toBe(refused)
    expect(refusalOf(await lab.post('token', { ...grant, client_id, client_secret: 'wrong' }))).toBe(refused)
  })
})

describe('none', () => {
  it('takes the name of a public client, and of no other', async () => {
    const refresh = { grant_type: 'refresh_token', refresh_token: 'x' }
    expect(refusalOf(await lab.post('token', { ...refresh, client_id: 'reader' }))).toBe(
      '400 invalid_grant refresh-token-known',
    )
    for (const client_id of ['reader-confidential', 'nightly-key', 'nobody', undefined])
      expect(refusalOf(await lab.post('token', { ...refresh, client_id }))).toBe(refused)
  })

  it('refuses a public client that sends a secret', async () => {
    const exchange = await lab.post('token', { ...grant, client_id: 'reader', client_secret: 'x' })
    expect(refusalOf(exchange)).toBe(refused)
  })
})

describe('private_key_jwt', () => {
  type Wanted = { claims?: Record<string, unknown>; header?: object; key?: JsonWebKey; base?: string }

  async function assertion({ claims = {}, header = {}, key, base = lab.base }: Wanted = {}): Promise<string> {
    const now = Math.floor(lab.server().now / 1000)
    const whole = {
      iss: 'nightly-key',
      sub: 'nightly-key',
      aud: lab.issuer(base),
      iat: now,
      exp: now + 60,
      jti: base64url.encode(crypto.getRandomValues(new Uint8Array(12))),
      ...claims,
    }
    const texts = { header: JSON.stringify({ alg: 'ES256', ...header }), claims: JSON.stringify(whole) }
    const own = (await nightlyKeyPair(lab.server())).privateJwk
    return (await signToken(texts, 'ES256', key ?? own)).token
  }

  const send = (client_assertion: string, more: Record<string, string | undefined> = {}, base = lab.base) =>
    lab.post('token', { ...grant, client_assertion_type: assertionType, client_assertion, ...more }, { base })

  it('takes an assertion for the issuer or for an endpoint of it', async () => {
    const auds = [
      lab.issuer(),
      `${lab.issuer()}/oauth2/token`,
      `${lab.issuer()}/oidc/token`,
      [lab.issuer(), `${lab.issuer()}/oauth2/token`],
    ]
    for (const aud of auds)
      expect((await send(await assertion({ claims: { aud } }))).response.status).toBe(200)
    expect((await send(await assertion(), { client_id: 'nightly-key' })).response.status).toBe(200)
  })

  it.each([
    ['another aud', { aud: 'https://as.example' }],
    ['a second aud that is not ours', { aud: ['http://localhost:8787/s/lab', 'https://as.example'] }],
    ['no aud', { aud: undefined }],
    ['the aud of a twin', { aud: 'http://localhost:8787/s/lab/without/oauth2.code-unused' }],
    ['another iss', { iss: 'nightly' }],
    ['another sub', { sub: 'nightly' }],
    ['no exp', { exp: undefined }],
    ['an exp that is over', { exp: 1 }],
    ['an exp in a day', { exp: Date.UTC(2026, 10, 25, 12) / 1000 }],
    ['an nbf that is to come', { nbf: Date.UTC(2026, 10, 24, 12, 5) / 1000 }],
    ['an iat that is to come', { iat: Date.UTC(2026, 10, 24, 12, 5) / 1000 }],
    ['no jti', { jti: undefined }],
    ['a jti of 300 characters', { jti: 'x'.repeat(300) }],
  ])('refuses %s', async (_name, claims) => {
    expect(refusalOf(await send(await assertion({ claims })))).toBe(refused)
  })

  it('refuses another key, another alg and an extension', async () => {
    const other = await crypto.subtle.exportKey('jwk', (await dpopKeys()).privateKey)
    const weak = [
      await assertion({ key: other }),
      await assertion({ header: { alg: 'RS256' } }),
      await assertion({ header: { alg: 'none' } }),
      await assertion({ header: { crit: ['exp'] } }),
      `${await assertion()}x`,
      'x',
    ]
    for (const each of weak) expect(refusalOf(await send(each))).toBe(refused)
  })

  it('refuses a MAC that is made with the public key', async () => {
    const { publicJwk } = await nightlyKeyPair(lab.server())
    const [, claims = ''] = (await assertion()).split('.')
    const text = new TextDecoder().decode(base64url.decode(claims))
    const key = octets(JSON.stringify(publicJwk))
    const { token } = await signToken({ header: '{"alg":"HS256"}', claims: text }, 'HS256', key)
    expect(refusalOf(await send(token))).toBe(refused)
  })

  it('refuses another type of assertion, and a client_id that is another', async () => {
    const client_assertion_type = 'urn:ietf:params:oauth:client-assertion-type:saml2-bearer'
    expect(refusalOf(await send(await assertion(), { client_assertion_type }))).toBe(refused)
    expect(refusalOf(await send(await assertion(), { client_assertion_type: undefined }))).toBe(refused)
    expect(refusalOf(await send(await assertion(), { client_id: 'nightly' }))).toBe(refused)
  })

  it('takes an assertion once, and spends it only where it holds', async () => {
    const jti = 'one'
    expect(refusalOf(await send(await assertion({ claims: { jti, aud: 'x' } })))).toBe(refused)
    const good = await assertion({ claims: { jti } })
    expect((await send(good)).response.status).toBe(200)
    const again = await send(good)
    expect(refusalOf(again)).toBe(refused)
    expect(why(again)).toBe('a jti that was used before')
  })

  it(`has one winner in each of ${rounds} races of eight for one jti`, async () => {
    for (let round = 0; round < rounds; round++) {
      const one = await assertion()
      const answers = await Promise.all(Array.from({ length: 8 }, () => send(one)))
      expect(answers.filter(({ response }) => response.status === 200)).toHaveLength(1)
    }
  })

  it('refuses what was signed before a reset', async () => {
    const old = await assertion({ claims: { exp: lab.clock / 1000 + 600 } })
    lab.clock += 5000
    Object.assign(lab.installation, { since: lab.clock })
    expect(refusalOf(await send(old))).toBe(refused)
    expect((await send(await assertion())).response.status).toBe(200)
  })

  it('is the same client in a twin, which is an issuer of its own', async () => {
    const base = twinOf('code-unused')
    const exchange = await send(await assertion({ base }), {}, base)
    expect(jsonOf(exchange).scope).toBe('notes:read')
  })
})
