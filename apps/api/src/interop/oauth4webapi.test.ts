/** oauth4webapi, step by step: each request, and each answer read by the rules of its specification. */
import * as oauth from 'oauth4webapi'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type InteropLab, type LabSandbox, startInteropLab } from './testing/interop-lab.ts'
import { ResourceOwner } from './testing/resource-owner.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let lab: InteropLab
let sandbox: LabSandbox
let server: oauth.AuthorizationServer
beforeAll(async () => {
  lab = await startInteropLab()
  sandbox = await lab.newSandbox()
  server = await discover('oidc')
})
afterAll(() => lab.close())

const http = { [oauth.allowInsecureRequests]: true }
const redirect_uri = 'http://127.0.0.1:49152/callback'
const openid = 'openid email notes:read notes:write offline_access'
const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code'

async function discover(algorithm: 'oidc' | 'oauth2', at = sandbox): Promise<oauth.AuthorizationServer> {
  const issuer = new URL(at.url(''))
  const answer = await oauth.discoveryRequest(issuer, { algorithm, ...http })
  return oauth.processDiscoveryResponse(issuer, answer)
}

async function register(
  metadata: object = {},
  as = server,
): Promise<oauth.Client & { client_secret: string }> {
  const answer = await oauth.dynamicClientRegistrationRequest(
    as,
    {
      client_name: 'oauth4webapi',
      redirect_uris: [redirect_uri],
      grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
      access_token_format: 'jwt',
      ...metadata,
    },
    http,
  )
  return (await oauth.processDynamicClientRegistrationResponse(answer)) as never
}

/** The parameters of an authorization request, and what it takes to end it. */
async function begin(client: oauth.Client, more: Readonly<Record<string, string>> = {}) {
  const [verifier, state, nonce] = [
    oauth.generateRandomCodeVerifier(),
    oauth.generateRandomState(),
    oauth.generateRandomNonce(),
  ]
  const parameters = {
    client_id: client.client_id,
    redirect_uri,
    response_type: 'code',
    scope: openid,
    state,
    nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...more,
  }
  return { verifier, state, nonce, parameters }
}

type Begun = Awaited<ReturnType<typeof begin>>
type Options = { readonly as?: oauth.AuthorizationServer; readonly DPoP?: oauth.DPoPHandle }

async function approve(parameters: Readonly<Record<string, string>>, ada = new ResourceOwner(sandbox)) {
  return ada.approve(`${server.authorization_endpoint}?${new URLSearchParams(parameters)}`)
}

async function redeem(
  client: oauth.Client,
  authentication: oauth.ClientAuth,
  back: URL | URLSearchParams,
  { verifier, state, nonce }: Begun,
  { as = server, DPoP }: Options = {},
) {
  const answer = oauth.validateAuthResponse(as, client, back, state)
  const proof = DPoP ? { DPoP } : {}
  return proven(async () => {
    const response = await oauth.authorizationCodeGrantRequest(
      ...[as, client, authentication, answer, redirect_uri, verifier, { ...proof, ...http }],
    )
    const tokens = await oauth.processAuthorizationCodeResponse(as, client, response, {
      expectedNonce: nonce,
    })
    if (tokens.id_token !== undefined) await oauth.validateApplicationLevelSignature(as, response, http)
    return tokens
  })
}

/** Once more, with the nonce of the refusal (RFC 9449 §8): the handle has read it. Not a third time. */
async function proven<T>(send: () => Promise<T>): Promise<T> {
  try {
    return await send()
  } catch (error) {
    if (oauth.isDPoPNonceError(error)) return send()
    throw error
  }
}

async function logIn(client: oauth.Client, authentication: oauth.ClientAuth, ada?: ResourceOwner) {
  const begun = await begin(client)
  return redeem(client, authentication, (await approve(begun.parameters, ada)).url, begun)
}

async function call(token: string, options: Options = {}, method = 'GET') {
  const url = new URL(sandbox.url('/oidc/whoami'))
  const proof = options.DPoP ? { DPoP: options.DPoP } : {}
  const answer = await proven(() =>
    oauth.protectedResourceRequest(token, method, url, undefined, null, { ...proof, ...http }),
  )
  return ((await answer.json()) as { principal: object }).principal
}

