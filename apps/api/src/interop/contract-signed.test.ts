/** The public HTTP contract of oauth1, jwt and hmac, endpoint by endpoint, as somebody else's test would call it. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type InteropLab, type LabSandbox, startInteropLab } from './testing/interop-lab.ts'
import { bearer, expectProblem, jsonCall } from './testing/json-call.ts'
import { awsLines, messageSignature, teachingLine, usualParameters } from './testing/sign-hmac.ts'
import { type Jwk, signJwt } from './testing/sign-jwt.ts'
import { oauthLine, signOAuth } from './testing/sign-oauth1.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let lab: InteropLab
let sandbox: LabSandbox
beforeAll(async () => {
  lab = await startInteropLab()
  sandbox = await lab.newSandbox()
})
afterAll(() => lab.close())

const call = (path: string, init?: RequestInit) => jsonCall(lab, `${sandbox.base}${path}`, init)
const json = (method: string, body: unknown, type = 'application/json'): RequestInit => ({
  method,
  headers: { 'content-type': type },
  body: typeof body === 'string' ? body : JSON.stringify(body),
})
/** Field lines as `fetch` takes them. */
const fields = (lines: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
  )

describe('credentials of a sandbox', () => {
  it('hold what each of the three schemes needs, in a new one and in demo', async () => {
    const demo = await jsonCall(lab, '/api/sandboxes/demo')
    for (const { jwt, hmac, oauth1 } of [sandbox.credentials, demo.body.credentials]) {
      expect(jwt).toMatchObject({ userId: expect.any(String), password: expect.any(String) })
      expect(jwt.keys.map(({ alg, kty }: { alg: string; kty: string }) => [alg, kty]).toSorted()).toEqual([
        ['ES256', 'EC'],
        ['EdDSA', 'OKP'],
        ['HS256', 'oct'],
        ['PS256', 'RSA'],
        ['RS256', 'RSA'],
      ])
      for (const { kid, k, d } of jwt.keys)
        expect([typeof kid, typeof (k ?? d)]).toEqual(['string', 'string'])
      expect(hmac).toMatchObject({
        keyId: expect.any(String),
        secret: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/),
        aws: {
          accessKeyId: expect.any(String),
          secretAccessKey: expect.any(String),
          region: expect.any(String),
          service: expect.any(String),
        },
      })
      expect(oauth1).toMatchObject({
        client: {
          identifier: expect.any(String),
          secret: expect.any(String),
          privateKeyPem: expect.stringMatching(/^-----BEGIN PRIVATE KEY-----\n/),
        },
        resourceOwner: { userId: expect.any(String), password: expect.any(String) },
      })
    }
  })

  it('are repeated by GET, and another sandbox has others', async () => {
    const again = (await (await sandbox.owner('GET', `/api/sandboxes/${sandbox.id}`)).json()) as {
      credentials: object
    }
    expect(again.credentials).toEqual(sandbox.credentials)
    const other = (await lab.newSandbox()).credentials
    for (const of of [
      (from: LabSandbox['credentials']) => from.jwt.password,
      (from: LabSandbox['credentials']) => from.jwt.keys[0].kid,
      (from: LabSandbox['credentials']) => from.hmac.secret,
      (from: LabSandbox['credentials']) => from.hmac.aws.secretAccessKey,
      (from: LabSandbox['credentials']) => from.oauth1.client.secret,
      (from: LabSandbox['credentials']) => from.oauth1.client.privateKeyPem,
    ])
      expect(of(other)).not.toBe(of(sandbox.credentials))
  })
})

