import { base64 } from '@lockstep/crypto/base64'
import { sha256 } from '@lockstep/crypto/digest'
import { formMediaType } from '@lockstep/http/form-urlencoded'
import { octets, request } from '@lockstep/http/message'
import { describe, expect, it, test } from 'vitest'
import type { Exchange } from '../scheme.ts'
import { answerField, failedCheck } from '../testing/lab.ts'
import {
  bodyOf,
  challenge,
  endedAt,
  FrontLab,
  logInWith,
  membersOf,
  type Parameters,
  realBase,
  twin,
  verifier,
} from '../testing/oauth2-front.ts'
import type { UserAgent } from '../user-agent.ts'
import { firstVisit } from './authorization/authorization-visit.ts'
import { consentCovers } from './authorization/consents.ts'
import { findInteraction } from './authorization/interactions.ts'
import type { OAuthClient } from './clients/client-metadata.ts'
import { keepClient } from './clients/clients.ts'

const issuer = 'http://localhost:8787/s/lab'
const shownPage = (exchange: Exchange) => {
  expect(exchange.response.status).toBe(400)
  expect(answerField(exchange, 'location')).toBeUndefined()
  expect(answerField(exchange, 'content-type')).toBe('text/html; charset=utf-8')
}

/** Redirected with this error, at this check, all earlier ones passed. */
function expectError(exchange: Exchange, check: string, error: string): void {
  expect(failedCheck(exchange)).toBe(check)
  expect(endedAt(exchange, check)).toBe(true)
  expect(exchange.response.status).toBe(303)
  const members = membersOf(exchange)
  expect(members).toEqual({ error, error_description: expect.any(String), state: 'a state', iss: issuer })
  // OA2-36: RFC 6749 §4.1.2.1.
  expect(members.error_description).toMatch(/^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/)
}

describe('the flow', () => {
  it('asks who it is, then for a decision, and sends a code back', async () => {
    const lab = new FrontLab()
    const browser = lab.browser()
    const first = await lab.ask({}, { browser })
    expect(first.response.status).toBe(200)
    expect(first.verdict).toMatchObject({
      endpoint: 'authorize',
      branch: 'parameters',
      outcome: 'interaction',
    })
    expect(first.verdict?.asked).toBe('log-in')
    expect(first.verdict?.checks.at(-1)).toMatchObject({
      id: 'resource-owner-authenticated',
      outcome: 'not-reached',
    })
    const second = await logInWith(browser, lab.ada)
    expect(second.response.status).toBe(200)
    expect(second.verdict).toMatchObject({ endpoint: 'authorize', outcome: 'accepted' })
    expect(second.verdict?.checks.every(({ outcome }) => outcome === 'passed')).toBe(true)
    const third = await browser.submit([['decision', 'approve']])
    expect(third.verdict).toMatchObject({
      endpoint: 'decision',
      outcome: 'accepted',
      principal: { type: 'user', id: 'ada', client: 'reader', scope: 'notes:read notes:write' },
    })
    expect(third.response.status).toBe(303)
    expect(membersOf(third)).toEqual({
      code: expect.stringMatching(/^\S{43}$/),
      state: 'a state',
      iss: issuer,
    })
    expect(JSON.stringify(third.verdict)).not.toContain(membersOf(third).code)
  })

  it('knows who is logged in, and asks for the decision each time', async () => {
    const lab = new FrontLab()
    const browser = await lab.atConsent()
    await browser.submit([['decision', 'approve']])
    const again = await lab.ask({}, { browser })
    expect(again.verdict).toMatchObject({ endpoint: 'authorize', outcome: 'accepted' })
    expect(bodyOf(again)).toContain('value="approve"')
    expect((await lab.ask()).verdict?.asked, 'and only in this user agent').toBe('log-in')
  })

  it('gives a code that the token endpoint takes', async () => {
    const lab = new FrontLab()
    const { code = '' } = membersOf(await lab.decided())
    const answer = await lab.postForm('token', [
      ['grant_type', 'authorization_code'],
      ['client_id', 'reader'],
      ['code', code],
      ['redirect_uri', lab.redirectUri],
      ['code_verifier', verifier],
    ])
    expect(answer.response.status).toBe(200)
    expect(JSON.parse(bodyOf(answer))).toMatchObject({ token_type: 'Bearer' })
  })

  it('gives what was ticked and no more', async () => {
    const lab = new FrontLab()
    const browser = await lab.atConsent()
    const one = await browser.submit(
      [
        ['scope', 'notes:read'],
        ['scope', 'admin'],
        ['decision', 'approve'],
      ],
      { without: ['scope'] },
    )
    expect(one.verdict?.principal?.scope).toBe('notes:read')
    const none = await (await lab.atConsent()).submit([['decision', 'approve']], { without: ['scope'] })
    expect(none.response.status).toBe(200)
    expect(none.verdict).toMatchObject({ outcome: 'interaction', asked: 'consent' })
    expect(bodyOf(none)).toContain('Tick at least one box')
  })

  it('remembers what was consented to', async () => {
    const lab = new FrontLab()
    await lab.decided({ scope: 'notes:read' })
    expect(await consentCovers(lab.server(), 'ada', 'reader', 'notes:read')).toBe(true)
    expect(await consentCovers(lab.server(), 'ada', 'reader', 'notes:read notes:write')).toBe(false)
    expect(await consentCovers(lab.server(), 'mallory', 'reader', 'notes:read')).toBe(false)
    expect(await consentCovers(lab.server(), 'ada', 'game', 'notes:read')).toBe(false)
    await lab.decided({ scope: 'notes:write' })
    expect(await consentCovers(lab.server(), 'ada', 'reader', 'notes:read notes:write')).toBe(true)
    lab.ahead = 14 * 24 * 3_600_000
    expect(await consentCovers(lab.server(), 'ada', 'reader', 'notes:read')).toBe(false)
  })
})

