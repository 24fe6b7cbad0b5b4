/** openid-client, as it is published, from its first request to the last: everything that it can do with this server. */
import * as client from 'openid-client'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type InteropLab, type LabSandbox, startInteropLab } from './testing/interop-lab.ts'
import { ResourceOwner } from './testing/resource-owner.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let lab: InteropLab
let sandbox: LabSandbox
beforeAll(async () => {
  lab = await startInteropLab()
  sandbox = await lab.newSandbox()
})
afterAll(() => lab.close())

const redirect_uri = 'http://localhost:49152/callback'
const execute = [client.allowInsecureRequests]
const openid = 'openid profile email notes:read offline_access'

/** Discovers the server and registers there: at the door of OpenID, or at that of OAuth alone. */
function register(
  metadata: Partial<client.ClientMetadata> = {},
  authentication: client.ClientAuth = client.ClientSecretBasic(),
  algorithm: 'oidc' | 'oauth2' = 'oidc',
  at = sandbox,
): Promise<client.Configuration> {
  return client.dynamicClientRegistration(
    new URL(at.url('')),
    {
      client_name: 'openid-client',
      redirect_uris: [redirect_uri],
      grant_types: ['authorization_code', 'refresh_token'],
      access_token_format: 'jwt',
      ...metadata,
    },
    authentication,
    { execute, algorithm },
  )
}

type Asked = Readonly<Record<string, string>>

/** What a log-in is begun with, and what its answer has to fit. */
async function begin(scope = openid, more: Asked = {}) {
  const pkceCodeVerifier = client.randomPKCECodeVerifier()
  const isLogin = scope.split(' ').includes('openid')
  const checks = {
    pkceCodeVerifier,
    expectedState: client.randomState(),
    ...(isLogin ? { expectedNonce: client.randomNonce(), idTokenExpected: true } : {}),
  }
  const parameters = {
    redirect_uri,
    scope,
    state: checks.expectedState,
    ...(checks.expectedNonce === undefined ? {} : { nonce: checks.expectedNonce }),
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    ...more,
  }
  return { checks, parameters }
}

/** Authorization code with PKCE, from the first address to the tokens. */
async function logIn(
  config: client.Configuration,
  scope = openid,
  more: Asked = {},
  ada = new ResourceOwner(sandbox),
) {
  const { checks, parameters } = await begin(scope, more)
  const back = await ada.approve(client.buildAuthorizationUrl(config, parameters))
  return client.authorizationCodeGrant(config, back.request, checks)
}

/** Calls the API, and says who it was. */
async function whoami(config: client.Configuration, token: string, options: client.DPoPOptions = {}) {
  const url = new URL(sandbox.url('/oauth2/whoami'))
  const answer = await client.fetchProtectedResource(config, token, url, 'GET', null, undefined, options)
  return ((await answer.json()) as { principal: Record<string, unknown> }).principal
}

/** What a promise fails with: the error of the body, or the error in its challenge. */
async function errorOf(promise: Promise<unknown>): Promise<unknown> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (error instanceof client.WWWAuthenticateChallengeError)
    return `${error.status} ${error.cause[0]?.parameters.error}`
  if (error instanceof client.ResponseBodyError || error instanceof client.AuthorizationResponseError)
    return error.error
  return error
}

const methods = {
  client_secret_basic: client.ClientSecretBasic,
  client_secret_post: client.ClientSecretPost,
} as const
const keyAlgorithms = ['RS256', 'ES256', 'EdDSA'] as const
const parameters = {
  RS256: {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
  } as RsaHashedKeyGenParams,
  ES256: { name: 'ECDSA', namedCurve: 'P-256' } as EcKeyGenParams,
  EdDSA: { name: 'Ed25519' } as EcKeyGenParams,
}
const keysFor = (alg: (typeof keyAlgorithms)[number]) =>
  crypto.subtle.generateKey(parameters[alg], true, ['sign', 'verify'])