async function errorOf(promise: Promise<unknown>): Promise<string> {
  const error: unknown = await promise.then(
    () => new Error('Unexpected success'),
    (thrown: unknown) => thrown,
  )
  if (error instanceof oauth.WWWAuthenticateChallengeError)
    return `${error.status} ${error.cause[0]?.parameters.error ?? ''}`.trim()
  if (error instanceof oauth.ResponseBodyError) return `${error.status} ${error.error}`
  if (error instanceof oauth.AuthorizationResponseError) return error.error
  throw error
}

async function refresh(client: oauth.Client, authentication: oauth.ClientAuth, token: string) {
  return oauth.processRefreshTokenResponse(
    server,
    client,
    await oauth.refreshTokenGrantRequest(server, client, authentication, token, http),
  )
}

async function introspect(client: oauth.Client, authentication: oauth.ClientAuth, token: string) {
  const answer = await oauth.introspectionRequest(server, client, authentication, token, http)
  return oauth.processIntrospectionResponse(server, client, answer)
}

async function revoke(client: oauth.Client, authentication: oauth.ClientAuth, token: string) {
  await oauth.processRevocationResponse(
    await oauth.revocationRequest(server, client, authentication, token, http),
  )
}

describe('a code', () => {
  it.each(['RS256', 'ES256', 'EdDSA'])(
    'is answered with an ID Token by %s, verified under our keys',
    async (alg) => {
      const client = await register({ id_token_signed_response_alg: alg, userinfo_signed_response_alg: alg })
      const authentication = oauth.ClientSecretBasic(client.client_secret)
      const tokens = await logIn(client, authentication)
      const claims = oauth.getValidatedIdTokenClaims(tokens)
      expect(claims).toMatchObject({ iss: server.issuer, sub: 'ada', aud: client.client_id })
      const answer = await oauth.userInfoRequest(server, client, tokens.access_token, http)
      expect(answer.headers.get('content-type')).toBe('application/jwt')
      const told = await oauth.processUserInfoResponse(server, client, 'ada', answer)
      await oauth.validateApplicationLevelSignature(server, answer, http)
      expect(told).toMatchObject({ sub: 'ada', iss: server.issuer, aud: client.client_id })
    },
  )

  it('comes back in any of the response modes, to a public client', async () => {
    const client = await register({
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code'],
    })
    for (const response_mode of ['query', 'fragment', 'form_post']) {
      const begun = await begin(client, { response_mode })
      const { url, request } = await approve(begun.parameters)
      const back =
        response_mode === 'form_post'
          ? new URLSearchParams(await request.text())
          : new URLSearchParams(response_mode === 'fragment' ? url.hash.slice(1) : url.search)
      const tokens = await redeem(client, oauth.None(), back, begun)
      expect(tokens.id_token, response_mode).toBeDefined()
      expect(tokens.refresh_token, response_mode).toBeUndefined()
    }
  })

  it('is good once; its second use takes the tokens with it', async () => {
    const client = await register()
    const authentication = oauth.ClientSecretPost(client.client_secret)
    const posting = await register({ token_endpoint_auth_method: 'client_secret_post' })
    const own = oauth.ClientSecretPost(posting.client_secret)
    const begun = await begin(posting)
    const { url } = await approve(begun.parameters)
    // Another way than the one that is registered is no way.
    const other = await begin(client)
    const { url: otherUrl } = await approve(other.parameters)
    expect(await errorOf(redeem(client, authentication, otherUrl, other))).toBe('401')
    const tokens = await redeem(posting, own, url, begun)
    expect(await call(tokens.access_token)).toMatchObject({ id: 'ada' })
    expect(await errorOf(redeem(posting, own, url, begun))).toBe('400 invalid_grant')
    expect(await errorOf(call(tokens.access_token))).toBe('401 invalid_token')
    expect(await errorOf(refresh(posting, own, tokens.refresh_token ?? ''))).toBe('400 invalid_grant')
  })

  it('follows a request that was pushed, once', async () => {
    const client = await register({ token_endpoint_auth_method: 'none', grant_types: ['authorization_code'] })
    const begun = await begin(client)
    const answer = await oauth.pushedAuthorizationRequest(
      server,
      client,
      oauth.None(),
      begun.parameters,
      http,
    )
    const pushed = await oauth.processPushedAuthorizationResponse(server, client, answer)
    expect(pushed).toMatchObject({ expires_in: 60 })
    const reference = { client_id: client.client_id, request_uri: pushed.request_uri }
    const { url } = await approve(reference)
    expect((await redeem(client, oauth.None(), url, begun)).id_token).toBeDefined()
    const ada = new ResourceOwner(sandbox)
    expect(
      await ada.visit(`${server.authorization_endpoint}?${new URLSearchParams(reference)}`),
    ).toBeUndefined()
    expect(ada.page?.status).toBe(400)
  })
})

