import { type FormPair, formMediaType } from '@lockstep/http/form-urlencoded'
import { field, type HttpRequest, octets, request, withField } from '@lockstep/http/message'
import { describe, expect, test } from 'vitest'
import { heldTarget } from '../redirect-to.ts'
import type { Exchange } from '../scheme.ts'
import { answerField, failedCheck } from '../testing/lab.ts'
import { answerOf, OAuth1Lab, pairOf, verifierOf, type Wanted } from '../testing/oauth1-lab.ts'
import { oauth1 } from './index.ts'
import { signatureMethods } from './signature-method.ts'

const realBase = '/s/lab'
const twin = (check: string) => `${realBase}/without/oauth1.${check}`
const challenge = (base = realBase) => `OAuth realm="Notes at ${base}/oauth1"`

function makeLab(transport: 'http' | 'tls' = 'http'): OAuth1Lab {
  const lab = new OAuth1Lab(oauth1)
  lab.transport = transport
  return lab
}

/** Refused at exactly this check, all earlier ones passed; a 401 with its challenge. */
function expectRefused(exchange: Exchange, check: string, status: number): void {
  expect(failedCheck(exchange)).toBe(check)
  const checks = exchange.verdict?.checks ?? []
  const at = checks.findIndex(({ id }) => id === check)
  for (const { outcome, id } of checks.slice(0, at)) expect(outcome, id).toBe('passed')
  expect(exchange.response.status).toBe(status)
  expect(answerField(exchange, 'www-authenticate')).toBe(status === 401 ? challenge() : undefined)
}

/** The first check that a page which asks leaves open. */
function openCheck({ verdict }: Exchange): string | undefined {
  return verdict?.checks.find(({ outcome }) => outcome === 'not-reached')?.id
}

function bodyOf({ response }: Exchange): string {
  return 'text' in response.body ? response.body.text : ''
}

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

describe('initiate', () => {
  const callbacks = (values: readonly string[]) => values.map((value) => [value] as const)

  test.each(
    callbacks([
      '',
      'OOB',
      'Oob',
      '/ready',
      'ready',
      'localhost:9999',
      '//localhost/cb',
      'http://',
      'http://a b/',
      'http://localhost/\u00e9',
      'http://localhost\\@evil.test/',
      'http:\\\\localhost\\cb',
      'http://localhost:9999/<script>',
      'http://localhost:9999/"',
    ]),
  )('needs an absolute URI or oob: %j', async (callback) => {
    const lab = makeLab()
    // `localhost:9999` is an absolute URI of the scheme `localhost`: it is nobody's.
    const check = callback === 'localhost:9999' ? 'callback-registered' : 'callback-present'
    expectRefused(await lab.initiate({ callback }), check, 400)
  })

  test('needs a callback', async () => {
    const lab = makeLab()
    expectRefused(await lab.call({ path: '/oauth1/initiate', httpMethod: 'POST' }), 'callback-present', 400)
  })

  test.each(
    callbacks([
      'oob',
      'http://localhost/',
      'http://localhost:1/a?b=c#d',
      'https://localhost:9/x',
      'http://127.0.0.1:5000/cb',
      'http://127.1.2.3/',
      'http://[::1]:5000/cb',
      'http://localhost:8787/s/lab/oauth1/client/callback',
    ]),
  )('takes %s', async (callback) => {
    expect((await makeLab().initiate({ callback })).response.status).toBe(200)
  })

  test.each(
    callbacks([
      'https://evil.test/',
      'http://localhost.evil.test/cb',
      'http://localhost@evil.test/cb',
      'http://user@localhost/cb',
      'http://:password@localhost/cb',
      'http://@localhost/cb',
      'http:localhost:9999/cb',
      'http:///localhost/cb',
      'http://localhost%2f@evil.test/',
      'http://evil.test:80/localhost',
      'http://127.0.0.1.evil.test/',
      'http://[::2]/',
      'ftp://localhost/',
      'javascript:alert(1)',
      'https://lab.example/s/lab/oauth1/client/callback/',
      'https://lab.example/s/lab/oauth1/client/callback?x=1',
      'https://lab.example/s/other/oauth1/client/callback',
    ]),
  )('refuses %s, which Reader never registered', async (callback) => {
    const lab = makeLab()
    lab.publicOrigin = 'https://lab.example'
    lab.server = ((target: string, address: string) => ({
      ...OAuth1Lab.prototype.server.call(lab, target, address),
      connection: { transport: 'tls', address: '192.0.2.7' },
    })) as typeof lab.server
    const exchange = await lab.initiate({ callback })
    expectRefused(exchange, 'callback-registered', 400)
    expect(answerOf(exchange)).toEqual({
      oauth_problem: 'parameter_rejected',
      oauth_parameters_rejected: 'oauth_callback',
    })
    const own = 'https://lab.example/s/lab/oauth1/client/callback'
    expect((await lab.initiate({ callback: own })).response.status).toBe(200)
    expectRefused(
      await lab.initiate({ callback: own, client: lab.parties.otherClient }),
      'callback-registered',
      400,
    )
  })

  test('refuses an oauth_token: there is none yet', async () => {
    const lab = makeLab()
    expectRefused(await lab.initiate({ token: await lab.temporary() }), 'parameters-complete', 400)
  })
})