describe('discovery', () => {
  it('finds one issuer by either document', async () => {
    for (const algorithm of ['oidc', 'oauth2'] as const) {
      const found = await client.discovery(new URL(sandbox.url('')), 'reader', undefined, client.None(), {
        execute,
        algorithm,
      })
      const server = found.serverMetadata()
      expect(server.issuer).toBe(sandbox.url(''))
      expect(server.supportsPKCE()).toBe(true)
      expect(server.token_endpoint).toBe(sandbox.url(`/${algorithm}/token`))
    }
  })

  it('takes the metadata of no other sandbox for its own', async () => {
    const other = await lab.newSandbox()
    const mixed = (url: string, init: RequestInit) => fetch(url.replace(sandbox.id, other.id), init)
    const found = client.discovery(new URL(sandbox.url('')), 'reader', undefined, client.None(), {
      execute,
      [client.customFetch]: (url: string, init: unknown) => mixed(url, init as RequestInit),
    })
    await expect(found).rejects.toMatchObject({ code: 'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED' })
  })
})

describe('authorization code with PKCE', () => {
  it.each(keyAlgorithms)(
    'logs Ada in with an ID Token by %s, and UserInfo signed by the same',
    async (alg) => {
      const config = await register({
        id_token_signed_response_alg: alg,
        userinfo_signed_response_alg: alg,
      })
      // The library takes no signature on trust because it came over TLS: it fetches our JWK Set.
      client.enableNonRepudiationChecks(config)
      const tokens = await logIn(config, openid, { max_age: '600' })
      expect(tokens.claims()).toMatchObject({
        iss: sandbox.url(''),
        sub: 'ada',
        aud: config.clientMetadata().client_id,
        auth_time: expect.any(Number),
      })
      const header = JSON.parse(Buffer.from(tokens.id_token?.split('.')[0] ?? '', 'base64url').toString())
      expect(header).toMatchObject({ alg, kid: expect.any(String) })
      expect(await client.fetchUserInfo(config, tokens.access_token, 'ada')).toMatchObject({
        sub: 'ada',
        name: expect.any(String),
        email: expect.stringContaining('@'),
      })
      await expect(client.fetchUserInfo(config, tokens.access_token, 'mallory')).rejects.toMatchObject({
        code: 'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED',
      })
      expect(await whoami(config, tokens.access_token)).toMatchObject({
        id: 'ada',
        scope: expect.any(String),
      })
    },
  )

  it('answers in the query or in a form; a no comes back as an error, with state and iss', async () => {
    const config = await register()
    for (const mode of ['query', 'form_post']) {
      const tokens = await logIn(config, openid, { response_mode: mode })
      expect(tokens.claims()?.sub, mode).toBe('ada')
      const { checks, parameters } = await begin(openid, { response_mode: mode })
      const { request } = await new ResourceOwner(sandbox).approve(
        client.buildAuthorizationUrl(config, parameters),
        'deny',
      )
      // It compares state and iss of an error, too.
      expect(await errorOf(client.authorizationCodeGrant(config, request, checks)), mode).toBe(
        'access_denied',
      )
    }
  })

  it('answers in the fragment, which the page of a client hands on', async () => {
    const config = await register()
    const { checks, parameters } = await begin(openid, { response_mode: 'fragment' })
    const { url } = await new ResourceOwner(sandbox).approve(client.buildAuthorizationUrl(config, parameters))
    expect(url.search).toBe('')
    const handed = new URL(`${url.origin}${url.pathname}?${url.hash.slice(1)}`)
    expect((await client.authorizationCodeGrant(config, handed, checks)).claims()?.sub).toBe('ada')
  })

  it('stops at an answer without iss, or with another', async () => {
    const config = await register()
    const { checks, parameters } = await begin()
    const { url } = await new ResourceOwner(sandbox).approve(client.buildAuthorizationUrl(config, parameters))
    for (const iss of [undefined, `${sandbox.url('')}/`, lab.running.origin]) {
      const changed = new URL(url)
      changed.searchParams.delete('iss')
      if (iss !== undefined) changed.searchParams.set('iss', iss)
      await expect(client.authorizationCodeGrant(config, changed, checks)).rejects.toMatchObject({
        code: 'OAUTH_INVALID_RESPONSE',
        cause: { message: expect.stringContaining('"iss"') },
      })
    }
    // Nothing was sent for it, so the code is still good; and good once.
    const tokens = await client.authorizationCodeGrant(config, url, checks)
    expect(await errorOf(client.authorizationCodeGrant(config, url, checks))).toBe('invalid_grant')
    expect(await errorOf(whoami(config, tokens.access_token))).toBe('401 invalid_token')
  })

  it('pushes its request first (RFC 9126), as a public client as well', async () => {
    const isPublic = client.None()
    for (const authentication of [client.ClientSecretBasic(), isPublic]) {
      const config = await register(
        {
          require_pushed_authorization_requests: true,
          token_endpoint_auth_method: authentication === isPublic ? 'none' : 'client_secret_basic',
        },
        authentication,
      )
      const { checks, parameters } = await begin()
      const address = await client.buildAuthorizationUrlWithPAR(config, parameters)
      expect([...address.searchParams.keys()].toSorted()).toEqual(['client_id', 'request_uri'])
      const { request } = await new ResourceOwner(sandbox).approve(address)
      expect((await client.authorizationCodeGrant(config, request, checks)).claims()?.sub).toBe('ada')
      const straight = await new ResourceOwner(sandbox).visit(
        client.buildAuthorizationUrl(config, parameters),
      )
      expect(straight?.url.searchParams.get('error')).toBe('invalid_request')
    }
  })

  it('at the door of OAuth alone gives tokens, and no ID Token', async () => {
    const config = await register({ access_token_format: 'opaque' }, undefined, 'oauth2')
    const tokens = await logIn(config, 'notes:read')
    expect(tokens.id_token).toBeUndefined()
    expect(await whoami(config, tokens.access_token)).toMatchObject({ id: 'ada', scope: 'notes:read' })
  })
})

