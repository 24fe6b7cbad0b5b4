import { base64url } from '@lockstep/crypto/base64'
import { decodeForm, encodeForm, formMediaType } from '@lockstep/http/form-urlencoded'
import { type FieldLine, fieldLines, request } from '@lockstep/http/message'
import { beforeEach, describe, expect, it } from 'vitest'
import { signToken } from '../jose/sign-token.ts'
import type { Exchange } from '../scheme.ts'
import { answerField, failedCheck, Lab } from '../testing/lab.ts'
import { UserAgent } from '../user-agent.ts'
import { boundCall } from './credentials/bound-call.ts'
import { clientSecretBasic } from './credentials/client-authentication.ts'
import { dpopProof } from './credentials/dpop-proof.ts'
import { codeChallengeOf } from './credentials/pkce.ts'
import { oauth2 } from './index.ts'
import type { OAuth2Credentials } from './sandbox.ts'

type Fields = Readonly<Record<string, string>>
type Answer = Readonly<Record<string, string>>

const redirectUri = 'http://localhost:4711/callback'
const verifier = 'a-verifier-of-forty-three-characters-or-more'
const pkce = { code_challenge: codeChallengeOf(verifier), code_challenge_method: 'S256' }
const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code'

let lab: Lab
let credentials: OAuth2Credentials

beforeEach(() => {
  lab = new Lab([oauth2])
  credentials = lab.credentials(oauth2)
})

const secretOf = (clientId: string) => {
  const { clients, labClients } = credentials
  return [...clients, ...labClients].find(({ client_id }) => client_id === clientId)?.client_secret ?? ''
}
const basic = (clientId: string, secret = secretOf(clientId)): FieldLine => [
  'Authorization',
  `Basic ${clientSecretBasic(clientId, secret).value}`,
]
const post = (path: string, fields: Fields, headers: readonly FieldLine[] = []) =>
  lab.get(
    `/oauth2/${path}`,
    [...headers, ['Content-Type', formMediaType]],
    'POST',
    encodeForm(Object.entries(fields)),
  )
const call = (authorization: string, method = 'GET') =>
  lab.get('/oauth2/whoami', [['Authorization', authorization]], method)
const bearer = ({ access_token }: Answer, method?: string) => call(`Bearer ${access_token}`, method)

function bodyOf({ response }: Exchange): string {
  return 'text' in response.body ? response.body.text : ''
}

/** The members of an answer that is good. */
function told(answer: Exchange, status = 200): Answer {
  expect(failedCheck(answer)).toBeUndefined()
  expect(answer.response.status).toBe(status)
  // RFC 6749 §5.1: wherever tokens or other secrets are.
  expect(answerField(answer, 'cache-control')).toBe('no-store')
  return JSON.parse(bodyOf(answer))
}

function refused(answer: Exchange, check: string, status: number, error: string): void {
  expect(failedCheck(answer)).toBe(check)
  expect(answer.response.status).toBe(status)
  // The API says it in a challenge (RFC 6750 §3), the authorization server in the content (RFC 6749 §5.2).
  const challenges = fieldLines(answer.response, 'www-authenticate').join()
  if (answer.request.target.endsWith('/whoami')) expect(challenges).toContain(`error="${error}"`)
  else expect(JSON.parse(bodyOf(answer))).toMatchObject({ error })
}

/** Ada at her user agent: the page that she is led to, her log-in, her yes. Gives what comes back in the redirect. */
async function adaApproves(path: string, without: readonly string[] = []): Promise<Answer> {
  const hers = new UserAgent(lab, (message) => lab.send(message))
  await hers.visit(`${lab.base}/oauth2/${path}`)
  await hers.submit(Object.entries(credentials.resourceOwner))
  const back = await hers.submit([['decision', 'approve']], { without })
  expect(back.response.status).toBe(303)
  const url = new URL(answerField(back, 'location') ?? '')
  expect(`${url.origin}${url.pathname}`).toBe(redirectUri)
  return Object.fromEntries(decodeForm(url.search.slice(1)) ?? [])
}

function codeRequest(more: Fields): Fields {
  const asked = { response_type: 'code', redirect_uri: redirectUri, scope: 'notes:read', state: 'a state' }
  return { ...asked, ...more }
}

async function codeFor(more: Fields): Promise<string> {
  const query = encodeForm(Object.entries(codeRequest(more)))
  const came = await adaApproves(`authorize?${query}`)
  expect(came).toEqual({
    code: expect.any(String),
    state: 'a state',
    iss: `${lab.origin}${lab.base}`,
  })
  return came.code ?? ''
}

const redemption = (code: string, more: Fields = {}) => ({
  grant_type: 'authorization_code',
  code,
  redirect_uri: redirectUri,
  ...more,
})

const ada = (client: string, scope = 'notes:read') => ({
  scheme: 'oauth2',
  principal: { type: 'user', id: 'ada', client, scope },
})

