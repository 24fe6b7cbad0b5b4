import { type FormPair, formMediaType } from '@lockstep/http/form-urlencoded'
import { field, type HttpRequest, octets, withField } from '@lockstep/http/message'
import { describe, expect, test } from 'vitest'
import { answerField, failedCheck } from '../testing/lab.ts'
import { bodyOf, challenge, expectRefused, makeLab, realBase, twin } from '../testing/oauth1-expect.ts'
import { answerOf, type OAuth1Lab, pairOf, verifierOf, type Wanted } from '../testing/oauth1-lab.ts'
import { oauth1 } from './index.ts'
import { signatureMethods } from './signature-method.ts'

describe('three legs', () => {
  const transmissions = ['header', 'form', 'query'] as const
  for (const method of signatureMethods) {
    for (const transmission of transmissions) {
      test(`get in with ${method} in the ${transmission}`, async () => {
        const lab = makeLab(method === 'PLAINTEXT' ? 'tls' : 'http')
        const { client } = await lab.allCredentials(oauth1)
        const wanted = { method, transmission, client }
        const token = await lab.token(realBase, wanted)
        const called = await lab.call({
          ...wanted,
          token,
          httpMethod: 'POST',
          path: '/oauth1/whoami?a=%20b&a=+&c',
        })
        expect(failedCheck(called)).toBeUndefined()
        expect(JSON.parse(bodyOf(called))).toEqual({
          scheme: 'oauth1',
          principal: { type: 'user', id: 'ada', client: 'reader', scope: 'notes:read notes:write' },
        })
      })
    }
  }

  test('answer with form-encoded credentials of their own, secrets of 192 bits', async () => {
    const lab = makeLab()
    const first = await lab.initiate()
    expect(answerField(first, 'content-type')).toBe(formMediaType)
    expect(answerField(first, 'cache-control')).toBe('no-store')
    const told = answerOf(first)
    expect(Object.keys(told)).toEqual(['oauth_token', 'oauth_token_secret', 'oauth_callback_confirmed'])
    expect(told.oauth_callback_confirmed).toBe('true')
    const temporary = pairOf(first)
    const last = await lab.exchange(temporary, verifierOf(await lab.decide(temporary)))
    expect(answerField(last, 'content-type')).toBe(formMediaType)
    const token = pairOf(last)
    expect(answerOf(last)).toMatchObject({ oauth_expires_in: '3600', scope: 'notes:read notes:write' })
    const all = [...Object.values(temporary), ...Object.values(token)]
    expect(new Set(all).size).toBe(4)
    for (const value of all) expect(value).toMatch(/^[A-Za-z0-9_-]{32}$/)
    for (const { secret } of [lab.parties.client, lab.parties.otherClient])
      expect(secret).toMatch(/^[\w-]{32}$/)
  })

  test('keep the query that the callback has', async () => {
    const lab = makeLab()
    const temporary = await lab.temporary({ callback: 'http://127.0.0.1:4711/cb?x=1&y=#end' })
    const decided = await lab.decide(temporary)
    expect(decided.response.status).toBe(303)
    expect(answerField(decided, 'location')).toMatch(
      new RegExp(
        `^http://127\\.0\\.0\\.1:4711/cb\\?x=1&y=&oauth_token=${temporary.token}&oauth_verifier=[A-Za-z0-9_-]{22}#end$`,
      ),
    )
  })

  test('show the verifier on a page for oob', async () => {
    const lab = makeLab()
    const temporary = await lab.temporary({ callback: 'oob' })
    const decided = await lab.decide(temporary)
    expect(decided.response.status).toBe(200)
    expect(answerField(decided, 'location')).toBeUndefined()
    const verifier = /id="oauth_verifier">([A-Za-z0-9_-]{22})</.exec(bodyOf(decided))?.[1]
    expect((await lab.exchange(temporary, verifier)).response.status).toBe(200)
  })

  test('give no more than the boxes that are ticked', async () => {
    const lab = makeLab()
    const temporary = await lab.temporary()
    const browser = lab.browser()
    await browser.visit(`${realBase}/oauth1/authorize?oauth_token=${temporary.token}`)
    await browser.submit(Object.entries(lab.parties.resourceOwner))
    const decided = await browser.submit([
      ['scope', 'notes:read'],
      ['decision', 'approve'],
    ])
    const token = pairOf(await lab.exchange(temporary, verifierOf(decided)))
    expect((await lab.call({ token })).response.status).toBe(200)
    expectRefused(await lab.call({ token, httpMethod: 'POST' }), 'scope-covers-request', 403)
  })

  test('take an empty oauth_token at the first (RFC 5849 §2.1)', async () => {
    const lab = makeLab()
    expect((await lab.initiate({ token: { token: '', secret: '' } })).response.status).toBe(200)
  })
})

