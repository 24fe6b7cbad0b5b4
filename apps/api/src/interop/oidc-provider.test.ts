/** Our client half against oidc-provider, which shares no code with our server: each flow from end to end. */
import { encodeForm } from '@lockstep/http/form-urlencoded'
import { field, type HttpResponse, readable } from '@lockstep/http/message'
import { boundCall } from '@lockstep/schemes/oauth2/credentials/bound-call'
import { type DpopKey, dpopKey } from '@lockstep/schemes/oauth2/credentials/dpop-key'
import { dpopProof } from '@lockstep/schemes/oauth2/credentials/dpop-proof'
import { verifyClientCallback } from '@lockstep/schemes/oauth2/verify/client-callback'
import { type Configured, type Json, relyingPartyList } from '@lockstep/schemes/oidc/client'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import {
  afterLogout,
  clientSecret,
  newProviderKey,
  type OpenProvider,
  redirectUri,
  startOpenProvider,
} from './testing/open-provider.ts'
import { type Party, RelyingParty } from './testing/relying-party.ts'
import { send } from './testing/send.ts'
import { UserAgent } from './testing/user-agent.ts'

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 })

let op: OpenProvider
beforeAll(async () => {
  op = await startOpenProvider()
})
afterAll(async () => {
  await op.close()
  expect(op.errors).toEqual([])
})

type Alg = Configured['id_token_signed_response_alg']

function party(client_id: string, alg: Alg = 'RS256'): Party {
  const isPublic = ['reader-public', 'reader-bound', 'kiosk'].includes(client_id)
  return {
    issuer: op.issuer,
    client_id,
    redirect_uri: redirectUri,
    id_token_signed_response_alg: alg,
    // This provider sends an at_hash only beside a token that comes through the user agent.
    at_hash: 'optional',
    ...(isPublic ? {} : { client_secret: clientSecret }),
  }
}

const jsonIn = (answer: HttpResponse): Json => JSON.parse(readable(answer.body))
const every = relyingPartyList.checks.map(({ id }) => [id, 'passed'])

describe('a login', () => {
  it.each<[string, Alg]>([
    ['reader:basic', 'RS256'],
    ['reader-public', 'RS256'],
    ['reader-es256', 'ES256'],
    ['reader-eddsa', 'EdDSA'],
  ])('of %s, with an ID Token by %s, passes every check', async (id, alg) => {
    const reader = new RelyingParty(party(id, alg))
    const verdict = await reader.logIn(new UserAgent(op.issuer), reader.begin(300), {
      scope: 'openid profile email',
    })
    expect(verdict.checks.map(({ id, outcome }) => [id, outcome])).toEqual(every)
    expect(verdict.value).toMatchObject({
      principal: { type: 'user', id: 'ada', client: id },
      account: { iss: op.issuer, sub: 'ada', name: 'Ada Byron', email: 'ada@example.org' },
      profile: { sub: 'ada', name: 'Ada Byron', email: 'ada@example.org', email_verified: true },
    })
    expect(reader.keysAsked).toBe(1)
  })

  it('without consent comes back as an error, and no token is asked for', async () => {
    const reader = new RelyingParty(party('reader:basic'))
    const flow = reader.begin()
    const address = await reader.address(reader.parameters(flow, { prompt: 'none' }))
    const verdict = await reader.judge((await new UserAgent(op.issuer).visit(address)).url, [flow])
    expect(verdict.end).toBe('id-token-present')
    expect(verdict.checks.find(({ id }) => id === 'id-token-present')?.actual).toBe('error login_required')
    expect(reader.tokens).toBeUndefined()
  })

  it('with the wrong code_verifier gets no token', async () => {
    const reader = new RelyingParty(party('reader-public'))
    const flow = reader.begin()
    const back = await new UserAgent(op.issuer).approve(await reader.address(reader.parameters(flow)))
    const answer = await reader.redeem(back.searchParams.get('code') ?? '', {
      ...flow,
      codeVerifier: reader.begin().codeVerifier,
    })
    expect([answer.status, jsonIn(answer).error]).toEqual([400, 'invalid_grant'])
  })

  it('goes on by itself while the session of the user agent lasts', async () => {
    const ada = new UserAgent(op.issuer)
    await new RelyingParty(party('reader:basic')).logIn(ada)
    const reader = new RelyingParty(party('reader:basic'))
    const verdict = await reader.logIn(ada, reader.begin(), { prompt: 'none' })
    expect(verdict.value?.account.sub).toBe('ada')
  })
})