describe('jwt', () => {
  const logIn = (more: object = {}) => {
    const { userId, password } = sandbox.credentials.jwt
    return call('/jwt/login', json('POST', { userId, password, ...more }))
  }

  it('POST login gives an access token for this API, of our issuer', async () => {
    const { answer, status, body } = await logIn()
    expect([status, body.token_type]).toEqual([200, 'Bearer'])
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(body.expires_in).toBeGreaterThan(0)
    const [header, claims] = (body.access_token as string)
      .split('.')
      .slice(0, 2)
      .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()))
    expect(header).toMatchObject({ typ: 'at+jwt', alg: 'ES256' })
    expect(claims).toMatchObject({ iss: sandbox.url('/jwt'), aud: sandbox.url(''), sub: 'ada' })
    for (const method of ['GET', 'POST']) {
      const opened = await call('/jwt/whoami', { method, ...bearer(body.access_token) })
      expect([opened.status, opened.body.scheme, opened.body.principal]).toEqual([
        200,
        'jwt',
        { type: 'user', id: 'ada', client: expect.any(String), scope: 'notes:read notes:write' },
      ])
    }
  })

  it('takes every alg by its name, and a narrower scope', async () => {
    for (const alg of ['HS256', 'RS256', 'PS256', 'ES256', 'EdDSA']) {
      const { body } = await logIn({ alg })
      expect((await call('/jwt/whoami', bearer(body.access_token))).status, alg).toBe(200)
    }
    const { body } = await logIn({ scope: 'notes:read' })
    const refused = await call('/jwt/whoami', { method: 'POST', ...bearer(body.access_token) })
    expectProblem(refused, 403, 'insufficient-scope')
    expect(refused.answer.headers.get('www-authenticate')).toContain('error="insufficient_scope"')
  })

  it('POST login refuses as RFC 6749 §5.2 says, and tells what is wrong with a body', async () => {
    const { userId, password } = sandbox.credentials.jwt
    const right = { userId, password }
    for (const [init, error, says] of [
      [json('POST', { ...right, password: 'wrong' }), 'invalid_grant', /wrong/],
      [json('POST', { ...right, userId: 'nobody' }), 'invalid_grant', /wrong/],
      [json('POST', { ...right, alg: 'none' }), 'invalid_request', /alg/],
      [json('POST', { ...right, scope: 'admin' }), 'invalid_request', /scope/],
      [json('POST', { ...right, role: 'admin' }), 'invalid_request', /member/],
      [json('POST', { userId }), 'invalid_request', /password/],
      [json('POST', { ...right, userId: 7 }), 'invalid_request', /userId/],
      [json('POST', '[]'), 'invalid_request', /JSON/],
      [json('POST', '{"userId":"ada","userId":"ada","password":"x"}'), 'invalid_request', /once/],
      [json('POST', right, 'text/plain'), 'invalid_request', /json/],
      [{ method: 'POST' }, 'invalid_request', /./],
    ] as const) {
      const { status, body } = await call('/jwt/login', init)
      expect([status, body.error], JSON.stringify(init)).toEqual([400, error])
      expect(body.error_description, JSON.stringify(init)).toMatch(says)
    }
    expectProblem(await call('/jwt/login'), 405, 'method')
  })

  it('GET jwks.json is a JWK Set of public keys, and POST revoke ends a token', async () => {
    const { answer, body } = await call('/jwt/jwks.json')
    expect(answer.headers.get('content-type')).toBe('application/jwk-set+json')
    const [key] = body.keys
    expect(key).toMatchObject({ kid: expect.any(String), alg: 'ES256', kty: 'EC', crv: 'P-256', use: 'sig' })
    const token = (await logIn()).body.access_token
    const revoked = await call('/jwt/revoke', { method: 'POST', ...bearer(token) })
    expect([revoked.status, revoked.body.revoked]).toEqual([200, true])
    const refused = await call('/jwt/whoami', bearer(token))
    expectProblem(refused, 401, 'unauthorized')
    expect(refused.answer.headers.get('www-authenticate')).toBe('Bearer realm="notes", error="invalid_token"')
    expectProblem(await call('/jwt/revoke', { method: 'POST' }), 401, 'unauthorized')
    expect((await call('/jwt/whoami')).answer.headers.get('www-authenticate')).toBe('Bearer realm="notes"')
  })

  it('takes a token that somebody signs with a key of the credentials, over TLS with the https issuer only', async () => {
    const key = (sandbox.credentials.jwt.keys as Jwk[]).find(({ alg }) => alg === 'RS256') as Jwk
    const now = Math.floor(Date.now() / 1000)
    const token = (api: string) =>
      signJwt(
        JSON.stringify({ alg: 'RS256', typ: 'at+jwt', kid: key.kid }),
        JSON.stringify({
          iss: `${api}/jwt`,
          aud: api,
          sub: 'ada',
          iat: now,
          exp: now + 60,
          jti: crypto.randomUUID(),
          scope: 'notes:read',
        }),
        { alg: 'RS256', key },
      )
    expect((await call('/jwt/whoami', bearer(token(sandbox.url(''))))).status).toBe(200)
    const tls = `${lab.running.tlsOrigin}${sandbox.base}`
    expect((await call('/jwt/whoami', bearer(token(tls)))).status).toBe(401)
  })

  it('the owner lists, makes, uses and withdraws keys; nobody else does', async () => {
    const own = await lab.newSandbox()
    const keys = `${own.base}/jwt/keys`
    expectProblem(await jsonCall(lab, keys), 401, 'owner-token')
    const made = await own.owner('POST', keys, {})
    const { kid, state } = (await made.json()) as { kid: string; state: string }
    expect([made.status, state]).toEqual([201, 'published'])
    for (const [path, status] of [
      [`${keys}/${kid}/publish`, 200],
      [`${keys}/${kid}/use`, 200],
      [`${keys}/${kid}/withdraw`, 409],
      [`${keys}/nothing/use`, 404],
    ] as const)
      expect((await own.owner('POST', path)).status, path).toBe(status)
    for (const [body, status] of [
      [{ published: 'yes' }, 400],
      [{ alg: 'RS256' }, 400],
    ] as const)
      expect((await own.owner('POST', keys, body)).status).toBe(status)
    const listed = (await (await own.owner('GET', keys)).json()) as { keys: { kid: string; state: string }[] }
    expect(listed.keys.map((one) => one.state)).toEqual(['replaced', 'in use'])
  })
})