describe('the code grant', () => {
  it('lets a public client in with PKCE, as far as its scope goes', async () => {
    const code = await codeFor({ client_id: 'reader', ...pkce })
    const tokens = told(
      await post('token', redemption(code, { client_id: 'reader', code_verifier: verifier })),
    )
    expect(tokens).toEqual({
      access_token: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/),
      token_type: 'Bearer',
      expires_in: 600,
      refresh_token: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/),
      scope: 'notes:read',
    })
    expect(told(await bearer(tokens))).toEqual(ada('reader'))
    refused(await bearer(tokens, 'POST'), 'scope-covers-request', 403, 'insufficient_scope')
  })

  it.each([
    ['reader-confidential', { ...pkce }, { code_verifier: verifier }],
    ['reader-without-pkce', {}, {}],
  ])('lets %s in by its secret', async (clientId, asked, shown) => {
    const code = await codeFor({ client_id: clientId, ...asked })
    const tokens = told(await post('token', redemption(code, { ...shown }), [basic(clientId)]))
    expect(told(await bearer(tokens))).toEqual(ada(clientId))
  })

  it('gives what was ticked, and a token for writing writes', async () => {
    const query = encodeForm(
      Object.entries(codeRequest({ client_id: 'reader', scope: 'notes:read notes:write', ...pkce })),
    )
    const { code = '' } = await adaApproves(`authorize?${query}`)
    const tokens = told(
      await post('token', redemption(code, { client_id: 'reader', code_verifier: verifier })),
    )
    expect(told(await bearer(tokens, 'POST'))).toEqual(ada('reader', 'notes:read notes:write'))
  })

  it('takes a request that was pushed', async () => {
    const asked = codeRequest({ client_id: 'reader', ...pkce })
    const { request_uri = '' } = told(await post('par', asked), 201)
    const query = encodeForm([
      ['client_id', 'reader'],
      ['request_uri', request_uri],
    ])
    const { code = '' } = await adaApproves(`authorize?${query}`)
    const form = redemption(code, { client_id: 'reader', code_verifier: verifier })
    expect(told(await bearer(told(await post('token', form))))).toEqual(ada('reader'))
  })

  it('ends with the second use of a code, and so do the tokens of the first', async () => {
    const code = await codeFor({ client_id: 'reader', ...pkce })
    const form = redemption(code, { client_id: 'reader', code_verifier: verifier })
    const tokens = told(await post('token', form))
    expect((await bearer(tokens)).response.status).toBe(200)
    refused(await post('token', form), 'code-unused', 400, 'invalid_grant')
    refused(await bearer(tokens), 'access-token-alive', 401, 'invalid_token')
  })

  it('serves a client that registered itself, with JWT access tokens', async () => {
    const metadata = { client_name: 'Scrapbook', redirect_uris: [redirectUri], access_token_format: 'jwt' }
    const registered = told(
      await lab.get(
        '/oauth2/register',
        [['Content-Type', 'application/json']],
        'POST',
        JSON.stringify({ ...metadata, token_endpoint_auth_method: 'client_secret_basic' }),
      ),
      201,
    )
    const { client_id = '', client_secret = '' } = registered
    const code = await codeFor({ client_id, ...pkce })
    const form = redemption(code, { code_verifier: verifier })
    const tokens = told(await post('token', form, [basic(client_id, client_secret)]))
    expect(tokens.access_token?.split('.')).toHaveLength(3)
    const called = await bearer(tokens)
    expect(called.verdict?.branch).toBe('jwt')
    expect(told(called)).toEqual(ada(client_id))
  })
})

describe('the refresh grant', () => {
  it('rotates; an old token ends the whole family', async () => {
    const code = await codeFor({ client_id: 'reader', ...pkce })
    const first = told(
      await post('token', redemption(code, { client_id: 'reader', code_verifier: verifier })),
    )
    const refresh = ({ refresh_token = '' }: Answer) =>
      post('token', { grant_type: 'refresh_token', client_id: 'reader', refresh_token })
    lab.clock += 601_000
    refused(await bearer(first), 'access-token-alive', 401, 'invalid_token')
    const second = told(await refresh(first))
    expect(second.refresh_token).not.toBe(first.refresh_token)
    expect(told(await bearer(second))).toEqual(ada('reader'))
    refused(await refresh(first), 'refresh-token-unused', 400, 'invalid_grant')
    refused(await refresh(second), 'grant-alive', 400, 'invalid_grant')
    refused(await bearer(second), 'access-token-alive', 401, 'invalid_token')
  })
})