describe('after a login', () => {
  it('the refresh token brings another access token, and rotates at a public client', async () => {
    const reader = new RelyingParty(party('reader-public'))
    await reader.logIn(new UserAgent(op.issuer), reader.begin(), {
      scope: 'openid offline_access',
      prompt: 'consent',
    })
    const first = reader.tokens ?? {}
    const refresh = (token: unknown) =>
      reader.form('token', [
        ['grant_type', 'refresh_token'],
        ['refresh_token', String(token)],
      ])
    const second = jsonIn(await refresh(first.refresh_token))
    expect(second.access_token).not.toBe(first.access_token)
    expect(second.refresh_token).not.toBe(first.refresh_token)
    const again = await refresh(first.refresh_token)
    expect([again.status, jsonIn(again).error]).toEqual([400, 'invalid_grant'])
    // What was used twice has taken its family with it (RFC 9700 §4.14.2).
    expect(jsonIn(await refresh(second.refresh_token)).error).toBe('invalid_grant')
  })

  it('introspection tells of the token until it is revoked', async () => {
    const reader = new RelyingParty(party('reader:basic'))
    const verdict = await reader.logIn(new UserAgent(op.issuer))
    const token = ['token', verdict.value?.accessToken ?? ''] as const
    expect(jsonIn(await reader.form('introspection', [token]))).toMatchObject({
      active: true,
      client_id: 'reader:basic',
      sub: 'ada',
      token_type: 'Bearer',
    })
    expect((await reader.form('revocation', [token])).status).toBe(200)
    expect(jsonIn(await reader.form('introspection', [token]))).toEqual({ active: false })
  })

  it('RP-initiated logout ends the session at the provider', async () => {
    const reader = new RelyingParty(party('reader:basic'))
    const ada = new UserAgent(op.issuer)
    const verdict = await reader.logIn(ada)
    const parameters = encodeForm([
      ['id_token_hint', verdict.value?.idToken ?? ''],
      ['post_logout_redirect_uri', afterLogout],
      ['state', 'a-state'],
    ])
    // It takes a POST only where it is told to, although RP-Logout §2 asks for both.
    const asked = await ada.visit(`${await reader.endpoint('end_session')}?${parameters}`)
    const { url } = await ada.submit(asked, [['logout', 'yes']])
    expect(url.href).toBe(`${afterLogout}?state=a-state`)
    const flow = reader.begin()
    const silent = await ada.visit(await reader.address(reader.parameters(flow, { prompt: 'none' })))
    expect(silent.url.searchParams.get('error')).toBe('login_required')
  })
})

describe('without a user agent', () => {
  it('client credentials bring a token for the client itself', async () => {
    const nightly = new RelyingParty(party('nightly'))
    const answer = await nightly.form('token', [
      ['grant_type', 'client_credentials'],
      ['scope', 'notes:read'],
    ])
    expect(answer.status).toBe(200)
    expect(jsonIn(answer)).toMatchObject({ token_type: 'Bearer', scope: 'notes:read' })
    expect(jsonIn(answer)).not.toHaveProperty('refresh_token')
  })

  it('a client that sends its secret in the form is taken where it registered so', async () => {
    const reader = new RelyingParty(party('reader-post'))
    const flow = reader.begin()
    const back = await new UserAgent(op.issuer).approve(await reader.address(reader.parameters(flow)))
    const answer = await reader.form(
      'token',
      [
        ['grant_type', 'authorization_code'],
        ['code', back.searchParams.get('code') ?? ''],
        ['redirect_uri', redirectUri],
        ['code_verifier', flow.codeVerifier],
      ],
      { way: 'client_secret_post' },
    )
    expect(answer.status).toBe(200)
  })

  it('a device polls until Ada has let it in', async () => {
    const kiosk = new RelyingParty(party('kiosk'))
    const codes = jsonIn(await kiosk.form('device_authorization', [['scope', 'openid email']]))
    const poll = () =>
      kiosk.form('token', [
        ['grant_type', 'urn:ietf:params:oauth:grant-type:device_code'],
        ['device_code', String(codes.device_code)],
      ])
    expect(jsonIn(await poll()).error).toBe('authorization_pending')
    const ada = new UserAgent(op.issuer)
    const confirm = await ada.submit(await ada.visit(String(codes.verification_uri)), [
      ['user_code', String(codes.user_code)],
    ])
    let shown = await ada.submit(confirm)
    while (/<form/.test(readable(shown.response.body))) shown = await ada.decide(shown)
    const answer = await poll()
    expect(answer.status).toBe(200)
    expect(jsonIn(answer)).toMatchObject({ token_type: 'Bearer', scope: 'openid email' })
  })
})