describe('OA2-01 and OA2-02: nobody is sent to an address that was not registered, or for an unknown client', () => {
  test.each([
    ['client-known', { client_id: undefined }],
    ['client-known', { client_id: 'nobody' }],
    ['client-known', { client_id: '../reader' }],
    ['redirect-uri-registered', { redirect_uri: undefined }],
    ['redirect-uri-registered', { redirect_uri: 'http://localhost:9999/callback/' }],
    ['redirect-uri-registered', { redirect_uri: 'https://evil.test/callback' }],
  ] satisfies [string, Parameters][])('%s: %j', async (check, wanted) => {
    const page = await new FrontLab().ask(wanted)
    expect(failedCheck(page)).toBe(check)
    expect(endedAt(page, check)).toBe(true)
    shownPage(page)
    expect(bodyOf(page)).toContain('invalid_request')
  })

  it('has the redirect URI of a client that registered one, where it is not named', async () => {
    const lab = new FrontLab()
    const client_id = 'aaaaaaaaaaaaaaaaaaaaaa'
    await keepClient(
      lab.server(),
      registered(client_id, { redirect_uris: ['http://localhost:5000/back?x=1'] }),
    )
    const back = await lab.decided({ client_id, redirect_uri: undefined })
    expect(answerField(back, 'location')).toMatch(/^http:\/\/localhost:5000\/back\?x=1&code=/)
  })

  it('does so without the check, but never to another host', async () => {
    const lab = new FrontLab()
    const base = twin('redirect-uri-registered')
    const near = await lab.decided({ redirect_uri: 'http://localhost:9999/other' }, base)
    expect(answerField(near, 'location')).toMatch(/^http:\/\/localhost:9999\/other\?code=/)
    const far = await lab.decided({ redirect_uri: 'https://evil.test/callback' }, base)
    expect(far.response.status).toBe(200)
    expect(answerField(far, 'location')).toBeUndefined()
    expect(bodyOf(far)).toContain('id="held-target">https://evil.test/callback?code=')
    for (const redirect_uri of ['', 'javascript:alert(1)', 'nonsense'])
      expect((await lab.decided({ redirect_uri }, base)).response.status).toBe(200)
  })
})