describe('the derivation', () => {
  test('is the same on both sides, but for what could sign', async () => {
    const lab = makeLab()
    const built = await lab.sign({
      token: await lab.token(),
      path: '/oauth1/whoami?a=1&b=%2B',
      method: 'HMAC-SHA256',
    })
    const { verdict } = await lab.send(built.request)
    const server = verdict?.derivation ?? []
    expect(server.map(({ name }) => name)).toEqual(built.derivation.map(({ name }) => name))
    for (const [i, mine] of built.derivation.entries()) {
      const theirs = server[i]
      expect(
        theirs?.parts.map(({ component, maker }) => [component, maker === 'server' ? 'client' : maker]),
      ).toEqual(mine.parts.map(({ component, maker }) => [component, maker === 'server' ? 'client' : maker]))
      for (const [j, { text }] of (theirs?.parts ?? []).entries()) {
        const own = mine.parts[j]?.text ?? ''
        if (text.endsWith('…')) expect(own.startsWith(text.slice(0, -1))).toBe(true)
        else expect(text).toBe(own)
      }
    }
  })

  test('does not grow with what somebody sends', async () => {
    const lab = makeLab()
    const { request: message } = await lab.sign({
      token: await lab.token(),
      httpMethod: 'POST',
      headers: [['Content-Type', formMediaType]],
      body: 'a&'.repeat(30_000),
    })
    const { verdict } = await lab.send(message)
    expect(verdict?.derivation?.flatMap(({ parts }) => parts).length).toBeLessThan(1100)
  })

  test('and the verdict hold neither a secret nor a finished signature', async () => {
    for (const method of signatureMethods) {
      const lab = makeLab('tls')
      const { client } = await lab.allCredentials(oauth1)
      const token = await lab.token(realBase, { client })
      const sent = await lab.sign({ token, method, client })
      const signature =
        /oauth_signature="([^"]*)"/.exec(field(sent.request, 'authorization') ?? '')?.[1] ?? ''
      expect(signature.length).toBeGreaterThan(20)
      const told = JSON.stringify((await lab.send(sent.request)).verdict)
      for (const secret of [lab.parties.client.secret, token.secret, decodeURIComponent(signature)])
        expect(told, method).not.toContain(secret)
    }
  })
})

type Case = {
  readonly says: string
  readonly check: string
  readonly status: number
  readonly wanted?: Wanted
  readonly edit?: (message: HttpRequest) => HttpRequest
  /** Seconds by which the clock is moved on before. */
  readonly clock?: number
}

const edited = (edit: (value: string) => string) => (message: HttpRequest) => {
  const value = field(message, 'authorization') ?? ''
  expect(edit(value), 'the edit changes something').not.toBe(value)
  return withField(message, 'Authorization', edit(value))
}
const dropped = (name: string) => edited((value) => value.replace(new RegExp(`,? ${name}="[^"]*"`), ''))
const set = (name: string, to: string) =>
  edited((value) => value.replace(new RegExp(`${name}="[^"]*"`), `${name}="${to}"`))