describe('DPoP', () => {
  it.each(['RS256', 'PS256', 'ES256', 'Ed25519'])(
    'with a key for %s: takes the nonce of each refusal, and binds tokens to the key',
    async (alg) => {
      const config = await register({ token_endpoint_auth_method: 'none' }, client.None())
      const DPoP = client.getDPoPHandle(config, await client.randomDPoPKeyPair(alg))
      const { checks, parameters } = await begin(openid, {
        dpop_jkt: await DPoP.calculateThumbprint(),
      })
      const { request } = await new ResourceOwner(sandbox).approve(
        client.buildAuthorizationUrl(config, parameters),
      )
      const tokens = await client.authorizationCodeGrant(config, request, checks, undefined, { DPoP })
      expect(tokens.token_type).toBe('dpop')
      expect(await whoami(config, tokens.access_token, { DPoP })).toMatchObject({ id: 'ada' })
      expect(await client.fetchUserInfo(config, tokens.access_token, 'ada', { DPoP })).toMatchObject({
        sub: 'ada',
      })
      // By another key, or by none, it is worth nothing; nor is the refresh token.
      const other = client.getDPoPHandle(config, await client.randomDPoPKeyPair('ES256'))
      expect(await errorOf(whoami(config, tokens.access_token, { DPoP: other }))).toBe('401 invalid_token')
      expect(await errorOf(whoami(config, tokens.access_token))).toBe('401 invalid_token')
      const refresh = tokens.refresh_token ?? ''
      for (const options of [{ DPoP: other }, {}])
        expect(await errorOf(client.refreshTokenGrant(config, refresh, undefined, options))).toBe(
          'invalid_grant',
        )
      const next = await client.refreshTokenGrant(config, refresh, undefined, { DPoP })
      expect(await whoami(config, next.access_token, { DPoP })).toMatchObject({ id: 'ada' })
    },
  )
})