test('both credential endpoints want a private channel (RFC 5849 §2.1, §2.3)', async () => {
  const lab = makeLab()
  const temporary = await lab.temporary()
  lab.publicOrigin = 'http://lab.example'
  expectRefused(await lab.initiate(), 'channel-is-private', 403)
  expectRefused(await lab.exchange(temporary, 'x'), 'channel-is-private', 403)
})

describe('token', () => {
  test('refuses what is no temporary credentials', async () => {
    const lab = makeLab()
    for (const token of ['x'.repeat(32), 'x', 'x'.repeat(5000), '../tokens/x'])
      expectRefused(await lab.exchange({ token, secret: '' }, 'v'), 'temporary-credentials-known', 401)
    expectRefused(await lab.exchange(await lab.token(), 'v'), 'temporary-credentials-known', 401)
  })

  test('refuses those of another client', async () => {
    const lab = makeLab()
    const temporary = await lab.temporary()
    const verifier = verifierOf(await lab.decide(temporary))
    const client = lab.parties.otherClient
    expectRefused(await lab.exchange(temporary, verifier, { client }), 'issued-to-this-client', 401)
    expect((await lab.exchange(temporary, verifier)).response.status).toBe(200)
  })

  test('refuses after ten minutes', async () => {
    const lab = makeLab()
    const temporary = await lab.temporary()
    const verifier = verifierOf(await lab.decide(temporary))
    lab.clock += 599_000
    expectRefused(await lab.exchange(temporary, 'x'), 'verifier-matches', 401)
    lab.clock += 1000
    expectRefused(await lab.exchange(temporary, verifier), 'temporary-credentials-not-expired', 401)
  })

  test('refuses before anybody decided, and after a no', async () => {
    const lab = makeLab()
    const temporary = await lab.temporary()
    expectRefused(await lab.exchange(temporary, ''), 'temporary-credentials-authorized', 401)
    await lab.decide(temporary, { decision: 'deny' })
    expectRefused(await lab.exchange(temporary, ''), 'temporary-credentials-authorized', 401)
  })

  test.each([undefined, '', 'x', 'of the other flow'])('refuses the verifier %j', async (given) => {
    const lab = makeLab()
    const [temporary, other] = [await lab.temporary(), await lab.temporary()]
    const verifier = verifierOf(await lab.decide(temporary))
    const others = verifierOf(await lab.decide(other))
    const wrong = given === 'of the other flow' ? others : given
    expectRefused(await lab.exchange(temporary, wrong), 'verifier-matches', 401)
    expect((await lab.exchange(temporary, verifier)).response.status).toBe(200)
  })

  test('gives token credentials once, however many ask at once', async () => {
    const lab = makeLab()
    const temporary = await lab.temporary()
    const verifier = verifierOf(await lab.decide(temporary))
    const exchanges = await Promise.all(Array.from({ length: 10 }, () => lab.exchange(temporary, verifier)))
    expect(exchanges.filter(({ response }) => response.status === 200)).toHaveLength(1)
    const late = await lab.exchange(temporary, verifier)
    expectRefused(late, 'temporary-credentials-unused', 401)
    expect(answerOf(late)).toEqual({ oauth_problem: 'token_used' })
  })
})