describe('the client credentials grant', () => {
  const nightly = (clientId: string, scope: string) => ({
    scheme: 'oauth2',
    principal: { type: 'client', id: clientId, scope },
  })

  it('lets a client in as itself, and gives no refresh token', async () => {
    const tokens = told(await post('token', { grant_type: 'client_credentials' }, [basic('nightly')]))
    expect(Object.keys(tokens)).toEqual(['access_token', 'token_type', 'expires_in', 'scope'])
    expect(told(await bearer(tokens, 'POST'))).toEqual(nightly('nightly', 'notes:read notes:write'))
    const wider = { grant_type: 'client_credentials', scope: 'notes:read notes:burn' }
    refused(await post('token', wider, [basic('nightly')]), 'scope-within-grant', 400, 'invalid_scope')
  })

  it('takes an assertion by the key that a client registered', async () => {
    const { labClients } = (await lab.allCredentials(oauth2)) as OAuth2Credentials
    const key = labClients.find(({ client_id }) => client_id === 'nightly-key')?.privateJwk ?? {}
    const now = Math.floor(lab.clock / 1000)
    const claims = {
      iss: 'nightly-key',
      sub: 'nightly-key',
      aud: `${lab.origin}${lab.base}`,
      jti: 'once',
      iat: now,
      exp: now + 60,
    }
    const texts = { header: '{"alg":"ES256"}', claims: JSON.stringify(claims) }
    const form = {
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: (await signToken(texts, 'ES256', key)).token,
    }
    expect(told(await bearer(told(await post('token', form))))).toEqual(nightly('nightly-key', 'notes:read'))
    refused(await post('token', form), 'client-authenticated', 401, 'invalid_client')
  })
})

describe('the device grant', () => {
  it('waits for Ada at another screen', async () => {
    const started = told(await post('device_authorization', { client_id: 'kiosk', scope: 'notes:read' }))
    const { device_code = '', user_code = '', verification_uri_complete = '' } = started
    expect(verification_uri_complete).toContain(user_code)
    const poll = () => post('token', { grant_type: deviceGrant, client_id: 'kiosk', device_code })
    lab.clock += 6000
    const pending = await poll()
    expect(pending.verdict).toMatchObject({ outcome: 'interaction' })
    expect(JSON.parse(bodyOf(pending))).toMatchObject({ error: 'authorization_pending' })
    refused(await poll(), 'polled-patiently', 400, 'slow_down')
    const hers = new UserAgent(lab, (message) => lab.send(message))
    await hers.visit(verification_uri_complete)
    await hers.submit(Object.entries(credentials.resourceOwner))
    expect((await hers.submit([['decision', 'approve']])).response.status).toBe(200)
    lab.clock += 11_000
    expect(told(await bearer(told(await poll())))).toEqual(ada('kiosk'))
    lab.clock += 11_000
    refused(await poll(), 'device-code-unused', 400, 'invalid_grant')
  })
})

describe('beside the grants', () => {
  it('introspection tells the API what a token is, and ends when it is revoked', async () => {
    const tokens = told(await post('token', { grant_type: 'client_credentials' }, [basic('nightly')]))
    const { id, secret } = credentials.api
    const token = tokens.access_token ?? ''
    const ask = () => post('introspect', { token }, [basic(id, secret)])
    expect(told(await ask())).toMatchObject({ active: true, client_id: 'nightly' })
    expect((await post('revoke', { token }, [basic('nightly')])).response.status).toBe(200)
    expect(told(await ask())).toEqual({ active: false })
    expect((await post('revoke', { token }, [basic('nightly')])).response.status).toBe(200)
    refused(await bearer(tokens), 'access-token-alive', 401, 'invalid_token')
  })

  it('DPoP binds a token to a key, with a nonce of the server’s at either endpoint', async () => {
    const key = await lab.server().keyPair('oauth2/test', 'p-256')
    const proofFor = async (path: string, nonce?: string) => {
      const claims = {
        jti: base64url.encode(lab.installation.random(16)),
        htm: 'POST',
        htu: `${lab.origin}${lab.base}/oauth2/${path}`,
        iat: Math.floor(lab.clock / 1000),
        ...(nonce === undefined ? {} : { nonce }),
      }
      return { claims, proof: (await dpopProof(claims, key)).proof }
    }
    const ask = async (nonce?: string) =>
      post('token', { grant_type: 'client_credentials' }, [
        basic('nightly'),
        ['DPoP', (await proofFor('token', nonce)).proof],
      ])
    const first = await ask()
    refused(first, 'dpop-proof-valid', 400, 'use_dpop_nonce')
    const nonce = answerField(first, 'dpop-nonce')
    const tokens = told(await ask(nonce))
    expect(tokens.token_type).toBe('DPoP')
    const accessToken = tokens.access_token ?? ''
    refused(await bearer(tokens), 'bound-token-not-as-bearer', 401, 'invalid_token')
    const target = `${lab.base}/oauth2/whoami`
    const { claims } = await proofFor('whoami', nonce)
    const { request: message } = await boundCall({ method: 'POST', target, accessToken, key, claims })
    expect(told(await lab.send(message))).toMatchObject({ principal: { type: 'client', id: 'nightly' } })
    refused(await lab.send(message), 'dpop-jti-unused', 401, 'invalid_dpop_proof')
  })

  it('what a weakened world issued is worth nothing in the real one', async () => {
    const target = `${lab.base}/without/oauth2.client-authenticated/oauth2/token`
    const headers: FieldLine[] = [basic('nightly', 'a guess'), ['Content-Type', formMediaType]]
    const got = told(await lab.send(request('POST', target, headers, 'grant_type=client_credentials')))
    refused(await bearer(got), 'access-token-known', 401, 'invalid_token')
  })
})