/** One thing wrong with a request to any of the three endpoints. */
const common: readonly Case[] = [
  {
    says: 'nothing of OAuth',
    check: 'protocol-parameters-present',
    status: 401,
    edit: (message) => ({ ...message, headers: [] }),
  },
  {
    says: 'another scheme',
    check: 'protocol-parameters-present',
    status: 401,
    edit: (message) => withField(message, 'Authorization', 'Bearer x'),
  },
  {
    says: 'a parameter in the query too',
    check: 'parameters-in-one-place',
    status: 400,
    edit: (message) => ({
      ...message,
      target: `${message.target}${message.target.includes('?') ? '&' : '?'}oauth_x=1`,
    }),
  },
  {
    says: 'two Authorization fields',
    check: 'parameters-in-one-place',
    status: 400,
    edit: (message) => ({ ...message, headers: [...message.headers, ...message.headers] }),
  },
  {
    says: 'a nonce twice',
    check: 'parameters-unique',
    status: 400,
    edit: edited((value) => `${value}, oauth_nonce="x"`),
  },
  ...[
    'oauth_consumer_key',
    'oauth_signature_method',
    'oauth_signature',
    'oauth_timestamp',
    'oauth_nonce',
  ].flatMap((name): Case[] => [
    { says: `no ${name}`, check: 'parameters-complete', status: 400, edit: dropped(name) },
    { says: `an empty ${name}`, check: 'parameters-complete', status: 400, edit: set(name, '') },
  ]),
  ...['0', '-1', '1.5', 'abc', '%201', '1e9', '1234567890123456'].map(
    (timestamp): Case => ({
      says: `timestamp ${timestamp}`,
      check: 'parameters-complete',
      status: 400,
      edit: set('oauth_timestamp', timestamp),
    }),
  ),
  {
    says: 'a parameter that no extension here has',
    check: 'parameters-complete',
    status: 400,
    edit: edited((value) => `${value}, oauth_verifer="x"`),
  },
  {
    says: 'more parameters than any client sends',
    check: 'parameters-complete',
    status: 400,
    edit: (message) => ({
      ...message,
      target: `${message.target}${message.target.includes('?') ? '&' : '?'}${'a&'.repeat(256)}`,
    }),
  },
  {
    says: 'escapes that are no UTF-8',
    check: 'parameters-complete',
    status: 400,
    edit: set('oauth_nonce', '%ff'),
  },
  {
    says: 'a field that is no list',
    check: 'parameters-complete',
    status: 400,
    edit: (message) => withField(message, 'Authorization', 'OAuth a="b'),
  },
  {
    says: 'the signature method HMAC-MD5',
    check: 'signature-method-supported',
    status: 400,
    edit: set('oauth_signature_method', 'HMAC-MD5'),
  },
  {
    says: 'a method in lower case',
    check: 'signature-method-supported',
    status: 400,
    edit: set('oauth_signature_method', 'hmac-sha1'),
  },
  {
    says: 'version 2.0',
    check: 'version-is-1-0',
    status: 400,
    edit: edited((value) => `${value}, oauth_version="2.0"`),
  },
  {
    says: 'PLAINTEXT without TLS, on loopback too',
    check: 'plaintext-only-over-tls',
    status: 400,
    wanted: { method: 'PLAINTEXT' },
  },
  {
    says: 'a client that nobody registered',
    check: 'client-known',
    status: 401,
    edit: set('oauth_consumer_key', 'nobody'),
  },
  {
    says: 'another signature',
    check: 'signature-matches',
    status: 401,
    edit: set('oauth_signature', 'AAAAAAAAAAAAAAAAAAAAAAAAAAA%3D'),
  },
  {
    says: 'another nonce than was signed',
    check: 'signature-matches',
    status: 401,
    edit: set('oauth_nonce', 'another'),
  },
  {
    says: 'a query that was not signed',
    check: 'signature-matches',
    status: 401,
    edit: (message) => ({
      ...message,
      target: `${message.target}${message.target.includes('?') ? '&' : '?'}view=private`,
    }),
  },
  {
    says: 'a form that was not signed',
    check: 'signature-matches',
    status: 401,
    edit: (message) => ({
      ...message,
      headers: [...message.headers, ['Content-Type', `${formMediaType}; charset=utf-8`]],
      body: octets('a=b'),
    }),
  },
  {
    says: 'a form that was not signed, below another type',
    check: 'signature-matches',
    status: 401,
    edit: (message) => ({
      ...message,
      headers: [
        ...message.headers,
        ['Content-Type', 'text/plain'],
        ['content-type', formMediaType.toUpperCase()],
      ],
      body: octets('a=b'),
    }),
  },
  {
    says: 'RSA-SHA1 with no signature of that key',
    check: 'signature-matches',
    status: 401,
    edit: set('oauth_signature_method', 'RSA-SHA1'),
  },
  {
    says: 'a timestamp of six minutes ago',
    check: 'timestamp-recent',
    status: 401,
    clock: 360,
    wanted: { timestamp: Date.UTC(2026, 10, 24, 12) / 1000 },
  },
  {
    says: 'a timestamp in six minutes',
    check: 'timestamp-recent',
    status: 401,
    wanted: { timestamp: Date.UTC(2026, 10, 24, 12) / 1000 + 360 },
  },
]

/** What the request of each endpoint is before one thing goes wrong. */
const endpoints: Record<string, (lab: OAuth1Lab) => Promise<Wanted>> = {
  initiate: async (lab) => ({
    path: '/oauth1/initiate',
    httpMethod: 'POST',
    extra: [['oauth_callback', lab.callback]],
  }),
  token: async (lab) => {
    const token = await lab.temporary()
    const verifier = verifierOf(await lab.decide(token))
    return { path: '/oauth1/token', httpMethod: 'POST', token, extra: [['oauth_verifier', verifier]] }
  },
  whoami: async (lab) => ({ token: await lab.token() }),
}