describe('OA2-03 and OA2-13: any other error goes back with state and iss', () => {
  const cases: [check: string, error: string, Parameters][] = [
    ['response-type-supported', 'invalid_request', { response_type: undefined }],
    ['response-type-supported', 'invalid_request', { response_type: '' }],
    ['response-type-supported', 'unsupported_response_type', { response_type: 'id_token' }],
    ['response-type-supported', 'unsupported_response_type', { response_type: 'code code' }],
    [
      'code-challenge-present',
      'invalid_request',
      { code_challenge: undefined, code_challenge_method: undefined },
    ],
    ['code-challenge-present', 'invalid_request', { code_challenge: '' }],
    ['code-challenge-method-is-s256', 'invalid_request', { code_challenge_method: undefined }],
    ['code-challenge-method-is-s256', 'invalid_request', { code_challenge_method: 'plain' }],
    ['code-challenge-method-is-s256', 'invalid_request', { code_challenge_method: 's256' }],
    ['code-challenge-method-is-s256', 'invalid_request', { code_challenge: challenge.slice(1) }],
    ['code-challenge-method-is-s256', 'invalid_request', { code_challenge: `${challenge.slice(1)}=` }],
    ['scope-known', 'invalid_scope', { scope: 'notes:read admin' }],
    ['scope-known', 'invalid_scope', { scope: 'openid' }],
    ['scope-known', 'invalid_scope', { scope: 'notes:Read' }],
    ['scope-known', 'invalid_target', { resource: 'https://evil.test/' }],
  ]
  test.each(cases)('%s: %s for %j', async (check, error, wanted) => {
    expectError(await new FrontLab().ask(wanted), check, error)
  })

  test('a token in the answer, which belongs to the fragment: unsupported_response_type there', async () => {
    const answer = await new FrontLab().ask({ response_type: 'token' })
    expect(endedAt(answer, 'response-type-supported')).toBe(true)
    expect(membersOf(answer, 'hash')).toMatchObject({ error: 'unsupported_response_type', iss: issuer })
    expect(membersOf(answer)).toEqual({})
  })

  test('a client that has no such grant: unauthorized_client', async () => {
    const lab = new FrontLab()
    const client_id = 'aaaaaaaaaaaaaaaaaaaaaa'
    await keepClient(lab.server(), registered(client_id, { grant_types: ['client_credentials'] }))
    expectError(await lab.ask({ client_id }), 'grant-allowed-to-client', 'unauthorized_client')
    // The twin has its own registrations.
    const base = twin('grant-allowed-to-client')
    await keepClient(lab.server(`${base}/`), registered(client_id, { grant_types: ['client_credentials'] }))
    expect((await lab.ask({ client_id }, { base })).verdict?.asked).toBe('log-in')
  })

  test('a no: access_denied, and the page is gone', async () => {
    const lab = new FrontLab()
    const browser = await lab.atConsent()
    const page = browser.page
    const no = await browser.submit([['decision', 'deny']])
    expect(failedCheck(no)).toBe('consent-given')
    expect(no.response.status).toBe(303)
    expect(membersOf(no)).toEqual({
      error: 'access_denied',
      error_description: 'The resource owner said no.',
      state: 'a state',
      iss: issuer,
    })
    expect(page).toBeDefined()
  })

  test('no state where none was sent', async () => {
    const answer = await new FrontLab().ask({ state: undefined, scope: 'x' })
    expect(Object.keys(membersOf(answer))).toEqual(['error', 'error_description', 'iss'])
    expect(membersOf(await new FrontLab().decided({ state: '' }))).not.toHaveProperty('state')
  })

  test('a state of any letters comes back as it was', async () => {
    for (const state of ['a b+c&d=e%20', 'é\u{1f511}', '"><script>', 'x'.repeat(400)])
      expect(membersOf(await new FrontLab().decided({ state })).state).toBe(state)
  })

  test('OA2-13: iss is the issuer of the world that answers', async () => {
    const lab = new FrontLab()
    expect(membersOf(await lab.decided()).iss).toBe(issuer)
    const base = twin('scope-known')
    expect(membersOf(await lab.decided({}, base)).iss).toBe(`http://localhost:8787${base}`)
  })
})

describe('OA2-04: parameters', () => {
  it('ignores what it does not know, however often it comes', async () => {
    const more = [
      ['foo', 'bar'],
      ['foo', 'baz'],
      ['prompt', 'none'],
      ['max_age', 'never'],
    ] as const
    expect((await new FrontLab().ask({}, { more })).verdict?.asked).toBe('log-in')
  })

  it('takes an empty one for none', async () => {
    const lab = new FrontLab()
    expect((await lab.ask({ scope: '', request: '', request_uri: '' })).verdict?.asked).toBe('log-in')
    expect((await lab.ask({}, { more: [['scope', '']] })).verdict?.asked).toBe('log-in')
  })

  test.each(['state', 'scope', 'response_type', 'code_challenge', 'response_mode', 'nonce'])(
    'goes back with invalid_request where %s comes twice',
    async (name) => {
      const lab = new FrontLab()
      const value = Object.fromEntries(lab.asked())[name] ?? 'query'
      const twice = await lab.ask({ [name]: value }, { more: [[name, value]] })
      if (name === 'response_mode') shownPage(twice)
      else expectError(twice, 'parameters-unique', 'invalid_request')
      expect(failedCheck(twice)).toBe('parameters-unique')
      const base = twin('parameters-unique')
      expect((await lab.ask({ [name]: value }, { base, more: [[name, value]] })).verdict?.asked).toBe(
        'log-in',
      )
    },
  )

  test.each(['client_id', 'redirect_uri'])('stops with a page where %s comes twice', async (name) => {
    const lab = new FrontLab()
    const value = Object.fromEntries(lab.asked())[name] ?? ''
    for (const second of [value, 'https://evil.test/']) {
      const twice = await lab.ask({}, { more: [[name, second]] })
      expect(failedCheck(twice)).toBe('parameters-unique')
      shownPage(twice)
    }
  })

  it('takes several resources of this server (RFC 8707), and none of another', async () => {
    const lab = new FrontLab()
    const more = [
      ['resource', `${issuer}/oauth2`],
      ['resource', `${issuer}/oidc`],
    ] as const
    expect((await lab.ask({}, { more })).verdict?.asked).toBe('log-in')
    const wrong = await lab.ask({}, { more: [...more, ['resource', `${issuer}.evil.test/`]] })
    expectError(wrong, 'scope-known', 'invalid_target')
  })

  it('has a default scope: what the client may ask for', async () => {
    const decided = await new FrontLab().decided({ scope: undefined })
    expect(decided.verdict?.principal?.scope).toBe('notes:read notes:write')
  })

  it('stops with a page at what it cannot read, or what is too long', async () => {
    const lab = new FrontLab()
    for (const query of ['%ff=1', 'state=%ff', `state=${'x'.repeat(20_000)}`]) {
      const page = await lab.get(`/oauth2/authorize?${lab.address(lab.asked()).split('?')[1]}&${query}`)
      expect(failedCheck(page)).toBe('client-known')
      shownPage(page)
    }
  })
})