describe('hmac', () => {
  const whoami = () => `${sandbox.base}/hmac/whoami`
  const authority = () => new URL(lab.running.origin).host

  it('takes its three forms, for GET and POST, each with the key of the credentials', async () => {
    const { aws, ...key } = sandbox.credentials.hmac
    const forms = (method: string) => [
      [teachingLine({ key, method, target: whoami() })],
      awsLines({ key: aws, method, path: whoami(), authority: authority() }),
      messageSignature({
        key,
        components: [
          ['"@method"', method],
          ['"@target-uri"', `${lab.running.origin}${whoami()}`],
        ],
        parameters: usualParameters(key),
      }),
    ]
    for (const method of ['GET', 'POST'])
      for (const lines of forms(method)) {
        const { status, body } = await call('/hmac/whoami', { method, headers: fields(lines) })
        expect([status, body.scheme, body.principal.id], lines[0]).toEqual([200, 'hmac', 'ada'])
      }
  })

  it('refuses with a challenge and with what a signature has to cover', async () => {
    for (const init of [{}, bearer('x')]) {
      const refused = await call('/hmac/whoami', init)
      expectProblem(refused, 401, 'unauthorized')
      const { headers } = refused.answer
      expect(headers.get('www-authenticate')).toBe('HMAC realm="notes"')
      expect(headers.get('accept-signature')).toMatch(
        /^sig1=\("@method" "@authority" "@path" "@query"\);created;/,
      )
    }
    expectProblem(await call('/hmac/whoami', { headers: { authorization: 'HMAC' } }), 400, 'bad-request')
  })

  it('GET profile says what each form has to cover', async () => {
    const { status, body } = await call('/hmac/profile')
    expect([status, Object.keys(body)]).toEqual([200, ['teaching', 'rfc9421', 'sigv4']])
    const { region, service } = sandbox.credentials.hmac.aws
    expect(body.sigv4).toMatchObject({ region, service, maxAge: 900 })
    expectProblem(await call('/hmac/profile', { method: 'POST' }), 405, 'method')
  })
})