for (const [endpoint, prepare] of Object.entries(endpoints)) {
  describe(`${endpoint}, one thing wrong`, () => {
    test.each(common.map((one) => [one.says, one] as const))('%s', async (_, one) => {
      const lab = makeLab()
      const honest = await prepare(lab)
      lab.clock += (one.clock ?? 0) * 1000
      const { request: message } = await lab.sign({ ...honest, ...one.wanted })
      const exchange = await lab.send(one.edit?.(message) ?? message)
      expectRefused(exchange, one.check, one.status)
      expect(answerField(exchange, 'content-type')).toBe(formMediaType)
      expect(answerOf(exchange).oauth_problem).toMatch(/^[a-z_]+$/)
      expect(bodyOf(exchange)).not.toMatch(/%26|derivation|expected/)
      // Nothing was spent by it.
      const again = await lab.call({
        ...honest,
        ...(one.clock ? { timestamp: Math.floor(lab.clock / 1000) } : {}),
      })
      expect(failedCheck(again)).toBeUndefined()
    })

    test('the same bytes a second time', async () => {
      const lab = makeLab()
      const { request: message } = await lab.sign(await prepare(lab))
      expect((await lab.send(message)).response.status).toBe(200)
      expectRefused(await lab.send(message), 'nonce-unused', 401)
      // As long as the timestamp is good, the nonce is remembered.
      lab.clock += 299_000
      expectRefused(await lab.send(message), 'nonce-unused', 401)
    })
  })
}

test('an oauth_body_hash, which clients add unasked, is signed and passed over', async () => {
  const lab = makeLab()
  const token = await lab.token()
  const extra: FormPair[] = [['oauth_body_hash', '2jmj7l5rSw0yVb/vlWAYkK/YBwk=']]
  const { request: message } = await lab.sign({ token, extra })
  expect((await lab.send(message)).response.status).toBe(200)
  const another = set('oauth_body_hash', 'AAAA')((await lab.sign({ token, extra })).request)
  expectRefused(await lab.send(another), 'signature-matches', 401)
})

describe('the shape of an answer', () => {
  test('tells a client with a wrong clock the time', async () => {
    const lab = makeLab()
    const token = await lab.token()
    const now = Math.floor(lab.clock / 1000)
    expect(answerOf(await lab.call({ token, timestamp: now - 301 }))).toEqual({
      oauth_problem: 'timestamp_refused',
      oauth_acceptable_timestamps: `${now - 300}-${now + 300}`,
      server_time: String(now),
    })
    expect((await lab.call({ token, timestamp: now - 300 })).response.status).toBe(200)
  })

  test('is one for an unknown client, an unknown token and a wrong signature', async () => {
    const lab = makeLab()
    const token = await lab.token()
    const answers = await Promise.all([
      lab.call({ token, client: { identifier: 'nobody', secret: 'x' } }),
      lab.call({ token: { token: 'x'.repeat(32), secret: 'x' } }),
      lab.call({ token: { ...token, secret: 'x' } }),
    ])
    for (const { response } of answers) expect(response).toEqual(answers[0]?.response)
  })

  test('names the realm of its world', async () => {
    const base = twin('nonce-unused')
    expect(
      answerField(await makeLab().get('/without/oauth1.nonce-unused/oauth1/whoami'), 'www-authenticate'),
    ).toBe(challenge(base))
  })
})

test('takes RSA-SHA1 only from the client that registered the key', async () => {
  const lab = makeLab()
  const { client, otherClient } = await lab.allCredentials(oauth1)
  const wanted = { method: 'RSA-SHA1' as const, token: await lab.token() }
  expect((await lab.call({ ...wanted, client })).response.status).toBe(200)
  const borrowed = { ...otherClient, privateKeyPem: client.privateKeyPem }
  expectRefused(await lab.call({ ...wanted, client: borrowed }), 'signature-matches', 401)
})

describe('nonces', () => {
  test('may come again with another timestamp, token or client', async () => {
    const lab = makeLab()
    const [one, other] = [await lab.token(), await lab.token()]
    const timestamp = Math.floor(lab.clock / 1000)
    const once = { nonce: 'n', timestamp }
    for (const wanted of [
      { ...once, token: one },
      { ...once, token: other },
      { ...once, token: one, timestamp: timestamp + 1 },
    ])
      expect((await lab.call(wanted)).response.status).toBe(200)
    expectRefused(await lab.call({ ...once, token: one }), 'nonce-unused', 401)
  })

  test('let one of twenty copies at once through', async () => {
    const lab = makeLab()
    const { request: message } = await lab.sign({ token: await lab.token() })
    const statuses = (await Promise.all(Array.from({ length: 20 }, () => lab.send(message)))).map(
      ({ response }) => response.status,
    )
    expect(statuses.filter((status) => status === 200)).toHaveLength(1)
  })

  test('may be left out with PLAINTEXT, both of them (RFC 5849 §3.1)', async () => {
    const lab = makeLab('tls')
    const token = await lab.token()
    const { request: message } = await lab.sign({ token, method: 'PLAINTEXT' })
    const bare = dropped('oauth_nonce')(dropped('oauth_timestamp')(message))
    expect((await lab.send(bare)).response.status).toBe(200)
    expect((await lab.send(bare)).response.status).toBe(200)
    expectRefused(await lab.send(dropped('oauth_nonce')(message)), 'parameters-complete', 400)
  })
})