test('OA2-05: GET and POST ask alike, and the query of a POST counts for nothing', async () => {
  const lab = new FrontLab()
  const asked = await lab.postForm('authorize', lab.asked())
  expect(asked.response.status).toBe(200)
  expect(asked.verdict?.asked).toBe('log-in')
  expectError(await lab.postForm('authorize', lab.asked({ scope: 'x' })), 'scope-known', 'invalid_scope')
  const inQuery = await lab.send(
    request('POST', lab.address(lab.asked()), [['Content-Type', formMediaType]], octets('')),
  )
  expect(failedCheck(inQuery)).toBe('client-known')
  const asJson = await lab.send(
    request('POST', `${realBase}/oauth2/authorize`, [['Content-Type', 'application/json']], '{}'),
  )
  expect(asJson.response.status).toBe(400)
})

test('OA2-06: no page and no redirect is for scripts of another origin', async () => {
  const lab = new FrontLab()
  const origin = [['Origin', 'https://evil.test']] as const
  for (const wanted of [{}, { scope: 'x' }, { client_id: 'x' }]) {
    const answer = await lab.get(lab.address(lab.asked(wanted)).slice(realBase.length), origin)
    expect(answerField(answer, 'access-control-allow-origin')).toBeUndefined()
    // By this the platform leaves its own CORS fields out.
    expect(answerField(answer, 'content-type')).toBe('text/html; charset=utf-8')
  }
})

test('OA2-07: each form leads on with 303, and the log-in with a page', async () => {
  const lab = new FrontLab()
  const browser = lab.browser()
  await lab.ask({}, { browser })
  expect((await logInWith(browser, lab.ada)).response.status).toBe(200)
  expect((await browser.submit([['decision', 'approve']])).response.status).toBe(303)
  expect((await lab.decided({}, realBase, 'deny')).response.status).toBe(303)
})

test('OA2-08: only this origin frames the pages', async () => {
  const lab = new FrontLab()
  const browser = lab.browser()
  const pages = [
    await lab.ask({}, { browser }),
    await logInWith(browser, lab.ada),
    await browser.submit([
      ['decision', 'approve'],
      ['pageSecret', 'x'],
    ]),
    await lab.ask({ client_id: 'x' }),
    await lab.ask({ scope: 'x' }),
    await lab.decided({ response_mode: 'form_post' }),
  ]
  for (const page of pages)
    expect(answerField(page, 'content-security-policy')).toContain("frame-ancestors 'self'")
  for (const page of pages.slice(0, 2))
    expect(answerField(page, 'content-security-policy')).toContain(
      "form-action 'self' http://localhost:9999;",
    )
})

describe('OA2-09: consent', () => {
  it('says who asks, for what, and where the answer goes; a name is text', async () => {
    const lab = new FrontLab()
    const client_id = 'aaaaaaaaaaaaaaaaaaaaaa'
    const client_name = '<b>Notes</b> says: type your password now please'
    await keepClient(lab.server(), registered(client_id, { client_name }))
    const page = bodyOf((await lab.atConsent({ client_id })).page as Exchange)
    expect(page).toContain('&lt;b&gt;Notes&lt;/b&gt; says: type your passwo')
    expect(page).not.toContain('<b>')
    expect(page, 'forty characters').not.toContain('password now')
    expect(page).toContain('has not verified who is behind it')
    expect(page).toContain('<code>http://localhost:9999</code>')
    expect(page).toContain('value="notes:read" checked')
    expect(page).toContain('This is a demo')
  })

  it('is asked for each time, and not spared by a parameter at this door', async () => {
    const lab = new FrontLab()
    const browser = await lab.atConsent()
    await browser.submit([['decision', 'approve']])
    for (const prompt of ['none', 'consent', 'login'])
      expect(bodyOf(await lab.ask({ prompt }, { browser }))).toContain('value="approve"')
  })
})

