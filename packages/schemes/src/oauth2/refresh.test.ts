import { beforeEach, expect, it } from 'vitest'
import { failedCheck } from '../testing/lab.ts'
import { dpopKeys, jsonOf, refusalOf, rounds, TokenLab, textsOf, twinOf } from '../testing/token-lab.ts'

let lab: TokenLab

beforeEach(() => {
  lab = new TokenLab()
})

const hour = 3_600_000

it('gives a new pair, of the same scope', async () => {
  const first = await lab.tokens()
  const second = textsOf(await lab.refresh(first.refresh_token))
  expect(second.refresh_token).not.toBe(first.refresh_token)
  expect(second.scope).toBe('notes:read notes:write')
  for (const { access_token } of [first, second])
    expect((await lab.call(access_token)).response.status).toBe(200)
})

it.each(['x'])("refuses refresh token %s: 'refresh-token-known'", async (token) => {
  expect(refusalOf(await lab.refresh(token))).toBe('400 invalid_grant refresh-token-known')
})

it("OA2-40: refuses another client's: 'refresh-token-issued-to-client'", async () => {
  const { refresh_token } = await lab.tokens()
  const exchange = await lab.refresh(refresh_token, { client_id: 'game' })
  expect(refusalOf(exchange)).toBe('400 invalid_grant refresh-token-issued-to-client')
  expect((await lab.refresh(refresh_token)).response.status).toBe(200)
})

it("OA2-41: ends the family when an old one comes again: 'refresh-token-unused'", async () => {
  const { refresh_token: old } = await lab.tokens()
  const newest = textsOf(await lab.refresh(old))
  expect(refusalOf(await lab.refresh(old))).toBe('400 invalid_grant refresh-token-unused')
  expect(refusalOf(await lab.refresh(newest.refresh_token))).toBe('400 invalid_grant grant-alive')
  expect(failedCheck(await lab.call(newest.access_token))).toBe('access-token-alive')
})

it('OA2-41: ends nothing when the old one comes from another client, or for more', async () => {
  const { refresh_token: old } = await lab.tokens()
  const newest = textsOf(await lab.refresh(old))
  expect(failedCheck(await lab.refresh(old, { client_id: 'game' }))).toBe('refresh-token-issued-to-client')
  expect(failedCheck(await lab.refresh(old, { scope: 'openid' }))).toBe('scope-within-grant')
  expect((await lab.refresh(newest.refresh_token)).response.status).toBe(200)
})

it('lets two chains live where the check is taken away', async () => {
  const base = twinOf('refresh-token-unused')
  const { refresh_token: old } = await lab.tokens('reader', base)
  const one = textsOf(await lab.refresh(old, {}, { base }))
  const two = textsOf(await lab.refresh(old, {}, { base }))
  for (const { refresh_token } of [one, two])
    expect((await lab.refresh(refresh_token, {}, { base })).response.status).toBe(200)
})

it(`OA2-42: has one child in each of ${rounds} races of eight, and then the family is dead`, async () => {
  for (let round = 0; round < rounds; round++) {
    const { refresh_token } = await lab.tokens()
    const answers = await Promise.all(Array.from({ length: 8 }, () => lab.refresh(refresh_token)))
    const won = answers.filter(({ response }) => response.status === 200)
    expect(won).toHaveLength(1)
    for (const { access_token, refresh_token: child } of won.map(textsOf)) {
      expect(failedCheck(await lab.call(access_token))).toBe('access-token-alive')
      expect(failedCheck(await lab.refresh(child))).toBe('grant-alive')
    }
  }
})

it("OA2-43: refuses a wider scope: 'scope-within-grant'", async () => {
  const code = await lab.code({ scope: 'notes:read' })
  const { refresh_token } = textsOf(await lab.redeem(code))
  const wider = await lab.refresh(refresh_token, { scope: 'notes:read notes:write' })
  expect(refusalOf(wider)).toBe('400 invalid_scope scope-within-grant')
})

it('gives the wider scope where the check is taken away', async () => {
  const base = twinOf('scope-within-grant')
  const { refresh_token } = textsOf(
    await lab.redeem(await lab.code({ scope: 'notes:read', base }), {}, { base }),
  )
  const wider = textsOf(await lab.refresh(refresh_token, { scope: 'notes:read notes:write' }, { base }))
  expect(wider.scope).toBe('notes:read notes:write')
})