describe('whoami', () => {
  test('refuses temporary credentials, authorized or not', async () => {
    const lab = makeLab()
    const temporary = await lab.temporary()
    expectRefused(await lab.call({ token: temporary }), 'token-credentials-known', 401)
    await lab.decide(temporary)
    expectRefused(await lab.call({ token: temporary }), 'token-credentials-known', 401)
    expectRefused(await lab.call({ extra: [['oauth_token', '']] }), 'parameters-complete', 400)
  })

  test('refuses a token that another client was given', async () => {
    const lab = makeLab()
    const token = await lab.token()
    expectRefused(await lab.call({ token, client: lab.parties.otherClient }), 'issued-to-this-client', 401)
  })

  test('refuses after an hour', async () => {
    const lab = makeLab()
    const token = await lab.token()
    lab.clock += 3_599_000
    expect((await lab.call({ token })).response.status).toBe(200)
    lab.clock += 1000
    expectRefused(await lab.call({ token }), 'token-credentials-active', 401)
  })

  test('refuses what the owner took back', async () => {
    const lab = makeLab()
    const token = await lab.token()
    const revoke = (oauth_token: string, owner = true) =>
      lab.send(
        request(
          'POST',
          '/s/lab/oauth1/revoke',
          [['Content-Type', 'application/json']],
          JSON.stringify({ oauth_token }),
        ),
        { owner },
      )
    expect((await revoke(token.token, false)).response.status).toBe(401)
    expect((await revoke('x')).response.status).toBe(404)
    expect((await revoke(token.token)).response.status).toBe(204)
    expectRefused(await lab.call({ token }), 'token-credentials-active', 401)
  })

  test('needs the right to write for POST', async () => {
    const lab = makeLab()
    const temporary = await lab.temporary()
    const browser = lab.browser()
    await browser.visit(`${realBase}/oauth1/authorize?oauth_token=${temporary.token}`)
    await browser.submit(Object.entries(lab.parties.resourceOwner))
    const verifier = verifierOf(
      await browser.submit([
        ['scope', 'notes:write'],
        ['decision', 'approve'],
      ]),
    )
    const token = pairOf(await lab.exchange(temporary, verifier))
    expectRefused(await lab.call({ token }), 'scope-covers-request', 403)
    expect((await lab.call({ token, httpMethod: 'POST' })).response.status).toBe(200)
  })

  test('does not see a JSON body change: it is not signed (RFC 5849 §3.4.1.3.1)', async () => {
    const lab = makeLab()
    const token = await lab.token()
    const json: HttpRequest['headers'] = [['Content-Type', 'application/json']]
    const { request: message } = await lab.sign({
      token,
      httpMethod: 'POST',
      headers: json,
      body: '{"lend":1}',
    })
    expect((await lab.send({ ...message, body: octets('{"lend":9}') })).response.status).toBe(200)
  })
})