describe('OA2-10: what is retired', () => {
  it('answers with the token itself only where the check was taken away, in the fragment', async () => {
    const lab = new FrontLab()
    const base = twin('response-type-supported')
    const wanted = { response_type: 'token', code_challenge: undefined, code_challenge_method: undefined }
    const browser = await lab.atConsent(wanted, base)
    expect(browser.page?.verdict?.checks.map(({ outcome }) => outcome)).toEqual([
      ...Array(4).fill('passed'),
      'removed',
      'passed',
      'not-applicable',
      'not-applicable',
      'passed',
      'passed',
    ])
    const back = await browser.submit([['decision', 'approve']])
    expect(back.response.status).toBe(303)
    expect(membersOf(back)).toEqual({})
    expect(membersOf(back, 'hash')).toEqual({
      access_token: expect.any(String),
      token_type: 'Bearer',
      expires_in: '600',
      scope: 'notes:read notes:write',
      state: 'a state',
      iss: `http://localhost:8787${base}`,
    })
    const asQuery = await lab.decided({ ...wanted, response_mode: 'query' }, base)
    expect(membersOf(asQuery)).toEqual({})
    // What is no `token` either gets the code that this world has for everybody.
    expect(membersOf(await lab.decided({ response_type: 'x' }, base))).toHaveProperty('code')
  })
})

test('OA2-12: an error leads nowhere but to this origin and to loopback', async () => {
  const lab = new FrontLab()
  const client_id = 'aaaaaaaaaaaaaaaaaaaaaa'
  // As if a registration had let it through.
  await keepClient(lab.server(), registered(client_id, { redirect_uris: ['https://evil.test/cb'] }))
  const held = await lab.ask({ client_id, redirect_uri: 'https://evil.test/cb', scope: 'x' })
  expect(failedCheck(held)).toBe('scope-known')
  expect(held.response.status).toBe(200)
  expect(answerField(held, 'location')).toBeUndefined()
  expect(bodyOf(held)).toContain('id="held-target">https://evil.test/cb?error=invalid_scope')
})

describe('OA2-51: a request in a JWT is refused, and never ignored', () => {
  it('has request_not_supported, and request_uri_not_supported', async () => {
    const lab = new FrontLab()
    expectError(await lab.ask({ request: 'eyJ.e30.' }), 'pushed-when-required', 'request_not_supported')
    for (const request_uri of ['https://evil.test/request.jwt', 'http://localhost:1/', 'urn:example:x'])
      expectError(await lab.ask({ request_uri }), 'pushed-when-required', 'request_uri_not_supported')
  })
})

describe('pushed-when-required', () => {
  it('holds for a client that has to push', async () => {
    const lab = new FrontLab()
    const client_id = 'aaaaaaaaaaaaaaaaaaaaaa'
    const client = registered(client_id, { require_pushed_authorization_requests: true })
    await keepClient(lab.server(), client)
    expectError(await lab.ask({ client_id }), 'pushed-when-required', 'invalid_request')
    const base = twin('pushed-when-required')
    await keepClient(lab.server(`${base}/`), client)
    expect((await lab.ask({ client_id }, { base })).verdict?.asked).toBe('log-in')
  })
})

describe('PKCE', () => {
  test('is for each public client, and for a confidential one where it is set', async () => {
    const lab = new FrontLab()
    const none = { code_challenge: undefined, code_challenge_method: undefined }
    for (const client_id of ['reader', 'reader-confidential', 'game'])
      expectError(
        await lab.ask({ ...none, client_id, scope: undefined }),
        'code-challenge-present',
        'invalid_request',
      )
    for (const client_id of ['reader-without-pkce', 'reader-by-pkce', 'clipper'])
      expect((await lab.ask({ ...none, client_id })).verdict?.asked).toBe('log-in')
    expect((await lab.ask(none, { base: twin('code-challenge-present') })).verdict?.asked).toBe('log-in')
    const plain = { code_challenge: verifier, code_challenge_method: 'plain' }
    expect((await lab.ask(plain, { base: twin('code-challenge-method-is-s256') })).verdict?.asked).toBe(
      'log-in',
    )
  })
})