describe('client credentials', () => {
  const service = {
    grant_types: ['client_credentials'],
    response_types: [],
    redirect_uris: [],
    scope: 'notes:read',
  }

  it.each(Object.entries(methods))('with %s', async (method, make) => {
    const config = await register({ ...service, token_endpoint_auth_method: method }, make(), 'oauth2')
    const tokens = await client.clientCredentialsGrant(config, { scope: 'notes:read' })
    const { client_id } = config.clientMetadata()
    expect(await whoami(config, tokens.access_token)).toMatchObject({ type: 'client', id: client_id })
    expect(tokens.refresh_token).toBeUndefined()
    const wrong = new client.Configuration(config.serverMetadata(), client_id, undefined, make('wrong'))
    client.allowInsecureRequests(wrong)
    expect(await errorOf(client.clientCredentialsGrant(wrong))).toMatch(/invalid_client|401/)
    expect(await errorOf(client.clientCredentialsGrant(config, { scope: 'notes:all' }))).toBe('invalid_scope')
  })

  it.each(keyAlgorithms)('with private_key_jwt by %s', async (alg) => {
    const [own, foreign] = [await keysFor(alg), await keysFor(alg)]
    const jwk = await crypto.subtle.exportKey('jwk', own.publicKey)
    const key = { ...jwk, kid: 'mine', use: 'sig' }
    // A key that says what it is for may be held to it; RFC 7517 §4.4 makes it optional.
    delete key.alg
    const metadata = {
      ...service,
      token_endpoint_auth_method: 'private_key_jwt',
      jwks: { keys: [key as unknown as client.JsonObject] },
    }
    const config = await register(
      metadata,
      client.PrivateKeyJwt({ key: own.privateKey, kid: 'mine' }),
      'oauth2',
    )
    for (let i = 0; i < 2; i++) {
      const tokens = await client.clientCredentialsGrant(config)
      expect(await whoami(config, tokens.access_token)).toMatchObject({ type: 'client' })
    }
    const wrong = new client.Configuration(
      config.serverMetadata(),
      config.clientMetadata().client_id,
      undefined,
      client.PrivateKeyJwt({ key: foreign.privateKey, kid: 'mine' }),
    )
    client.allowInsecureRequests(wrong)
    expect(await errorOf(client.clientCredentialsGrant(wrong))).toMatch(/invalid_client|401/)
  })
})

describe('tokens over time', () => {
  it('are refreshed, each refresh token once: its second use ends the family', async () => {
    const config = await register()
    const first = await logIn(config)
    const second = await client.refreshTokenGrant(config, first.refresh_token ?? '')
    expect(second.claims()).toMatchObject({ iss: sandbox.url(''), sub: 'ada' })
    expect(second.refresh_token).not.toBe(first.refresh_token)
    const narrow = await client.refreshTokenGrant(config, second.refresh_token ?? '', { scope: 'notes:read' })
    expect(narrow.scope).toBe('notes:read')
    expect(
      await errorOf(client.refreshTokenGrant(config, narrow.refresh_token ?? '', { scope: 'phone' })),
    ).toBe('invalid_scope')
    expect(await whoami(config, narrow.access_token)).toMatchObject({ id: 'ada' })
    expect(await errorOf(client.refreshTokenGrant(config, first.refresh_token ?? ''))).toBe('invalid_grant')
    expect(await errorOf(client.refreshTokenGrant(config, narrow.refresh_token ?? ''))).toBe('invalid_grant')
    for (const { access_token } of [first, second, narrow])
      expect(await errorOf(whoami(config, access_token))).toBe('401 invalid_token')
  })

  it('are introspected and revoked', async () => {
    for (const format of ['jwt', 'opaque']) {
      const config = await register({ access_token_format: format })
      const tokens = await logIn(config)
      const { client_id } = config.clientMetadata()
      expect(await client.tokenIntrospection(config, tokens.access_token)).toMatchObject({
        active: true,
        sub: 'ada',
        client_id,
        iss: sandbox.url(''),
      })
      const stranger = await register()
      expect(await client.tokenIntrospection(stranger, tokens.access_token)).toEqual({ active: false })
      expect(await errorOf(client.tokenRevocation(stranger, tokens.refresh_token ?? ''))).toBe(
        'invalid_grant',
      )
      expect(await client.tokenIntrospection(config, tokens.access_token)).toMatchObject({ active: true })
      await client.tokenRevocation(config, tokens.refresh_token ?? '')
      for (const token of [tokens.access_token, tokens.refresh_token ?? '', 'never-was'])
        expect(await client.tokenIntrospection(config, token)).toEqual({ active: false })
      await client.tokenRevocation(config, 'never-was')
      expect(await errorOf(whoami(config, tokens.access_token))).toBe('401 invalid_token')
    }
  })

  it('are verified under keys that are replaced in between', async () => {
    const own = await lab.newSandbox()
    const config = await register({ id_token_signed_response_alg: 'ES256' }, undefined, 'oidc', own)
    client.enableNonRepudiationChecks(config)
    const before = await logIn(config, openid, {}, new ResourceOwner(own))
    const made = await own.owner('POST', `${own.base}/oidc/keys`, { alg: 'ES256' })
    const { kid } = (await made.json()) as { kid: string }
    expect((await own.owner('POST', `${own.base}/oidc/keys/${kid}/use`)).status).toBe(200)
    // The library keeps a JWK Set for a while and asks again for a kid that is not in it, once a minute: a new one asks.
    const { client_id, ...metadata } = config.clientMetadata()
    const later = new client.Configuration(
      config.serverMetadata(),
      client_id,
      metadata,
      client.ClientSecretBasic(),
    )
    client.allowInsecureRequests(later)
    client.enableNonRepudiationChecks(later)
    const after = await client.refreshTokenGrant(later, before.refresh_token ?? '')
    const kidOf = (token = '') =>
      JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()).kid
    expect(kidOf(after.id_token)).toBe(kid)
    expect(kidOf(before.id_token)).not.toBe(kid)
    // What the key before has signed is good until it ends.
    for (const { access_token } of [before, after])
      expect(await client.fetchUserInfo(later, access_token, 'ada')).toMatchObject({ sub: 'ada' })
  })
})

