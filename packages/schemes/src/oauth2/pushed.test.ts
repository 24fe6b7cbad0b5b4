import { base64, base64url } from '@lockstep/crypto/base64'
import { type FieldLine, octets } from '@lockstep/http/message'
import { describe, expect, it, test } from 'vitest'
import type { Exchange } from '../scheme.ts'
import { answerField, failedCheck } from '../testing/lab.ts'
import {
  bodyOf,
  endedAt,
  FrontLab,
  logInWith,
  membersOf,
  type Parameters,
  realBase,
  twin,
  verifier,
} from '../testing/oauth2-front.ts'
import { findPushedRequest } from './authorization/pushed-requests.ts'
import { hashOf, keepClient } from './clients/clients.ts'
import { dpopProof } from './credentials/dpop-proof.ts'
import { jktOf } from './tokens/dpop.ts'
import { dpopNonce } from './tokens/dpop-nonce.ts'

const jsonOf = (exchange: Exchange) => JSON.parse(bodyOf(exchange))

function push(lab: FrontLab, wanted: Parameters = {}, base = realBase, headers: readonly FieldLine[] = []) {
  return lab.postForm('par', lab.asked(wanted), { base, headers })
}

async function pushed(lab: FrontLab, wanted: Parameters = {}, base = realBase): Promise<string> {
  return jsonOf(await push(lab, wanted, base)).request_uri
}

const follow = (lab: FrontLab, request_uri: string, client_id = 'reader', base = realBase) =>
  lab.browser(base).visit(
    lab.address(
      [
        ['client_id', client_id],
        ['request_uri', request_uri],
      ],
      base,
    ),
  )

const basic = (lab: FrontLab, id: string, secret = lab.secretOf(id)): FieldLine => [
  'Authorization',
  `Basic ${base64.encode(octets(`${id}:${secret}`))}`,
]