describe('response modes', () => {
  test('the fragment', async () => {
    const back = await new FrontLab().decided({ response_mode: 'fragment' })
    expect(membersOf(back, 'hash')).toMatchObject({ code: expect.any(String), iss: issuer })
    expect(membersOf(back)).toEqual({})
    const error = await new FrontLab().ask({ response_mode: 'fragment', scope: 'x' })
    expect(membersOf(error, 'hash')).toMatchObject({ error: 'invalid_scope', state: 'a state', iss: issuer })
  })

  test('a form, which sends itself off, or a person does', async () => {
    const lab = new FrontLab()
    const state = '"><b>'
    const page = await lab.decided({ response_mode: 'form_post', state })
    expect(page.response.status).toBe(200)
    expect(answerField(page, 'location')).toBeUndefined()
    expect(bodyOf(page)).toContain('<form method="post" action="http://localhost:9999/callback">')
    expect(bodyOf(page)).toMatch(/<input type="hidden" name="code" value="[A-Za-z0-9_-]{43}">/)
    expect(bodyOf(page)).toContain('name="state" value="&quot;&gt;&lt;b&gt;"')
    expect(bodyOf(page)).toContain(`name="iss" value="${issuer}"`)
    expect(bodyOf(page)).toContain('>Continue</button>')
    const policy = answerField(page, 'content-security-policy')
    expect(policy).toContain("form-action 'self' http://localhost:9999;")
    const [, script = ''] = /<script>([^<]*)<\/script>/.exec(bodyOf(page)) ?? []
    expect(script).toBe('document.forms[0].submit()')
    expect(policy).toContain(`script-src 'sha256-${base64.encode(sha256(octets(script)))}';`)
    const { page: consent } = await lab.atConsent({ response_mode: 'form_post' })
    for (const other of [await lab.ask({ response_mode: 'form_post' }), consent]) {
      if (!other) throw new Error('Unexpected user agent without a page')
      expect(bodyOf(other)).not.toContain('<script')
      expect(answerField(other, 'content-security-policy')).not.toContain('script-src')
    }
    const own = await lab.atConsent({
      response_mode: 'form_post',
      redirect_uri: `${issuer}/oauth2/client/callback`,
    })
    await own.submit([['decision', 'approve']])
    const arrived = await own.submit([])
    expect(arrived.request.method).toBe('POST')
    expect(arrived.verdict?.endpoint).toBe('client-callback')
  })

  test('one that is not known leaves no way to answer', async () => {
    const page = await new FrontLab().ask({ response_mode: 'web_message' })
    expect(failedCheck(page)).toBe('response-type-supported')
    shownPage(page)
  })
})