describe('device', () => {
  it('polls until Ada has decided', async () => {
    const config = await register(
      {
        grant_types: ['urn:ietf:params:oauth:grant-type:device_code', 'refresh_token'],
        redirect_uris: [],
        response_types: [],
        token_endpoint_auth_method: 'none',
      },
      client.None(),
    )
    for (const decision of ['approve', 'deny'] as const) {
      const device = await client.initiateDeviceAuthorization(config, { scope: openid })
      expect(device).toMatchObject({ interval: 5, expires_in: 600 })
      const answers: unknown[] = []
      config[client.customFetch] = async (url, init) => {
        const answer = await fetch(url, init as RequestInit)
        // Between its first poll and its second: the time that it should have waited, and a decision.
        answers.push([answer.status, (await answer.clone().json()).error])
        if (answers.length === 1) {
          await sandbox.advance(5)
          await new ResourceOwner(sandbox).letIn(device.verification_uri, device.user_code, decision)
        }
        return answer
      }
      // It waits by its own clock, which nobody moves.
      const polled = client.pollDeviceAuthorizationGrant(config, { ...device, interval: 0 })
      if (decision === 'deny') expect(await errorOf(polled)).toBe('access_denied')
      const tokens = decision === 'approve' ? await polled : undefined
      expect(answers).toEqual([
        [400, 'authorization_pending'],
        decision === 'deny' ? [400, 'access_denied'] : [200, undefined],
      ])
      if (tokens) expect(await whoami(config, tokens.access_token)).toMatchObject({ id: 'ada' })
      config[client.customFetch] = (url, init) => fetch(url, init as RequestInit)
    }
  })
})

describe('RP-initiated logout', () => {
  it('ends the session with an ID Token as its hint, and comes back with state', async () => {
    const after = 'http://localhost:49152/bye'
    const config = await register({ post_logout_redirect_uris: [after] })
    const ada = new ResourceOwner(sandbox)
    const tokens = await logIn(config, openid, {}, ada)
    const silent = async () => {
      const { parameters } = await begin(openid, { prompt: 'none' })
      const back = await ada.visit(client.buildAuthorizationUrl(config, parameters))
      return back?.url.searchParams.get('error') ?? null
    }
    expect(await silent()).toBeNull()
    const back = await ada.visit(
      client.buildEndSessionUrl(config, {
        id_token_hint: tokens.id_token ?? '',
        post_logout_redirect_uri: after,
        state: 'over',
      }),
    )
    expect(back?.url.href).toBe(`${after}?state=over`)
    expect(await silent()).toBe('login_required')
  })
})