describe('authorize', () => {
  const visit = (lab: OAuth1Lab, token: string, browser = lab.browser()) =>
    browser.visit(`${realBase}/oauth1/authorize?oauth_token=${token}`)

  test('stops with a page where nothing waits for a decision', async () => {
    const lab = makeLab()
    const decided = await lab.temporary()
    await lab.decide(decided)
    const late = await lab.temporary()
    lab.clock += 600_000
    for (const token of ['', 'x', decided.token, late.token]) {
      const page = await visit(lab, token)
      expect(failedCheck(page)).toBe('temporary-credentials-known')
      expect(page.response.status).toBe(400)
      expect(answerField(page, 'location')).toBeUndefined()
    }
  })

  test('asks who it is, then for a decision, and neither is a refusal', async () => {
    const lab = makeLab()
    const { token } = await lab.temporary()
    const browser = lab.browser()
    const first = await visit(lab, token, browser)
    expect(first.verdict).toMatchObject({ outcome: 'interaction', asked: 'log-in' })
    expect(openCheck(first)).toBe('resource-owner-authenticated')
    const second = await browser.submit(Object.entries(lab.parties.resourceOwner))
    expect(second.response.status).toBe(200)
    expect(second.verdict).toMatchObject({ outcome: 'interaction', asked: 'consent' })
    expect(openCheck(second)).toBe('consent-given')
    const again = await visit(lab, token, browser)
    expect(again.verdict?.asked, 'the session is known again').toBe('consent')
    const other = await visit(lab, token)
    expect(other.verdict?.asked, 'and only here').toBe('log-in')
    const nothing = await browser.visit(`${realBase}/oauth1/authorize?oauth_token=${token}&decision=approve`)
    expect(nothing.verdict?.asked, 'a link decides nothing').toBe('consent')
  })

  test('names the client, and marks what was not verified', async () => {
    const lab = makeLab()
    const { token } = await lab.temporary({ callback: 'http://localhost:9999/ready' })
    const browser = lab.browser()
    await visit(lab, token, browser)
    const page = await browser.submit(Object.entries(lab.parties.resourceOwner))
    expect(bodyOf(page)).toContain('Reader asks for access to your notes')
    expect(bodyOf(page)).toContain('has not verified who is behind it')
    expect(bodyOf(page)).toContain('<code>http://localhost:9999</code>, as the client said')
    const policy = answerField(page, 'content-security-policy')
    expect(policy).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']{44}'; form-action 'self' http:\/\/localhost:9999; frame-ancestors 'self'; base-uri 'none'$/,
    )
  })

  test('keeps its session to its world: name, path, and not for scripts', async () => {
    const lab = makeLab()
    for (const [base, name] of [
      [realBase, 'oauth1-session-lab'],
      [twin('nonce-unused'), 'oauth1-session-lab-without-nonce-unused'],
    ] as const) {
      const temporary = await lab.temporary({ base })
      const browser = lab.browser(base)
      await browser.visit(`${base}/oauth1/authorize?oauth_token=${temporary.token}`)
      const page = await browser.submit(Object.entries(lab.parties.resourceOwner))
      expect(answerField(page, 'set-cookie')).toMatch(
        new RegExp(`^${name}=[A-Za-z0-9_-]{32}; Path=${base}/oauth1; Max-Age=3600; HttpOnly; SameSite=Lax$`),
      )
    }
    lab.transport = 'tls'
    const { token } = await lab.temporary()
    const browser = lab.browser()
    await visit(lab, token, browser)
    const page = await browser.submit(Object.entries(lab.parties.resourceOwner))
    expect(answerField(page, 'set-cookie')).toMatch(/^__Secure-oauth1-session-lab=.*; Secure$/)
  })

  test('forgets who is logged in after an hour of the sandbox’s clock, which runs ahead of the store’s', async () => {
    const lab = makeLab()
    const browser = lab.browser()
    await visit(lab, (await lab.temporary()).token, browser)
    await browser.submit(Object.entries(lab.parties.resourceOwner))
    const ahead = (milliseconds: number) => {
      lab.server = (target, address) => {
        const server = OAuth1Lab.prototype.server.call(lab, target, address)
        return { ...server, now: server.now + milliseconds }
      }
    }
    const later = async (milliseconds: number) => {
      ahead(milliseconds)
      const { token } = await lab.temporary({ timestamp: Math.floor((lab.clock + milliseconds) / 1000) })
      return (await visit(lab, token, browser)).verdict?.asked
    }
    expect(await later(3_599_000)).toBe('consent')
    expect(await later(3_600_000)).toBe('log-in')
  })

  test('logs nobody in with a wrong password, and stops after ten in a minute', async () => {
    const lab = makeLab()
    const { token } = await lab.temporary()
    const browser = lab.browser()
    await visit(lab, token, browser)
    const wrong = (userId = 'ada') =>
      browser.submit([
        ['userId', userId],
        ['password', 'x'],
      ])
    for (let i = 0; i < 10; i++) {
      const page = await wrong()
      expect(page.response.status).toBe(403)
      expect(page.verdict?.asked).toBe('log-in')
      expect(bodyOf(page)).toContain('do not go together')
      expect(answerField(page, 'set-cookie')).toBeUndefined()
    }
    const stopped = await wrong()
    expect(stopped.response.status).toBe(429)
    expect(answerField(stopped, 'retry-after')).toBe('60')
    expect(
      (await browser.submit(Object.entries(lab.parties.resourceOwner))).response.status,
      'even the right one',
    ).toBe(429)
    expect((await wrong('nobody')).response.status, 'by user').toBe(403)
    lab.clock += 60_000
    expect((await browser.submit(Object.entries(lab.parties.resourceOwner))).response.status).toBe(200)
  })

  test('tries no more than ten passwords, however many come at once', async () => {
    const lab = makeLab()
    const { token } = await lab.temporary()
    const guess = (password: string) =>
      lab.send(
        request(
          'POST',
          `${realBase}/oauth1/authorize`,
          [['Content-Type', formMediaType]],
          `oauth_token=${token}&userId=ada&password=${password}`,
        ),
      )
    const guesses = Array.from({ length: 30 }, (_, i) =>
      guess(i === 20 ? lab.parties.resourceOwner.password : `guess${i}`),
    )
    const statuses = (await Promise.all(guesses)).map(({ response }) => response.status)
    expect(statuses.filter((status) => status === 403)).toHaveLength(10)
    expect(statuses.filter((status) => status === 429)).toHaveLength(20)
  })

  test('takes no log-in from a page of another site', async () => {
    const lab = makeLab()
    const { token } = await lab.temporary()
    const { userId, password } = lab.parties.resourceOwner
    const body = `oauth_token=${token}&userId=${userId}&password=${password}`
    const form = (site: string) =>
      lab.send(
        request(
          'POST',
          `${realBase}/oauth1/authorize`,
          [
            ['Content-Type', formMediaType],
            ['Sec-Fetch-Site', site],
          ],
          body,
        ),
      )
    const refused = await form('cross-site')
    expect(refused.response.status).toBe(403)
    expect(answerField(refused, 'set-cookie')).toBeUndefined()
    expect(answerField(await form('same-origin'), 'set-cookie')).toBeDefined()
  })

  test('takes no decision but from its own page', async () => {
    const lab = makeLab()
    const [one, other] = [await lab.temporary(), await lab.temporary()]
    const browser = lab.browser()
    for (const decisionToken of ['', 'x']) {
      await visit(lab, one.token, browser)
      if (!bodyOf(browser.page as Exchange).includes('decisionToken'))
        await browser.submit(Object.entries(lab.parties.resourceOwner))
      const page = await browser.submit([
        ['decisionToken', decisionToken],
        ['decision', 'approve'],
      ])
      expectRefused(page, 'decision-from-own-page', 403)
      expect(answerField(page, 'location')).toBeUndefined()
    }
    // Nor from the page about another flow.
    const page = await visit(lab, other.token, browser)
    const value = /name="decisionToken" value="([^"]+)"/.exec(bodyOf(page))?.[1] ?? ''
    await visit(lab, one.token, browser)
    expectRefused(
      await browser.submit([
        ['decisionToken', value],
        ['decision', 'approve'],
      ]),
      'decision-from-own-page',
      403,
    )
  })

  test('gives no right that nobody ticked', async () => {
    const lab = makeLab()
    const temporary = await lab.temporary()
    const page = await lab.decide(temporary, { without: ['scope'] })
    expect(page.verdict?.asked).toBe('consent')
    expect(bodyOf(page)).toContain('Tick at least one box')
  })

  test('leads back without a verifier after a no, and these credentials are dead', async () => {
    const lab = makeLab()
    const temporary = await lab.temporary()
    const decided = await lab.decide(temporary, { decision: 'deny' })
    expect(failedCheck(decided)).toBe('consent-given')
    expect(decided.response.status).toBe(303)
    expect(answerField(decided, 'location')).toBe(
      `http://localhost:9999/ready?x=1&oauth_token=${temporary.token}&oauth_problem=permission_denied`,
    )
    expect((await visit(lab, temporary.token)).response.status).toBe(400)
    const page = await lab.decide(await lab.temporary({ callback: 'oob' }), { decision: 'deny' })
    expect(page.response.status).toBe(200)
    expect(bodyOf(page)).toContain('You said no')
  })

  test('counts one of two decisions at once, a yes and a no', async () => {
    const lab = makeLab()
    const temporary = await lab.temporary()
    const browser = lab.browser()
    await visit(lab, temporary.token, browser)
    await browser.submit(Object.entries(lab.parties.resourceOwner))
    const [yes, no] = await Promise.all([
      browser.submit([['decision', 'approve']]),
      browser.submit([['decision', 'deny']]),
    ])
    const [counted, late] = yes.response.status === 303 ? [yes, no] : [no, yes]
    expect(counted.response.status).toBe(303)
    expect(late.response.status).toBe(400)
    expect(failedCheck(late)).toBe('temporary-credentials-known')
    const exchanged = await lab.exchange(temporary, counted === yes ? verifierOf(yes) : '')
    expect(exchanged.response.status).toBe(counted === yes ? 200 : 401)
  })

  test('asks again each time, also where the answer was yes', async () => {
    const lab = makeLab()
    const browser = lab.browser()
    await lab.decide(await lab.temporary(), {}, browser)
    const { token } = await lab.temporary()
    expect((await visit(lab, token, browser)).verdict?.asked).toBe('consent')
  })
})