describe('OA2-52: pushed authorization requests', () => {
  it('gives a reference, once and for a minute: 201, no-store', async () => {
    const lab = new FrontLab()
    const answer = await push(lab)
    expect(answer.response.status).toBe(201)
    expect(jsonOf(answer)).toEqual({
      request_uri: expect.stringMatching(/^urn:ietf:params:oauth:request_uri:[A-Za-z0-9_-]{43}$/),
      expires_in: 60,
    })
    expect(answerField(answer, 'cache-control')).toBe('no-store')
    expect(answer.verdict).toMatchObject({ endpoint: 'pushed-authorization', outcome: 'accepted' })
    expect(JSON.stringify(answer.verdict)).not.toContain(jsonOf(answer).request_uri)
  })

  it('is followed to a code, by the client_id and the reference alone', async () => {
    const lab = new FrontLab()
    const request_uri = await pushed(lab, { state: 'pushed' })
    const browser = lab.browser()
    const page = await browser.visit(
      lab.address([
        ['client_id', 'reader'],
        ['request_uri', request_uri],
        ['scope', 'notes:write'],
        ['state', 'other'],
        ['redirect_uri', 'https://evil.test/'],
      ]),
    )
    expect(page.verdict).toMatchObject({ branch: 'reference', outcome: 'interaction', asked: 'log-in' })
    lab.clock += 120_000
    const consent = await logInWith(browser, lab.ada)
    expect(consent.verdict, 'the page outlives the reference').toMatchObject({
      branch: 'reference',
      outcome: 'accepted',
    })
    const back = await browser.submit([['decision', 'approve']])
    expect(membersOf(back)).toMatchObject({ state: 'pushed', code: expect.any(String) })
    expect(answerField(back, 'location')).toContain('http://localhost:9999/callback?')
    expect(back.verdict?.principal?.scope).toBe('notes:read notes:write')
    const tokens = await lab.postForm('token', [
      ['grant_type', 'authorization_code'],
      ['client_id', 'reader'],
      ['code', membersOf(back).code ?? ''],
      ['redirect_uri', lab.redirectUri],
      ['code_verifier', verifier],
    ])
    expect(tokens.response.status).toBe(200)
  })

  it('takes a confidential client by its registered method, and names it', async () => {
    const lab = new FrontLab()
    const client_id = 'reader-confidential'
    const answer = await push(lab, { client_id }, realBase, [basic(lab, client_id)])
    expect(answer.response.status).toBe(201)
    expect(answer.verdict?.principal).toMatchObject({ type: 'client', id: client_id })
    const unnamed = await push(lab, { client_id: undefined }, realBase, [basic(lab, client_id)])
    expect(unnamed.response.status).toBe(201)
    const { request_uri } = jsonOf(unnamed)
    const row = await findPushedRequest(lab.server(), { slug: 'oauth2' }, request_uri)
    expect(row?.read.request.client_id).toBe(client_id)
    expect(
      await findPushedRequest(lab.server(), { slug: 'oidc' }, request_uri),
      'the other door',
    ).toBeUndefined()
    const page = await follow(lab, request_uri, client_id)
    expect(page.verdict?.asked).toBe('log-in')
    expect(bodyOf(page)).toContain('Reader confidential')
  })

  test('client-authenticated: 401 with a challenge', async () => {
    const lab = new FrontLab()
    const client_id = 'reader-confidential'
    for (const answer of [
      await push(lab, { client_id }),
      await push(lab, { client_id }, realBase, [basic(lab, client_id, 'x')]),
      await push(lab, { client_id: 'nobody' }),
      await push(lab, { client_id: 'reader' }, realBase, [basic(lab, client_id)]),
    ]) {
      expect(failedCheck(answer)).toBe('client-authenticated')
      expect(answer.response.status).toBe(401)
      expect(answerField(answer, 'www-authenticate')).toMatch(/^Basic realm="/)
      expect(jsonOf(answer).error).toBe('invalid_client')
    }
    const base = twin('client-authenticated')
    expect((await push(lab, { client_id }, base)).response.status).toBe(201)
    const nobody = await push(lab, { client_id: 'nobody' }, base)
    expect(failedCheck(nobody)).toBe('client-known')
    expect(nobody.response.status).toBe(400)
  })

  test('ten wrong secrets a minute, and then no more: 429', async () => {
    const lab = new FrontLab()
    const client_id = 'reader-confidential'
    const wrong = () => push(lab, { client_id }, realBase, [basic(lab, client_id, 'x')])
    for (let i = 0; i < 10; i++) expect((await wrong()).response.status).toBe(401)
    expect((await wrong()).response.status).toBe(429)
  })

  test('no-request-uri-inside: invalid_request', async () => {
    const lab = new FrontLab()
    for (const request_uri of ['https://evil.test/', await pushed(lab)]) {
      const answer = await push(lab, { request_uri })
      expect(endedAt(answer, 'no-request-uri-inside')).toBe(true)
      expect(answer.response.status).toBe(400)
    }
    const weak = await push(lab, { request_uri: await pushed(lab) }, twin('no-request-uri-inside'))
    expect(weak.response.status).toBe(201)
  })

  test.each([
    ['redirect-uri-registered', 'invalid_request', { redirect_uri: 'https://evil.test/' }],
    ['redirect-uri-registered', 'invalid_request', { redirect_uri: undefined }],
    ['pushed-when-required', 'request_not_supported', { request: 'eyJ.e30.' }],
    ['response-type-supported', 'unsupported_response_type', { response_type: 'token' }],
    ['response-type-supported', 'invalid_request', { response_mode: 'x' }],
    ['code-challenge-present', 'invalid_request', { code_challenge: undefined }],
    ['code-challenge-method-is-s256', 'invalid_request', { code_challenge_method: 'plain' }],
    ['scope-known', 'invalid_scope', { scope: 'admin' }],
    ['scope-known', 'invalid_target', { resource: 'https://evil.test/' }],
  ] satisfies [string, string, Parameters][])('%s: 400 %s, as JSON', async (check, error, wanted) => {
    const answer = await push(new FrontLab(), wanted)
    expect(endedAt(answer, check)).toBe(true)
    expect(answer.response.status).toBe(400)
    expect(answerField(answer, 'content-type')).toBe('application/json')
    expect(jsonOf(answer)).toEqual({ error, error_description: expect.any(String) })
  })

  test('grant-allowed-to-client and parameters-unique as well', async () => {
    const lab = new FrontLab()
    const other = await lab.postForm('par', lab.asked({ client_id: 'kiosk', redirect_uri: undefined }))
    expect(failedCheck(other)).toBe('redirect-uri-registered')
    const client_id = 'aaaaaaaaaaaaaaaaaaaaaa'
    await keepClient(lab.server(), {
      client_id,
      client_name: 'Another',
      redirect_uris: ['http://localhost/callback'],
      grant_types: [],
      response_types: [],
      token_endpoint_auth_method: 'none',
      scope: 'notes:read notes:write',
      access_token_format: 'opaque',
    })
    const none = await push(lab, { client_id })
    expect(endedAt(none, 'grant-allowed-to-client')).toBe(true)
    expect(jsonOf(none).error).toBe('unauthorized_client')
    const twice = await lab.postForm('par', [...lab.asked(), ['state', 'b']])
    expect(endedAt(twice, 'parameters-unique')).toBe(true)
    expect(jsonOf(twice).error).toBe('invalid_request')
  })

  test('parameters-unique: what proves the client comes once as well', async () => {
    const lab = new FrontLab()
    const client_id = 'bbbbbbbbbbbbbbbbbbbbbb'
    await keepClient(lab.server(), {
      client_id,
      client_name: 'Another',
      redirect_uris: ['http://localhost/callback'],
      grant_types: ['authorization_code'],
      response_types: ['code'],
      token_endpoint_auth_method: 'client_secret_post',
      secretHash: hashOf('a secret'),
      scope: 'notes:read notes:write',
      access_token_format: 'opaque',
    })
    const secret = ['client_secret', 'a secret'] as const
    const once = await lab.postForm('par', [...lab.asked({ client_id }), secret])
    expect(once.response.status).toBe(201)
    const twice = await lab.postForm('par', [
      ...lab.asked({ client_id }),
      secret,
      ['client_secret', 'another'],
    ])
    expect(endedAt(twice, 'parameters-unique')).toBe(true)
    expect([twice.response.status, jsonOf(twice).error]).toEqual([400, 'invalid_request'])
  })

  test('a body that is no form: 400', async () => {
    const lab = new FrontLab()
    const answer = await lab.get('/oauth2/par', [['Content-Type', 'application/json']], 'POST', '{}')
    expect(answer.response.status).toBe(400)
    expect(jsonOf(answer)).toEqual({
      error: 'invalid_request',
      error_description: 'the media type application/json',
    })
  })

  test('GET: 405', async () => {
    const answer = await new FrontLab().get('/oauth2/par')
    expect(answer.response.status).toBe(405)
    expect(answerField(answer, 'allow')).toBe('POST')
  })

  test('a client that has to push can, and only so', async () => {
    const lab = new FrontLab()
    const client_id = 'aaaaaaaaaaaaaaaaaaaaaa'
    await keepClient(lab.server(), {
      client_id,
      client_name: 'Another',
      redirect_uris: ['http://localhost/callback'],
      grant_types: ['authorization_code'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
      scope: 'notes:read notes:write',
      access_token_format: 'opaque',
      require_pushed_authorization_requests: true,
    })
    expect(failedCheck(await lab.ask({ client_id }))).toBe('pushed-when-required')
    expect((await follow(lab, await pushed(lab, { client_id }), client_id)).verdict?.asked).toBe('log-in')
  })
})

describe('OA2-52: the reference', () => {
  function refused(page: Exchange, check: string) {
    expect(failedCheck(page)).toBe(check)
    expect(endedAt(page, check)).toBe(true)
    expect(page.verdict?.branch).toBe('reference')
    expect(page.response.status).toBe(400)
    expect(answerField(page, 'location')).toBeUndefined()
    expect(bodyOf(page)).toContain('invalid_request_uri')
  }

  test('request-uri-known', async () => {
    const lab = new FrontLab()
    const prefix = 'urn:ietf:params:oauth:request_uri:'
    for (const request_uri of [prefix, `${prefix}x`, `${prefix}${'A'.repeat(43)}`, `${prefix}../x`])
      refused(await follow(lab, request_uri), 'request-uri-known')
    const elsewhere = await pushed(lab, {}, twin('scope-known'))
    refused(await follow(lab, elsewhere), 'request-uri-known')
  })

  test('request-uri-not-expired', async () => {
    const lab = new FrontLab()
    const [one, other] = [await pushed(lab), await pushed(lab)]
    lab.clock += 59_999
    expect((await follow(lab, one)).verdict?.asked).toBe('log-in')
    lab.clock += 1
    refused(await follow(lab, other), 'request-uri-not-expired')
    const base = twin('request-uri-not-expired')
    const weak = await pushed(lab, {}, base)
    lab.clock += 60_000
    expect((await follow(lab, weak, 'reader', base)).verdict?.asked).toBe('log-in')
  })

  test('request-uri-issued-to-client, and another client does not spend it', async () => {
    const lab = new FrontLab()
    const request_uri = await pushed(lab)
    refused(await follow(lab, request_uri, 'game'), 'request-uri-issued-to-client')
    refused(await follow(lab, request_uri, ''), 'request-uri-issued-to-client')
    expect((await follow(lab, request_uri)).verdict?.asked).toBe('log-in')
  })

  test('request-uri-issued-to-client: without it the page says another name', async () => {
    const lab = new FrontLab()
    const base = twin('request-uri-issued-to-client')
    const client_id = 'clipper'
    const asked = await push(lab, { client_id }, base, [basic(lab, client_id)])
    const browser = lab.browser(base)
    await browser.visit(
      lab.address(
        [
          ['client_id', 'reader'],
          ['request_uri', jsonOf(asked).request_uri],
        ],
        base,
      ),
    )
    const page = await logInWith(browser, lab.ada)
    expect(bodyOf(page)).toContain('Reader asks for your consent')
    expect(page.verdict?.principal?.client).toBe('clipper')
    expect((await browser.submit([['decision', 'approve']])).verdict?.principal?.client).toBe('clipper')
  })

  test('request-uri-unused, of any number at once', async () => {
    const lab = new FrontLab()
    const request_uri = await pushed(lab)
    const all = await Promise.all(Array.from({ length: 10 }, () => follow(lab, request_uri)))
    expect(all.filter(({ response }) => response.status === 200)).toHaveLength(1)
    refused(await follow(lab, request_uri), 'request-uri-unused')
    const base = twin('request-uri-unused')
    const weak = await pushed(lab, {}, base)
    for (let i = 0; i < 2; i++)
      expect((await follow(lab, weak, 'reader', base)).verdict?.asked).toBe('log-in')
  })
})

describe('a pushed request with a DPoP proof (RFC 9449 §10.1)', () => {
  async function proven(lab: FrontLab, wanted: Parameters = {}, nonce = dpopNonce(lab.server())) {
    const key = await lab.server().keyPair('oauth2/test', 'p-256')
    const claims = {
      jti: base64url.encode(lab.installation.random(16)),
      htm: 'POST',
      htu: `${lab.issuer()}/oauth2/par`,
      iat: Math.floor(lab.clock / 1000),
      nonce,
    }
    const { proof } = await dpopProof(claims, key)
    const jkt = jktOf(key.publicJwk as Readonly<Record<string, unknown>>)
    return {
      jkt,
      answer: (more: Parameters = {}) => push(lab, { ...wanted, ...more }, realBase, [['DPoP', proof]]),
    }
  }

  it('binds the code to the key of the proof', async () => {
    const lab = new FrontLab()
    const { answer, jkt } = await proven(lab)
    const pushedOne = await answer()
    expect(pushedOne.response.status).toBe(201)
    expect(answerField(pushedOne, 'dpop-nonce')).toBe(dpopNonce(lab.server()))
    const row = await findPushedRequest(lab.server(), { slug: 'oauth2' }, jsonOf(pushedOne).request_uri)
    expect(row?.read.request.dpop_jkt).toBe(jkt)
    const both = await proven(lab)
    expect((await both.answer({ dpop_jkt: jkt })).response.status).toBe(201)
  })

  it('refuses a proof that does not hold, or that is by another key than is named', async () => {
    const lab = new FrontLab()
    const stale = await (await proven(lab, {}, 'stale')).answer()
    expect(stale.response.status).toBe(400)
    expect(jsonOf(stale).error).toBe('use_dpop_nonce')
    expect(answerField(stale, 'dpop-nonce')).toBe(dpopNonce(lab.server()))
    const other = await (await proven(lab)).answer({ dpop_jkt: 'x'.repeat(43) })
    expect(jsonOf(other).error).toBe('invalid_dpop_proof')
    const once = await proven(lab)
    expect((await once.answer()).response.status).toBe(201)
    expect(jsonOf(await once.answer()).error).toBe('invalid_dpop_proof')
  })
})
