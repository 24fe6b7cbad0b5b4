import { base64url } from '@lockstep/crypto/base64'
import { sha256 } from '@lockstep/crypto/digest'
import { octets } from '@lockstep/http/message'
import { beforeEach, describe, expect, it } from 'vitest'
import { failedCheck } from '../testing/lab.ts'
import {
  basicOf,
  dpopKeys,
  jsonOf,
  redirectUri,
  refusalOf,
  rounds,
  TokenLab,
  textsOf,
  twinOf,
  verifier,
} from '../testing/token-lab.ts'

let lab: TokenLab

beforeEach(() => {
  lab = new TokenLab()
})

describe('the authorization code grant', () => {
  it('gives tokens for a code, once', async () => {
    const { access_token, refresh_token, token_type, scope } = textsOf(await lab.redeem(await lab.code()))
    expect([token_type, scope]).toEqual(['Bearer', 'notes:read notes:write'])
    expect(refresh_token).toMatch(/^[A-Za-z0-9_-]{43}$/)
    expect(jsonOf(await lab.call(access_token)).principal).toMatchObject({
      type: 'user',
      id: 'ada',
      client: 'reader',
    })
  })

  it.each(['x', 'a'.repeat(43)])("refuses code %s: 'code-known'", async (code) => {
    expect(refusalOf(await lab.redeem('', { code }))).toBe('400 invalid_grant code-known')
  })

  it("OA2-25: refuses another client's code: 'code-issued-to-client'", async () => {
    const code = await lab.code()
    const exchange = await lab.redeem(code, {}, { client: 'reader-without-pkce' })
    expect(refusalOf(exchange)).toBe('400 invalid_grant code-issued-to-client')
    expect((await lab.redeem(code)).response.status).toBe(200)
  })

  it("wants the key that the request named (RFC 9449 §10): 'code-issued-to-client'", async () => {
    const keys = await dpopKeys()
    const code = await lab.code({ dpop_jkt: 'another thumbprint' })
    const exchange = await lab.redeem(code, {}, { headers: [await lab.proof(keys)] })
    expect(refusalOf(exchange)).toBe('400 invalid_grant code-issued-to-client')
  })

  it('refuses a resource that was not agreed to: invalid_target', async () => {
    const code = await lab.code({ resource: [`${lab.issuer()}/oidc`] })
    for (const resource of [lab.issuer(), `${lab.issuer()}/oauth2`, `${lab.issuer()}/oidcx`]) {
      const exchange = await lab.redeem(code, { resource })
      expect(refusalOf(exchange)).toBe('400 invalid_target code-issued-to-client')
    }
    expect((await lab.redeem(code, { resource: `${lab.issuer()}/oidc` })).response.status).toBe(200)
  })

  it.each([undefined, 'http://localhost:9998/callback', `${redirectUri}/`])(
    "OA2-25: refuses redirect_uri %s: 'redirect-uri-matches'",
    async (redirect_uri) => {
      const exchange = await lab.redeem(await lab.code(), { redirect_uri })
      expect(refusalOf(exchange)).toBe('400 invalid_grant redirect-uri-matches')
    },
  )

  it('needs no redirect_uri where the authorization request named none (RFC 6749 §4.1.3)', async () => {
    const code = await lab.code({ namedRedirectUri: false })
    expect((await lab.redeem(code, { redirect_uri: undefined })).response.status).toBe(200)
  })

  it("OA2-25: refuses a code after a minute: 'code-not-expired'", async () => {
    const [first, second] = [await lab.code(), await lab.code()]
    lab.ahead = 59_999
    expect((await lab.redeem(first)).response.status).toBe(200)
    lab.ahead = 60_000
    expect(refusalOf(await lab.redeem(second))).toBe('400 invalid_grant code-not-expired')
  })

  it("OA2-23: refuses a missing verifier: 'verifier-expected'", async () => {
    const exchange = await lab.redeem(await lab.code(), { code_verifier: undefined })
    expect(refusalOf(exchange)).toBe('400 invalid_grant verifier-expected')
  })

  it("OA2-24: refuses a verifier where there was no challenge: 'verifier-expected'", async () => {
    const bare = { client: 'reader-by-pkce', challenge: false }
    const code = await lab.code(bare)
    const exchange = await lab.redeem(code, {}, { client: 'reader-by-pkce' })
    expect(refusalOf(exchange)).toBe('400 invalid_grant verifier-expected')
    expect(
      (await lab.redeem(code, { code_verifier: undefined }, { client: 'reader-by-pkce' })).response.status,
    ).toBe(200)
    const base = twinOf('verifier-expected')
    const weak = await lab.redeem(
      await lab.code({ ...bare, base }),
      {},
      {
        client: 'reader-by-pkce',
        base,
      },
    )
    expect(weak.response.status).toBe(200)
  })

  it("OA2-23: refuses a wrong verifier: 'verifier-matches'", async () => {
    const exchange = await lab.redeem(await lab.code(), { code_verifier: 'a'.repeat(43) })
    expect(refusalOf(exchange)).toBe('400 invalid_grant verifier-matches')
  })

  it.each([verifier.slice(1), verifier.repeat(3), `${verifier.slice(1)}!`])(
    "OA2-20: refuses the verifier %s, though its hash is the challenge: 'verifier-matches'",
    async (code_verifier) => {
      const code_challenge = base64url.encode(sha256(octets(code_verifier)))
      const exchange = await lab.redeem(await lab.code({ code_challenge }), { code_verifier })
      expect(refusalOf(exchange)).toBe('400 invalid_grant verifier-matches')
    },
  )

  it('OA2-22: takes the challenge itself for a verifier only where plain is let through', async () => {
    const plain = { code_challenge: verifier, code_challenge_method: 'plain' }
    const base = twinOf('code-challenge-method-is-s256')
    // RFC 7636 §4.3: no method means plain.
    for (const method of ['plain', undefined]) {
      const asked = { challenge: false, code_challenge: verifier, base }
      const code = await lab.code(method === undefined ? asked : { ...asked, code_challenge_method: method })
      expect((await lab.redeem(code, {}, { base })).response.status).toBe(200)
    }
    expect(failedCheck(await lab.redeem(await lab.code(plain)))).toBe('verifier-matches')
  })

  it("OA2-26: ends what a code gave when it is redeemed once more: 'code-unused'", async () => {
    const code = await lab.code()
    const { access_token, refresh_token } = textsOf(await lab.redeem(code))
    expect((await lab.call(access_token)).response.status).toBe(200)
    expect(refusalOf(await lab.redeem(code))).toBe('400 invalid_grant code-unused')
    expect(failedCheck(await lab.call(access_token))).toBe('access-token-alive')
    expect(refusalOf(await lab.refresh(refresh_token))).toBe('400 invalid_grant grant-alive')
  })

  it('OA2-26: ends a JWT as well', async () => {
    const { client_id, client_secret } = await lab.registered({
      redirect_uris: [redirectUri],
      access_token_format: 'jwt',
    })
    const code = await lab.code({ client: client_id })
    const form = {
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirectUri,
      code_verifier: verifier,
    }
    const headers = [basicOf(client_id, client_secret)]
    const { access_token } = textsOf(await lab.post('token', form, { headers }))
    expect(access_token).toMatch(/^[^.]+\.[^.]+\.[^.]+$/)
    expect((await lab.call(access_token)).response.status).toBe(200)
    expect(failedCheck(await lab.post('token', form, { headers }))).toBe('code-unused')
    expect(failedCheck(await lab.call(access_token))).toBe('access-token-alive')
  })

  it('OA2-27: ends nothing when the second request is wrong in anything else', async () => {
    const code = await lab.code()
    const { access_token, refresh_token } = textsOf(await lab.redeem(code))
    expect(failedCheck(await lab.redeem(code, { code_verifier: 'a'.repeat(43) }))).toBe('verifier-matches')
    expect(failedCheck(await lab.redeem(code, { redirect_uri: 'http://localhost/callback' }))).toBe(
      'redirect-uri-matches',
    )
    expect(failedCheck(await lab.redeem(code, {}, { client: 'reader-without-pkce' }))).toBe(
      'code-issued-to-client',
    )
    expect((await lab.call(access_token)).response.status).toBe(200)
    expect((await lab.refresh(refresh_token)).response.status).toBe(200)
  })

  it('gives a second token where the check is taken away, and the first lives on', async () => {
    const base = twinOf('code-unused')
    const code = await lab.code({ base })
    const first = textsOf(await lab.redeem(code, {}, { base }))
    const second = textsOf(await lab.redeem(code, {}, { base }))
    for (const { access_token } of [first, second])
      expect((await lab.call(access_token, base)).response.status).toBe(200)
  })

  it(`OA2-28: has one winner in each of ${rounds} races of eight, and its token is dead`, async () => {
    for (let round = 0; round < rounds; round++) {
      const code = await lab.code()
      const answers = await Promise.all(Array.from({ length: 8 }, () => lab.redeem(code)))
      const won = answers.filter(({ response }) => response.status === 200)
      expect(won).toHaveLength(1)
      for (const { access_token } of won.map(textsOf))
        expect(failedCheck(await lab.call(access_token))).toBe('access-token-alive')
    }
  })
})