describe('Reader’s own endpoints', () => {
  const own = 'http://localhost:8787/s/lab/oauth1/client/callback'

  async function begun(lab: OAuth1Lab) {
    const temporary = await lab.temporary({ callback: own })
    const browser = lab.browser()
    const page = await browser.visit(`${realBase}/oauth1/client/begin?oauth_token=${temporary.token}`)
    expect(page.request.target).toBe(`${realBase}/oauth1/authorize?oauth_token=${temporary.token}`)
    await browser.submit(Object.entries(lab.parties.resourceOwner))
    return { temporary, browser }
  }

  test('take the callback of a flow that this user agent began', async () => {
    const lab = makeLab()
    const { temporary, browser } = await begun(lab)
    const back = await browser.submit([['decision', 'approve']])
    expect(
      back.request.target.startsWith(`${realBase}/oauth1/client/callback?oauth_token=${temporary.token}&`),
    ).toBe(true)
    expect(back.response.status).toBe(200)
    expect(back.verdict?.checks).toEqual([
      expect.objectContaining({ id: 'callback-expected', outcome: 'passed', clause: 'RFC 5849 §4.13' }),
    ])
    expect(bodyOf(back)).toContain('Back at Reader')
  })

  test('take the end of a refusal', async () => {
    const { browser } = await begun(makeLab())
    const back = await browser.submit([['decision', 'deny']])
    expect(back.response.status).toBe(200)
    expect(bodyOf(back)).toContain('Back without access')
  })

  test('stop at any other callback, and without the check do not', async () => {
    const lab = makeLab()
    for (const query of [
      '?oauth_token=x&oauth_verifier=v',
      '',
      '?oauth_token=',
      '?oauth_token=a&oauth_token=b',
    ]) {
      const stopped = await lab.get(`/oauth1/client/callback${query}`)
      expect(failedCheck(stopped)).toBe('callback-expected')
      expect(stopped.response.status).toBe(400)
      expect(bodyOf(stopped)).toContain('Reader stops here')
      expect(bodyOf(stopped), 'whose page it is').toContain('<p class="site">Reader</p>')
    }
    const weak = await lab.get(
      '/without/oauth1.callback-expected/oauth1/client/callback?oauth_token=x&oauth_verifier=v',
      [['Accept', 'application/json']],
    )
    expect(JSON.parse(bodyOf(weak))).toEqual({ oauth_token: 'x', oauth_verifier: 'v' })
  })

  test('know several flows at once, and begin none for another site', async () => {
    const lab = makeLab()
    const browser = lab.browser()
    for (const token of ['a', 'b', 'c'])
      await browser.visit(`${realBase}/oauth1/client/begin?oauth_token=${token}`)
    for (const token of ['a', 'b', 'c'])
      expect(
        (await browser.visit(`${realBase}/oauth1/client/callback?oauth_token=${token}`)).response.status,
      ).toBe(200)
    const beginFrom = (site: string) =>
      lab.get('/oauth1/client/begin?oauth_token=a', [['Sec-Fetch-Site', site]])
    // Another port of one host is the same site.
    for (const site of ['cross-site', 'same-site']) {
      const foreign = await beginFrom(site)
      expect(foreign.response.status).toBe(403)
      expect(answerField(foreign, 'set-cookie')).toBeUndefined()
    }
    for (const site of ['same-origin', 'none']) expect((await beginFrom(site)).response.status).toBe(302)
    for (const query of ['', '?oauth_token=', '?oauth_token=%0d%0a', '?oauth_token=a%3Bb'])
      expect((await lab.get(`/oauth1/client/begin${query}`)).response.status).toBe(400)
  })
})