describe('the session', () => {
  it('belongs to its world and to both doors: name, path, and not for scripts', async () => {
    const lab = new FrontLab()
    for (const [base, name] of [
      [realBase, 'oauth2-session-lab'],
      [twin('scope-known'), 'oauth2-session-lab-without-scope-known'],
    ] as const) {
      const { page } = await lab.atConsent({}, base)
      expect(page && answerField(page, 'set-cookie')).toMatch(
        new RegExp(`^${name}=[A-Za-z0-9_-]{32}; Path=${base}; Max-Age=3600; HttpOnly; SameSite=Lax$`),
      )
    }
    lab.transport = 'tls'
    const { page } = await lab.atConsent()
    expect(page && answerField(page, 'set-cookie')).toMatch(/^__Secure-oauth2-session-lab=.*; Secure$/)
  })

  it('ends after an hour of the sandbox’s clock, which runs ahead of the store’s', async () => {
    const lab = new FrontLab()
    const browser = await lab.atConsent()
    lab.ahead = 3_599_000
    expect((await lab.ask({}, { browser })).verdict?.outcome).toBe('accepted')
    lab.ahead = 3_600_000
    expect((await lab.ask({}, { browser })).verdict?.asked).toBe('log-in')
  })

  it('gets a new id with each log-in, and the one before ends', async () => {
    const lab = new FrontLab()
    const browser = lab.browser()
    await lab.ask({}, { browser })
    const first = answerField(await logInWith(browser, lab.ada), 'set-cookie')?.split(';')[0] ?? ''
    const form = bodyOf(browser.page as Exchange)
    const interaction = /name="interaction" value="([^"]+)"/.exec(form)?.[1] ?? ''
    const again = await lab.postForm(
      'authorize',
      [['interaction', interaction], ...Object.entries(lab.mallory)],
      { headers: [['Cookie', first]] },
    )
    expect(again.verdict?.principal?.id).toBe('mallory')
    expect(answerField(again, 'set-cookie')).not.toContain(first)
    const old = await lab.get(lab.address(lab.asked()).slice(realBase.length), [['Cookie', first]])
    expect(old.verdict?.asked).toBe('log-in')
  })

  it('begins with no wrong password, and stops after ten in a minute', async () => {
    const lab = new FrontLab()
    const browser = lab.browser()
    await lab.ask({}, { browser })
    const wrong = (userId = 'ada') => logInWith(browser, { userId, password: 'x' })
    for (let i = 0; i < 10; i++) {
      const page = await wrong()
      expect(page.response.status).toBe(403)
      expect(page.verdict?.asked).toBe('log-in')
      expect(bodyOf(page)).toContain('do not go together')
      expect(answerField(page, 'set-cookie')).toBeUndefined()
    }
    const stopped = await wrong()
    expect(stopped.response.status).toBe(429)
    expect(stopped.response.headers.filter(([name]) => name === 'Retry-After')).toEqual([
      ['Retry-After', '60'],
    ])
    expect((await logInWith(browser, lab.ada)).response.status, 'even the right one').toBe(429)
    expect((await wrong('nobody')).response.status, 'by user').toBe(403)
    lab.clock += 60_000
    expect((await logInWith(browser, lab.ada)).response.status).toBe(200)
  })

  it('tries no more than ten passwords, however many come at once', async () => {
    const lab = new FrontLab()
    const first = bodyOf(await lab.ask())
    const interaction = /name="interaction" value="([^"]+)"/.exec(first)?.[1] ?? ''
    const guess = (password: string) =>
      lab.postForm('authorize', [
        ['interaction', interaction],
        ['userId', 'ada'],
        ['password', password],
      ])
    const guesses = Array.from({ length: 30 }, (_, i) => guess(i === 20 ? lab.ada.password : `guess${i}`))
    const statuses = (await Promise.all(guesses)).map(({ response }) => response.status)
    expect(statuses.filter((status) => status === 403)).toHaveLength(10)
    expect(statuses.filter((status) => status === 429)).toHaveLength(20)
  })

  it('takes no log-in from a page of another site', async () => {
    const lab = new FrontLab()
    const interaction = /name="interaction" value="([^"]+)"/.exec(bodyOf(await lab.ask()))?.[1] ?? ''
    const form = (site: string) =>
      lab.postForm('authorize', [['interaction', interaction], ...Object.entries(lab.ada)], {
        headers: [['Sec-Fetch-Site', site]],
      })
    for (const site of ['cross-site', 'same-site', 'none']) {
      const refused = await form(site)
      expect(refused.response.status).toBe(403)
      expect(answerField(refused, 'set-cookie')).toBeUndefined()
    }
    expect(answerField(await form('same-origin'), 'set-cookie')).toBeDefined()
  })
})