describe('a pushed request', () => {
  it('is what the reference leads to, once, and the login passes every check', async () => {
    const reader = new RelyingParty(party('reader-pushing'))
    const flow = reader.begin()
    const pushed = await reader.form('pushed_authorization_request', reader.parameters(flow))
    expect(pushed.status).toBe(201)
    const reference = await reader.address([
      ['client_id', 'reader-pushing'],
      ['request_uri', String(jsonIn(pushed).request_uri)],
    ])
    const ada = new UserAgent(op.issuer)
    const verdict = await reader.judge(await ada.approve(reference), [flow])
    expect(verdict.checks.map(({ id, outcome }) => [id, outcome])).toEqual(every)
    const again = (await ada.visit(reference)).url.searchParams
    expect([again.get('error'), again.get('iss')]).toEqual(['invalid_request_uri', op.issuer])
    // And without one this client gets no page.
    const bare = await ada.visit(await reader.address(reader.parameters(flow)))
    expect(bare.url.searchParams.get('error')).toBe('invalid_request')
  })
})

describe('DPoP, with the nonce of the server', () => {
  const ec = newProviderKey('ec', 'unused')
  const keys: readonly [string, () => Promise<DpopKey>][] = [
    ['EdDSA', () => dpopKey('A'.repeat(43))],
    [
      'ES256',
      async () => {
        const { kty = '', crv = '', x = '', y = '' } = ec
        return { privateJwk: ec, publicJwk: { kty, crv, x, y } }
      },
    ],
  ]

  it.each(keys)('binds the token to a key for %s, and UserInfo is told with a proof', async (_, make) => {
    const key = await make()
    const reader = new RelyingParty(party('reader-bound'))
    const flow = reader.begin()
    const back = await new UserAgent(op.issuer).approve(await reader.address(reader.parameters(flow)))
    // Plain OAuth's own checks hold here, too: this token is judged by nobody as a login.
    const begun = { client_id: 'reader-bound', issuer: op.issuer, state: flow.state }
    const returned = await verifyClientCallback(
      {
        state: back.searchParams.get('state') ?? undefined,
        iss: back.searchParams.get('iss') ?? undefined,
        begun: [begun],
        otherwise: begun,
      },
      null,
      null,
    )
    expect(returned.outcome).toBe('accepted')

    const target = await reader.endpoint('token')
    const claims = (htm: string, htu: string, nonce?: string) => ({
      ...{ jti: crypto.randomUUID(), htm, htu, iat: Math.floor(Date.now() / 1000) },
      ...(nonce === undefined ? {} : { nonce }),
    })
    const redeem = async (nonce?: string) => {
      const { proof } = await dpopProof(claims('POST', target, nonce), key)
      return reader.form(
        'token',
        [
          ['grant_type', 'authorization_code'],
          ['code', back.searchParams.get('code') ?? ''],
          ['redirect_uri', redirectUri],
          ['code_verifier', flow.codeVerifier],
        ],
        { headers: [['DPoP', proof]] },
      )
    }
    const refused = await redeem()
    expect([refused.status, jsonIn(refused).error]).toEqual([400, 'use_dpop_nonce'])
    const nonce = field(refused, 'dpop-nonce') ?? ''
    const answer = await redeem(nonce)
    expect(jsonIn(answer)).toMatchObject({ token_type: 'DPoP' })

    const accessToken = String(jsonIn(answer).access_token)
    const userInfo = await reader.endpoint('userinfo')
    const call = async (by: DpopKey) => {
      const built = await boundCall({
        ...{ method: 'GET', target: userInfo, accessToken, key: by },
        claims: claims('GET', userInfo, nonce),
      })
      return send(built.request)
    }
    const told = await call(key)
    expect([told.status, jsonIn(told).sub]).toEqual([200, 'ada'])
    const other = await call(await dpopKey(`${'A'.repeat(42)}E`))
    expect([other.status, jsonIn(other).error]).toEqual([401, 'invalid_token'])
  })
})
