import { type HttpRequest, octets, request } from '@lockstep/http/message'
import { describe, expect, test } from 'vitest'
import { expectRefused, makeLab, realBase } from '../testing/oauth1-expect.ts'
import { answerOf, OAuth1Lab, pairOf, verifierOf } from '../testing/oauth1-lab.ts'

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