describe('the decision', () => {
  it('comes from the own page: decision-from-own-page', async () => {
    const lab = new FrontLab()
    for (const pageSecret of ['', 'x']) {
      const stopped = await (await lab.atConsent()).submit([
        ['pageSecret', pageSecret],
        ['decision', 'approve'],
      ])
      expect(stopped.verdict?.endpoint).toBe('decision')
      expect(endedAt(stopped, 'decision-from-own-page')).toBe(true)
      expect(stopped.response.status).toBe(403)
      expect(answerField(stopped, 'location')).toBeUndefined()
    }
    const weak = await (await lab.atConsent({}, twin('decision-from-own-page'))).submit([
      ['pageSecret', ''],
      ['decision', 'approve'],
    ])
    expect(weak.response.status).toBe(303)
  })

  it('is nobody’s about another request, or in another session', async () => {
    const lab = new FrontLab()
    const hiddenIn = (page: Exchange | undefined, name: string) =>
      new RegExp(`name="${name}" value="([^"]+)"`).exec(bodyOf(page as Exchange))?.[1] ?? ''
    const hers = await lab.atConsent()
    const [first, firstSecret] = ['interaction', 'pageSecret'].map((name) => hiddenIn(hers.page, name))
    const stops = async (browser: UserAgent, fields: [string, string][]) =>
      expect(failedCheck(await browser.submit([...fields, ['decision', 'approve']]))).toBe(
        'decision-from-own-page',
      )
    // Another request, in the same session.
    await lab.ask({}, { browser: hers })
    expect(hiddenIn(hers.page, 'interaction')).not.toBe(first)
    await stops(hers, [['pageSecret', firstSecret ?? '']])
    // The same request, in another session: whoever began it does not know what its page says to Ada.
    const his = await lab.atConsent({}, realBase, lab.mallory)
    await stops(his, [
      ['interaction', first ?? ''],
      ['pageSecret', firstSecret ?? ''],
    ])
  })

  it('needs somebody who is logged in', async () => {
    const lab = new FrontLab()
    const browser = await lab.atConsent()
    lab.ahead = 3_600_000 - 1
    // The page is older than ten minutes then.
    expect((await browser.submit([['decision', 'approve']])).response.status).toBe(400)
    const fresh = new FrontLab()
    const interaction = /name="interaction" value="([^"]+)"/.exec(bodyOf(await fresh.ask()))?.[1] ?? ''
    const asked = await fresh.postForm('authorize', [
      ['interaction', interaction],
      ['decision', 'approve'],
    ])
    expect(asked.verdict?.asked).toBe('log-in')
  })

  it('waits for ten minutes, at the door where it began', async () => {
    const lab = new FrontLab()
    const browser = await lab.atConsent()
    lab.ahead = 599_000
    expect((await browser.submit([['decision', 'deny']])).response.status).toBe(303)
    const late = await lab.atConsent()
    lab.ahead += 600_000
    const stopped = await late.submit([['decision', 'approve']])
    expect(stopped.response.status).toBe(400)
    expect(failedCheck(stopped)).toBe('client-known')
    expect(bodyOf(stopped)).toContain('no longer open')
  })

  it('counts once: of a yes and a no at once, one', async () => {
    const lab = new FrontLab()
    const browser = await lab.atConsent()
    const both = await Promise.all([
      browser.submit([['decision', 'approve']]),
      browser.submit([['decision', 'deny']]),
    ])
    const statuses = both.map(({ response }) => response.status)
    expect(statuses.toSorted()).toEqual([303, 400])
  })

  it('is made by no link', async () => {
    const lab = new FrontLab()
    const browser = await lab.atConsent()
    const form = bodyOf(browser.page as Exchange)
    const [, interaction = ''] = /name="interaction" value="([^"]+)"/.exec(form) ?? []
    const [, pageSecret = ''] = /name="pageSecret" value="([^"]+)"/.exec(form) ?? []
    const link = await browser.visit(
      `${realBase}/oauth2/authorize?interaction=${interaction}&pageSecret=${pageSecret}&decision=approve&scope=notes:read`,
    )
    expect(link.response.status).toBe(400)
    expect(link.verdict?.endpoint).toBe('authorize')
  })
})

describe('what belongs to one door', () => {
  const interactionIn = (page: Exchange) => /name="interaction" value="([^"]+)"/.exec(bodyOf(page))?.[1] ?? ''

  test('an interaction', async () => {
    const lab = new FrontLab()
    const id = interactionIn(await lab.ask())
    expect(await findInteraction(lab.server(), { slug: 'oauth2' }, id)).toMatchObject({ id })
    expect(await findInteraction(lab.server(), { slug: 'oidc' }, id)).toBeUndefined()
  })

  test('a log-in counts as done on a page only where a password was typed there', async () => {
    const lab = new FrontLab()
    const browser = await lab.atConsent()
    const cookie = (browser.page && answerField(browser.page, 'set-cookie')?.split(';')[0]) ?? ''
    const typed = interactionIn(browser.page as Exchange)
    expect(await findInteraction(lab.server(), { slug: 'oauth2' }, typed)).toHaveProperty('loggedIn')
    const other = interactionIn(await lab.ask())
    await lab.postForm('authorize', [['interaction', other]], { headers: [['Cookie', cookie]] })
    expect(await findInteraction(lab.server(), { slug: 'oauth2' }, other)).not.toHaveProperty('loggedIn')
  })

  test('OpenID Connect wants the redirect URI named, also where one is registered', async () => {
    const lab = new FrontLab()
    const client_id = 'aaaaaaaaaaaaaaaaaaaaaa'
    await keepClient(lab.server(), registered(client_id, { redirect_uris: ['http://localhost:5000/back'] }))
    const redirectUriAt = async (slug: 'oauth2' | 'oidc', scope: string) => {
      const door = { slug, scopes: ['openid', 'notes:read'] }
      const pairs = lab.asked({ client_id, redirect_uri: undefined, scope })
      return (await firstVisit(lab.server(), door, pairs, undefined)).request.redirect_uri
    }
    expect(await redirectUriAt('oidc', 'openid notes:read')).toBe('')
    expect(await redirectUriAt('oidc', 'notes:read')).toBe('http://localhost:5000/back')
    expect(await redirectUriAt('oauth2', 'openid')).toBe('http://localhost:5000/back')
  })
})

function registered(client_id: string, more: Partial<OAuthClient>): OAuthClient {
  return {
    client_id,
    client_name: 'Another',
    redirect_uris: ['http://localhost/callback'],
    grant_types: ['authorization_code'],
    response_types: ['code'],
    token_endpoint_auth_method: 'none',
    scope: 'notes:read notes:write',
    access_token_format: 'opaque',
    ...more,
  }
}