describe('a DPoP proof', () => {
  it.each(['PS256', 'ES256', 'Ed25519'])(
    'by %s binds a JWT, which a resource server takes with it alone',
    async (alg) => {
      const client = await register({
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code', 'refresh_token'],
      })
      const keys = await oauth.generateKeyPair(alg)
      const DPoP = oauth.DPoP(client, keys)
      const begun = await begin(client, { dpop_jkt: await DPoP.calculateThumbprint() })
      const { url } = await approve(begun.parameters)
      // The first request has no nonce: it is refused with one, and the code is still good.
      const tokens = await redeem(client, oauth.None(), url, begun, { DPoP })
      expect(tokens.token_type).toBe('dpop')
      expect(await call(tokens.access_token, { DPoP })).toMatchObject({ id: 'ada' })
      expect(await call(tokens.access_token, { DPoP }, 'POST')).toMatchObject({ id: 'ada' })
      const other = oauth.DPoP(client, await oauth.generateKeyPair('ES256'))
      expect(await errorOf(call(tokens.access_token, { DPoP: other }))).toBe('401 invalid_token')
      expect(await errorOf(call(tokens.access_token))).toBe('401 invalid_token')

      // What this client sends to us, somebody else's resource server reads.
      let sent: Request | undefined
      await oauth.protectedResourceRequest(
        ...[tokens.access_token, 'GET', new URL(sandbox.url('/oidc/whoami')), undefined, null],
        {
          DPoP,
          ...http,
          [oauth.customFetch]: (to: string, init: unknown) => {
            sent = new Request(to, init as RequestInit)
            return fetch(sent.clone())
          },
        },
      )
      if (!sent) throw new Error('Nothing was sent')
      const claims = await oauth.validateJwtAccessToken(server, sent, sandbox.url(''), {
        requireDPoP: true,
        ...http,
      })
      expect(claims).toMatchObject({ cnf: { jkt: await DPoP.calculateThumbprint() }, sub: 'ada' })
    },
  )
})

describe('a JWT access token', () => {
  const presented = (token: string) =>
    new Request(sandbox.url('/oidc/whoami'), { headers: { authorization: `Bearer ${token}` } })

  it('is validated under our JWK Set, for its audience alone; keys are replaced in between', async () => {
    const client = await register()
    const authentication = oauth.ClientSecretBasic(client.client_secret)
    const before = await logIn(client, authentication)
    const validate = (token: string, audience = sandbox.url('')) =>
      oauth.validateJwtAccessToken(server, presented(token), audience, http)
    expect(await validate(before.access_token)).toMatchObject({
      iss: server.issuer,
      sub: 'ada',
      client_id: client.client_id,
      scope: openid,
    })
    await expect(validate(before.access_token, `${sandbox.url('')}/x`)).rejects.toMatchObject({
      cause: { claim: 'aud' },
    })
    // An ID Token is signed by the same server, and no access token.
    await expect(validate(before.id_token ?? '')).rejects.toThrow()

    for (const alg of ['ES256', 'RS256']) {
      const made = await sandbox.owner('POST', `${sandbox.base}/oidc/keys`, { alg })
      const { kid } = (await made.json()) as { kid: string }
      expect((await sandbox.owner('POST', `${sandbox.base}/oidc/keys/${kid}/use`)).status).toBe(200)
    }
    // The library keeps a JWK Set by the server's metadata: whoever discovers anew asks anew.
    server = await discover('oidc')
    const after = await refresh(client, authentication, before.refresh_token ?? '')
    const kidOf = (token = '') =>
      JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()).kid
    expect(kidOf(after.access_token)).not.toBe(kidOf(before.access_token))
    expect(kidOf(after.id_token)).not.toBe(kidOf(before.id_token))
    for (const token of [before.access_token, after.access_token])
      expect(await validate(token)).toMatchObject({ sub: 'ada' })
  })
})