it('OA2-43: narrows one access token, and the next refresh has all of it again', async () => {
  const { refresh_token } = await lab.tokens()
  const narrow = textsOf(await lab.refresh(refresh_token, { scope: 'notes:read' }))
  expect(narrow.scope).toBe('notes:read')
  expect(textsOf(await lab.refresh(narrow.refresh_token)).scope).toBe('notes:read notes:write')
})

it('narrows the audience of one access token alone, and never widens it (RFC 8707 §2.2)', async () => {
  const { refresh_token } = await lab.tokens()
  const narrow = textsOf(await lab.refresh(refresh_token, { resource: `${lab.issuer()}/oidc` }))
  expect(failedCheck(await lab.call(narrow.access_token))).toBe('audience-is-us')
  const whole = textsOf(await lab.refresh(narrow.refresh_token))
  expect((await lab.call(whole.access_token)).response.status).toBe(200)
  const elsewhere = await lab.refresh(whole.refresh_token, { resource: 'https://api.example' })
  expect(refusalOf(elsewhere)).toBe('400 invalid_target scope-within-grant')
})

it("OA2-44: ends one that lay unused for a day: 'grant-alive'", async () => {
  const { refresh_token } = await lab.tokens()
  lab.ahead = 24 * hour
  expect(refusalOf(await lab.refresh(refresh_token))).toBe('400 invalid_grant grant-alive')
})

it("OA2-44: ends a family after fourteen days, however often it was used: 'grant-alive'", async () => {
  let { refresh_token } = await lab.tokens()
  for (let day = 0; day < 14 * 2 - 1; day++) {
    lab.clock += 12 * hour
    refresh_token = textsOf(await lab.refresh(refresh_token)).refresh_token
  }
  lab.clock += 12 * hour
  expect(refusalOf(await lab.refresh(refresh_token))).toBe('400 invalid_grant grant-alive')
})

it("OA2-58: holds a public client's to its key: 'refresh-key-matches'", async () => {
  const keys = await dpopKeys()
  const redeemed = await lab.redeem(await lab.code(), {}, { headers: [await lab.proof(keys)] })
  const { refresh_token, token_type } = textsOf(redeemed)
  expect(token_type).toBe('DPoP')
  const bare = await lab.refresh(refresh_token)
  expect(refusalOf(bare)).toBe('400 invalid_grant refresh-key-matches')
  const other = await lab.refresh(refresh_token, {}, { headers: [await lab.proof(await dpopKeys())] })
  expect(refusalOf(other)).toBe('400 invalid_grant refresh-key-matches')
  const own = await lab.refresh(refresh_token, {}, { headers: [await lab.proof(keys)] })
  expect(textsOf(own).token_type).toBe('DPoP')
})

it("holds a public client's to its certificate: 'refresh-key-matches'", async () => {
  const { client_id } = await lab.registered({
    redirect_uris: ['http://localhost/callback'],
    grant_types: ['authorization_code', 'refresh_token'],
    token_endpoint_auth_method: 'none',
    tls_client_certificate_bound_access_tokens: true,
  })
  lab.certificate = 'a thumbprint'
  const code = await lab.code({ client: client_id })
  const redeemed = await lab.redeem(code, { client_id })
  lab.certificate = 'another'
  const refreshed = await lab.refresh(textsOf(redeemed).refresh_token, { client_id })
  expect(refusalOf(refreshed)).toBe('400 invalid_grant refresh-key-matches')
})

it('does not hold a confidential client to a key: its own authentication binds it (RFC 9449 §5)', async () => {
  const client = 'reader-confidential'
  const code = await lab.code({ client })
  const redeemed = await lab.redeem(code, {}, { client, headers: [await lab.proof(await dpopKeys())] })
  const exchange = await lab.post(
    'token',
    { grant_type: 'refresh_token', refresh_token: textsOf(redeemed).refresh_token },
    { headers: [lab.basic(client), await lab.proof(await dpopKeys())] },
  )
  expect(jsonOf(exchange).token_type).toBe('DPoP')
})