describe('without a check', () => {
  /** What is refused in the real world and gets in without this one check. */
  const weak: Record<string, (lab: OAuth1Lab, base: string) => Promise<Exchange>> = {
    'parameters-in-one-place': async (lab, base) =>
      lab.call({ base, token: await lab.token(base), path: '/oauth1/whoami?oauth_version=1.0' }),
    'parameters-unique': async (lab, base) => {
      const token = await lab.token(base)
      return lab.call({ base, token, extra: [['oauth_nonce', 'twice']] })
    },
    'version-is-1-0': async (lab, base) =>
      lab.call({ base, token: await lab.token(base), extra: [['oauth_version', '2.0']] }),
    'plaintext-only-over-tls': async (lab, base) =>
      lab.call({ base, token: await lab.token(base), method: 'PLAINTEXT' }),
    'channel-is-private': (lab, base) => {
      lab.publicOrigin = 'http://lab.example'
      return lab.initiate({ base })
    },
    'signature-matches': async (lab, base) =>
      lab.call({ base, token: { ...(await lab.token(base)), secret: 'guessed' } }),
    'timestamp-recent': async (lab, base) => lab.call({ base, token: await lab.token(base), timestamp: 1 }),
    'callback-registered': (lab, base) => lab.initiate({ base, callback: 'https://evil.test/' }),
    'issued-to-this-client': async (lab, base) =>
      lab.call({ base, token: await lab.token(base), client: lab.parties.otherClient }),
    'temporary-credentials-not-expired': async (lab, base) => {
      const temporary = await lab.temporary({ base })
      const verifier = verifierOf(await lab.decide(temporary, { base }))
      lab.clock += 1_200_000
      return lab.exchange(temporary, verifier, { base })
    },
    'temporary-credentials-authorized': async (lab, base) =>
      lab.exchange(await lab.temporary({ base }), undefined, { base }),
    'verifier-matches': async (lab, base) => {
      const temporary = await lab.temporary({ base })
      await lab.decide(temporary, { base })
      return lab.exchange(temporary, undefined, { base })
    },
    'token-credentials-active': async (lab, base) => {
      const token = await lab.token(base)
      lab.clock += 7_200_000
      return lab.call({ base, token })
    },
    'scope-covers-request': async (lab, base) => {
      const temporary = await lab.temporary({ base })
      const browser = lab.browser(base)
      await browser.visit(`${base}/oauth1/authorize?oauth_token=${temporary.token}`)
      await browser.submit(Object.entries(lab.parties.resourceOwner))
      const fields: FormPair[] = [
        ['scope', 'notes:read'],
        ['decision', 'approve'],
      ]
      const verifier = verifierOf(await browser.submit(fields))
      const token = pairOf(await lab.exchange(temporary, verifier, { base }))
      return lab.call({ base, token, httpMethod: 'POST' })
    },
    'nonce-unused': async (lab, base) => {
      const { request: message } = await lab.sign({ base, token: await lab.token(base) })
      await lab.send(message)
      return lab.send(message)
    },
    'temporary-credentials-unused': async (lab, base) => {
      const temporary = await lab.temporary({ base })
      const verifier = verifierOf(await lab.decide(temporary, { base }))
      await lab.exchange(temporary, verifier, { base })
      return lab.exchange(temporary, verifier, { base })
    },
  }

  test.each(Object.entries(weak))('%s', async (check, play) => {
    const real = await play(makeLab(), realBase)
    expect(failedCheck(real)).toBe(check)
    const twins = await play(makeLab(), twin(check))
    expect(twins.response.status).toBe(200)
    for (const { id, outcome } of twins.verdict?.checks ?? [])
      expect(id === check ? ['removed'] : ['passed', 'not-applicable'], id).toContain(outcome)
    expect(answerField(twins, 'lockstep-without')).toBe(`oauth1.${check}`)
  })

  test('decision-from-own-page: a form elsewhere decides', async () => {
    const lab = makeLab()
    const base = twin('decision-from-own-page')
    const temporary = await lab.temporary({ base })
    const browser = lab.browser(base)
    await browser.visit(`${base}/oauth1/authorize?oauth_token=${temporary.token}`)
    await browser.submit(Object.entries(lab.parties.resourceOwner))
    const decided = await browser.submit([['decision', 'approve']], { without: ['decisionToken'] })
    expect(verifierOf(decided)).toMatch(/^[\w-]{22}$/)
  })

  test('callback-registered: what would leave the sandbox is shown, not sent', async () => {
    const lab = makeLab()
    const base = twin('callback-registered')
    for (const callback of ['https://evil.test/take?a=b&c=%22', 'myapp://back']) {
      const temporary = await lab.temporary({ base, callback })
      const decided = await lab.decide(temporary, { base })
      expect(decided.response.status).toBe(200)
      expect(answerField(decided, 'location')).toBeUndefined()
      const held = heldTarget(bodyOf(decided)) ?? ''
      expect(held.startsWith(callback)).toBe(true)
      expect(new URL(held).searchParams.get('oauth_verifier')).toMatch(/^[\w-]{22}$/)
    }
  })

  test('callback-registered: an address on the page is text, and none is a word of its policy', async () => {
    const lab = makeLab()
    const base = twin('callback-registered')
    for (const callback of [
      'http://*/',
      'http://a;sandbox/',
      'http://a,b/',
      'myapp://back',
      "x:<img src='x'>",
    ]) {
      const answer = await lab.initiate({ base, callback })
      if (callback.startsWith('x:')) {
        expect(failedCheck(answer)).toBe('callback-present')
        continue
      }
      const { token } = pairOf(answer)
      const browser = lab.browser(base)
      await browser.visit(`${base}/oauth1/authorize?oauth_token=${token}`)
      const page = await browser.submit(Object.entries(lab.parties.resourceOwner))
      expect(answerField(page, 'content-security-policy'), callback).toContain("; form-action 'self'; ")
      expect(bodyOf(page)).toContain(`<code>${callback}</code>, as the client said`)
    }
  })

  test('what is minted there is worth nothing in the real world', async () => {
    const lab = makeLab()
    const base = twin('nonce-unused')
    const temporary = await lab.temporary({ base })
    const verifier = verifierOf(await lab.decide(temporary, { base }))
    expectRefused(await lab.exchange(temporary, verifier), 'temporary-credentials-known', 401)
    expectRefused(await lab.call({ token: await lab.token(base) }), 'token-credentials-known', 401)
  })
})
