import { beforeEach, expect, it } from 'vitest'
import { signToken } from '../jose/sign-token.ts'
import { failedCheck } from '../testing/lab.ts'
import { basicOf, refusalOf, TokenLab, textsOf, twinOf } from '../testing/token-lab.ts'

let lab: TokenLab

beforeEach(() => {
  lab = new TokenLab()
})

const revoke = (token: string | undefined, client_id = 'reader', base = lab.base) =>
  lab.post('revoke', { token, client_id }, { base })

it('OA2-45: ends an access token, and no other of its grant; again is 200 as well', async () => {
  const { access_token, refresh_token } = await lab.tokens()
  for (let i = 0; i < 2; i++) expect((await revoke(access_token)).response.status).toBe(200)
  expect(failedCheck(await lab.call(access_token))).toBe('access-token-alive')
  const { access_token: next } = textsOf(await lab.refresh(refresh_token))
  expect((await lab.call(next)).response.status).toBe(200)
})

it('OA2-45: ends all of a grant with its refresh token, whatever the hint says', async () => {
  const { access_token, refresh_token } = await lab.tokens()
  const hinted = { token: refresh_token, token_type_hint: 'access_token', client_id: 'reader' }
  expect((await lab.post('revoke', hinted)).response.status).toBe(200)
  expect(failedCheck(await lab.call(access_token))).toBe('access-token-alive')
  expect(failedCheck(await lab.refresh(refresh_token))).toBe('grant-alive')
})

it('ends a JWT before it expires', async () => {
  const { client_id, client_secret } = await lab.registered({
    grant_types: ['client_credentials'],
    access_token_format: 'jwt',
  })
  const headers = [basicOf(client_id, client_secret)]
  const issue = async () =>
    textsOf(await lab.post('token', { grant_type: 'client_credentials' }, { headers })).access_token
  const [token, other] = [await issue(), await issue()]
  expect((await lab.post('revoke', { token }, { headers })).response.status).toBe(200)
  expect(failedCheck(await lab.call(token))).toBe('access-token-alive')
  expect((await lab.call(other)).response.status).toBe(200)
})

it('OA2-45: answers an unknown token with 200', async () => {
  for (const token of ['x', 'a.b.c', 'a'.repeat(43)]) {
    const exchange = await revoke(token)
    expect(exchange.response.status).toBe(200)
    expect(exchange.verdict?.outcome).toBe('accepted')
  }
})

it.each([
  ['nobody', {}],
  ['a stranger', { client_id: 'nobody' }],
  ['a confidential client by name alone', { client_id: 'nightly' }],
])("OA2-45: refuses %s: 'client-authenticated'", async (_name, who) => {
  const { access_token } = await lab.tokens()
  const exchange = await lab.post('revoke', { token: access_token, ...who })
  expect(refusalOf(exchange)).toBe('401 invalid_client client-authenticated')
  expect((await lab.call(access_token)).response.status).toBe(200)
})

it("refuses a form without a token: 'token-parameter-present'", async () => {
  expect(refusalOf(await revoke(undefined))).toBe('400 invalid_request token-parameter-present')
  expect(
    refusalOf(
      await lab.post('revoke', [
        ['client_id', 'reader'],
        ['token', 'a'],
        ['token', 'b'],
      ]),
    ),
  ).toBe('400 invalid_request token-parameter-present')
})

it("OA2-45: refuses a JWT that is no access token: 'token-type-supported'", async () => {
  const texts = { header: '{"alg":"HS256","typ":"JWT"}', claims: '{"sub":"ada"}' }
  const { token } = await signToken(texts, 'HS256', new Uint8Array(32))
  expect(refusalOf(await revoke(token))).toBe('400 unsupported_token_type token-type-supported')
})

it("OA2-45: refuses another client's token, and it lives on: 'token-issued-to-client'", async () => {
  const { access_token, refresh_token } = await lab.tokens()
  for (const token of [access_token, refresh_token])
    expect(refusalOf(await revoke(token, 'game'))).toBe('400 invalid_grant token-issued-to-client')
  expect((await lab.call(access_token)).response.status).toBe(200)
  expect((await lab.refresh(refresh_token)).response.status).toBe(200)
})

it("ends another client's token where the check is taken away", async () => {
  const base = twinOf('token-issued-to-client')
  const { access_token } = await lab.tokens('reader', base)
  expect((await revoke(access_token, 'game', base)).response.status).toBe(200)
  expect(failedCheck(await lab.call(access_token, base))).toBe('access-token-alive')
})

it('OA2-35: compares nothing any more after ten failures of a client', async () => {
  const wrong = { headers: [basicOf('nightly', 'wrong')] }
  for (let i = 0; i < 10; i++) await lab.post('revoke', { token: 'x' }, wrong)
  const right = await lab.post('revoke', { token: 'x' }, { headers: [lab.basic('nightly')] })
  expect(right.response.status).toBe(429)
})

it('answers POST alone', async () => {
  expect((await lab.get('/oauth2/revoke?token=x')).response.status).toBe(405)
})