describe('a client by itself', () => {
  const grant = async (client: oauth.Client, authentication: oauth.ClientAuth, scope = 'notes:read') =>
    oauth.processClientCredentialsResponse(
      server,
      client,
      await oauth.clientCredentialsGrantRequest(server, client, authentication, { scope }, http),
    )

  it('proves who it is in each way, at the token endpoint, at introspection and at revocation', async () => {
    const ways: [object, (client: { client_secret: string }) => oauth.ClientAuth][] = [
      [
        { token_endpoint_auth_method: 'client_secret_basic' },
        (it) => oauth.ClientSecretBasic(it.client_secret),
      ],
      [
        { token_endpoint_auth_method: 'client_secret_post' },
        (it) => oauth.ClientSecretPost(it.client_secret),
      ],
    ]
    for (const alg of ['RS256', 'PS256', 'ES256', 'Ed25519']) {
      const { privateKey, publicKey } = await oauth.generateKeyPair(alg, { extractable: true })
      const { ext: _, key_ops: __, ...jwk } = await crypto.subtle.exportKey('jwk', publicKey)
      const metadata = { token_endpoint_auth_method: 'private_key_jwt', jwks: { keys: [jwk] } }
      ways.push([metadata, () => oauth.PrivateKeyJwt(privateKey)])
      // RFC 8037 names it EdDSA, and much of what there is signs so.
      const rename = (header: Record<string, unknown>) => void Object.assign(header, { alg: 'EdDSA' })
      if (alg === 'Ed25519')
        ways.push([metadata, () => oauth.PrivateKeyJwt(privateKey, { [oauth.modifyAssertion]: rename })])
    }
    for (const [metadata, make] of ways) {
      const client = await register(metadata)
      const authentication = make(client)
      const { access_token } = await grant(client, authentication)
      expect(await call(access_token)).toEqual({ type: 'client', id: client.client_id, scope: 'notes:read' })
      const told = await introspect(client, authentication, access_token)
      expect(told).toMatchObject({ active: true, client_id: client.client_id, scope: 'notes:read' })
      expect(await errorOf(call(access_token, {}, 'POST'))).toBe('403 insufficient_scope')
      await revoke(client, authentication, access_token)
      expect(await introspect(client, authentication, access_token)).toEqual({ active: false })
      expect(await errorOf(call(access_token))).toBe('401 invalid_token')
      expect(await errorOf(grant(client, authentication, 'notes:all'))).toBe('400 invalid_scope')
    }
  })

  it('refreshes, each token once: the second use of an old one ends the family', async () => {
    const client = await register()
    const authentication = oauth.ClientSecretBasic(client.client_secret)
    const first = await logIn(client, authentication)
    const second = await refresh(client, authentication, first.refresh_token ?? '')
    expect(oauth.getValidatedIdTokenClaims(second)).toMatchObject({ sub: 'ada', iss: server.issuer })
    expect(await errorOf(refresh(client, authentication, first.refresh_token ?? ''))).toBe(
      '400 invalid_grant',
    )
    expect(await errorOf(refresh(client, authentication, second.refresh_token ?? ''))).toBe(
      '400 invalid_grant',
    )
    expect(await errorOf(call(second.access_token))).toBe('401 invalid_token')
  })

  it('revokes a refresh token, and with it what came of it', async () => {
    const client = await register({ access_token_format: 'opaque' })
    const authentication = oauth.ClientSecretBasic(client.client_secret)
    const tokens = await logIn(client, authentication)
    await revoke(client, authentication, tokens.refresh_token ?? '')
    expect(await introspect(client, authentication, tokens.access_token)).toEqual({ active: false })
    expect(await errorOf(call(tokens.access_token))).toBe('401 invalid_token')
  })
})

it('a device asks, is told to wait and to slow down, and gets its tokens', async () => {
  const client = await register({
    token_endpoint_auth_method: 'none',
    grant_types: [deviceGrant],
    redirect_uris: [],
    response_types: [],
  })
  const device = await oauth.processDeviceAuthorizationResponse(
    server,
    client,
    await oauth.deviceAuthorizationRequest(
      server,
      client,
      oauth.None(),
      { scope: 'openid notes:read' },
      http,
    ),
  )
  const poll = async () =>
    oauth.processDeviceCodeResponse(
      server,
      client,
      await oauth.deviceCodeGrantRequest(server, client, oauth.None(), device.device_code, http),
    )
  expect(await errorOf(poll())).toBe('400 authorization_pending')
  expect(await errorOf(poll())).toBe('400 slow_down')
  await new ResourceOwner(sandbox).letIn(device.verification_uri, device.user_code)
  // Five seconds more than before, for good (RFC 8628 §3.5).
  await sandbox.advance(10)
  const tokens = await poll()
  expect(await call(tokens.access_token)).toMatchObject({ id: 'ada' })
  await sandbox.advance(10)
  expect(await errorOf(poll())).toBe('400 invalid_grant')
})