describe('oauth1', () => {
  const signed = (path: string, more: Partial<Parameters<typeof signOAuth>[0]> = {}, method = 'POST') => {
    const { client } = sandbox.credentials.oauth1
    const { pairs } = signOAuth({ method, url: sandbox.url(`/oauth1/${path}`), client, ...more })
    return fetch(sandbox.url(`/oauth1/${path}`), { method, headers: fields([oauthLine(pairs)]) })
  }
  const formOf = async (answer: Response) => new URLSearchParams(await answer.text())

  it('POST initiate answers in a form, and authorize shows one HTML form that posts to its own address', async () => {
    const answer = await signed('initiate', {
      oauth: { oauth_callback: sandbox.url('/oauth1/client/callback') },
    })
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      200,
      'application/x-www-form-urlencoded',
    ])
    const form = await formOf(answer)
    const page = await fetch(sandbox.url(`/oauth1/authorize?oauth_token=${form.get('oauth_token')}`))
    const text = await page.text()
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
    expect([...text.matchAll(/<form\b/g)].length).toBe(1)
    expect(text).toContain(`<form method="post" action="${sandbox.base}/oauth1/authorize">`)
    for (const name of ['userId', 'password', 'oauth_token']) expect(text).toContain(`name="${name}"`)
    const { userId, password } = sandbox.credentials.oauth1.resourceOwner
    const logged = await fetch(page.url.split('?')[0] ?? '', {
      method: 'POST',
      body: new URLSearchParams({ oauth_token: form.get('oauth_token') ?? '', userId, password }),
    })
    const consent = await logged.text()
    expect(logged.headers.get('set-cookie')).toMatch(new RegExp(`; Path=${sandbox.base}/oauth1(;|$)`))
    expect(logged.headers.get('set-cookie')).toMatch(/; HttpOnly/)
    for (const part of [
      'name="scope" value="notes:read"',
      'name="decision" value="approve"',
      'name="decision" value="deny"',
    ])
      expect(consent).toContain(part)
  })

  it('whoami and token refuse in a form, with the challenge', async () => {
    for (const [path, method] of [
      ['whoami', 'GET'],
      ['whoami', 'POST'],
      ['token', 'POST'],
    ] as const)
      for (const token of [undefined, { token: 'A'.repeat(32), secret: 'x' }]) {
        const answer = await signed(path, token ? { token } : {}, method)
        expect(answer.status, path).toBe(token ? 401 : 400)
        expect(answer.headers.get('content-type')).toBe('application/x-www-form-urlencoded')
        expect((await formOf(answer)).get('oauth_problem')).toBe(
          token ? 'signature_invalid' : 'parameter_rejected',
        )
        expect(answer.headers.get('www-authenticate')).toBe(
          token ? `OAuth realm="Notes at ${sandbox.base}/oauth1"` : null,
        )
      }
  })

  it('what is not there, and what it is not asked for, is a page or a problem with its own status', async () => {
    const lost = await fetch(sandbox.url('/oauth1/authorize?oauth_token=gone'))
    expect([lost.status, lost.headers.get('content-type')]).toEqual([400, 'text/html; charset=utf-8'])
    for (const path of [
      '/oauth1/client/begin',
      '/oauth1/client/callback',
      '/oauth1/client/callback?oauth_token=x&oauth_verifier=y',
    ]) {
      const page = await fetch(sandbox.url(path), { redirect: 'manual' })
      expect([page.status, page.headers.get('content-type')], path).toEqual([400, 'text/html; charset=utf-8'])
    }
    for (const path of ['initiate', 'token', 'revoke'])
      expectProblem(await call(`/oauth1/${path}`), 405, 'method')
    expectProblem(await call('/oauth1/revoke', { method: 'POST' }), 401, 'owner-token')
    for (const [body, status] of [
      [{ oauth_token: 'gone' }, 404],
      [{ oauth_token: 7 }, 400],
      [{ token: 'gone' }, 400],
    ] as const)
      expect((await sandbox.owner('POST', `${sandbox.base}/oauth1/revoke`, body)).status).toBe(status)
  })
})

describe('a world without a check', () => {
  it('has the same endpoints, its own issuer, and says so in every answer', async () => {
    for (const [without, path] of [
      ['jwt.signature-matches', '/jwt/whoami'],
      ['hmac.signature-matches', '/hmac/whoami'],
      ['oauth1.nonce-unused', '/oauth1/whoami'],
    ] as const) {
      const { answer } = await lab
        .call(`${sandbox.base}/without/${without}${path}`)
        .then((response) => ({ answer: response }))
      expect([answer.status, answer.headers.get('lockstep-without')]).toEqual([401, without])
    }
    const { userId, password } = sandbox.credentials.jwt
    const made = await call('/without/jwt.not-revoked/jwt/login', json('POST', { userId, password }))
    const claims = JSON.parse(Buffer.from(made.body.access_token.split('.')[1], 'base64url').toString())
    expect(claims.iss).toBe(sandbox.url('/without/jwt.not-revoked/jwt'))
    expect((await call('/jwt/whoami', bearer(made.body.access_token))).status).toBe(401)
    for (const unknown of ['jwt.key-known', 'jwt.nothing', 'hmac.jwt', 'oauth1.client-known'])
      expect((await call(`/without/${unknown}/jwt/whoami`)).status, unknown).toBe(404)
  })
})
