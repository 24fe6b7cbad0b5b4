import { request } from '@lockstep/http/message'
import { fixture } from '@lockstep/schemes/testing/fixture-scheme'
import { MemoryStore } from '@lockstep/store/memory-store'
import { StoreUnavailable } from '@lockstep/store/store'
import { describe, expect, it } from 'vitest'
import { fieldOf, jsonOf, TestApp } from './testing/test-app.ts'

const word = (value = 'swordfish') =>
  [
    ['X-Profile', 'word'],
    ['X-Value', value],
  ] as const
const whoami = '/s/demo/fixture/whoami'

describe('a request to a sandbox', () => {
  it('is judged by the scheme, and its answer carries an exchange id', async () => {
    const app = new TestApp([fixture])
    const answer = await app.get(whoami, word())
    expect(answer.status).toBe(200)
    expect(jsonOf(answer)).toEqual({
      scheme: 'fixture',
      principal: { type: 'user', id: 'ada', scope: 'notes:read notes:write' },
    })
    expect(fieldOf(answer, 'exchange-id')).toMatch(/^[0-9a-f]{32}$/)
  })

  it('works from a plain Request too', async () => {
    const answer = await new TestApp([fixture]).fetch(whoami, {
      headers: { 'X-Profile': 'word', 'X-Value': 'swordfish' },
    })
    expect(answer.status).toBe(200)
    expect(await answer.json()).toMatchObject({ principal: { id: 'ada' } })
  })

  it('keeps field lines of one name apart, in order and in their case', async () => {
    const app = new TestApp([fixture])
    const answer = await app.get(whoami, [
      ['x-PROFILE', 'word'],
      ['Authorization', 'One'],
      ['authorization', 'Two'],
      ['X-Value', 'no'],
    ])
    const told = jsonOf(await app.get(`/api/exchanges/${fieldOf(answer, 'exchange-id')}`))
    expect(told.request.headers).toEqual([
      ['x-PROFILE', 'word'],
      ['Authorization', 'One'],
      ['authorization', 'Two'],
      ['X-Value', 'no'],
    ])
  })

  it('is answered by the world it names, which says so', async () => {
    const app = new TestApp([fixture])
    const there = await app.get('/s/demo/without/fixture.word-right/fixture/whoami', word('anything'))
    expect(there.status).toBe(200)
    expect(fieldOf(there, 'lockstep-without')).toBe('fixture.word-right')
    expect((await app.get(whoami, word('anything'))).status).toBe(401)
  })

  it.each([
    ['a world without a check that does not exist', '/s/demo/without/fixture.nothing/fixture/whoami'],
    ['a world without a structural check', '/s/demo/without/fixture.profile-recognised/fixture/whoami'],
    ['a world within a world', '/s/demo/without/fixture.word-right/without/fixture.sent-once/fixture/whoami'],
    ['an unknown path', '/s/demo/fixture/nothing'],
  ])('to %s is 404, recorded all the same', async (_, target) => {
    const app = new TestApp([fixture])
    const answer = await app.get(target)
    expect(answer.status).toBe(404)
    expect(jsonOf(answer).type).toBe('/problems/not-found')
    const told = jsonOf(await app.get(`/api/exchanges/${fieldOf(answer, 'exchange-id')}`))
    expect(told).toMatchObject({ endpoint: null, verdict: null, response: { status: 404 } })
  })

  it('with another method is 405 with Allow', async () => {
    const app = new TestApp([fixture])
    const answer = await app.send(request('PATCH', whoami))
    expect([answer.status, fieldOf(answer, 'allow')]).toEqual([405, 'GET, HEAD, POST'])
  })

  it('by HEAD is answered like GET, without content', async () => {
    const answer = await new TestApp([fixture]).send(request('HEAD', whoami, word()))
    expect([answer.status, answer.body.length]).toEqual([200, 0])
  })

  it('by HEAD is answered like GET from a plain Request too, with nothing sent twice', async () => {
    const app = new TestApp([fixture])
    const answers: number[] = []
    const counting = new TestApp([fixture], {
      reply: (context, response) => {
        answers.push(response.body.length)
        return app.platform.reply?.(context, response) ?? new Response()
      },
    })
    for (const path of [whoami, '/api/health']) {
      const answer = await counting.fetch(path, {
        method: 'HEAD',
        headers: { 'X-Profile': 'number', 'X-Value': '2' },
      })
      expect([answer.status, await answer.text()]).toEqual([200, ''])
    }
    expect(answers).toEqual([0, 0])
    const [told] = jsonOf(await counting.get('/api/sandboxes/demo/exchanges'))
    expect(told.request.method).toBe('HEAD')
  })

  it('below .well-known reaches the scheme of that sandbox', async () => {
    const app = new TestApp([fixture])
    const { id } = await app.sandbox()
    expect(jsonOf(await app.get(`/.well-known/fixture-server/s/${id}`))).toEqual({
      issuer: `http://localhost:8787/s/${id}`,
    })
    expect((await app.get('/.well-known/fixture-server')).status).toBe(404)
  })

  it('that makes the server fail is 500 without a word of why, and the log names a class only', async () => {
    const broken = {
      ...fixture,
      endpoints: [
        {
          ...fixture.endpoints[0],
          handle: () => {
            throw new RangeError('swordfish leaked')
          },
        },
      ],
    }
    const app = new TestApp([broken as unknown as typeof fixture])
    const answer = await app.get(whoami, word())
    expect(jsonOf(answer)).toEqual({
      type: '/problems/unexpected',
      title: 'The server made a mistake.',
      status: 500,
    })
    expect(fieldOf(answer, 'exchange-id')).toBeDefined()
    expect(app.logged.at(-1)).toMatchObject({ status: 500, error: 'RangeError' })
    expect(JSON.stringify(app.logged)).not.toContain('swordfish')
  })

  it('leaves one line in the log: who, where, what came of it, and nothing that was sent', async () => {
    const app = new TestApp([fixture])
    const answers = [await app.get(`${whoami}?secret=canary`, word()), await app.get(whoami, word('canary'))]
    // Twelve digits of the id: with all of it the log's readers could read the exchange.
    const ids = answers.map((answer) => fieldOf(answer, 'exchange-id')?.slice(0, 12))
    const line = { time: app.clock, endpoint: 'fixture/whoami' }
    expect(app.logged).toEqual([
      { ...line, id: ids[0], principal: 'ada', status: 200, check: '-' },
      { ...line, id: ids[1], principal: '-', status: 401, check: 'word-right' },
    ])
  })

  it('and any other has an id, which its line in the log begins with', async () => {
    const app = new TestApp([fixture])
    for (const path of ['/api/health', '/s/nobody/fixture/whoami', '/api/nothing']) {
      const id = fieldOf(await app.get(path), 'request-id') ?? ''
      expect(id, path).toMatch(/^[0-9a-f]{32}$/)
      expect(app.logged.at(-1)?.id, path).toBe(id.slice(0, 12))
    }
  })
})

describe('a message that is not what it should be', () => {
  it.each([
    ['TRACE on a sandbox path', 'TRACE', whoami, 405],
    ['TRACE on a platform path', 'TRACE', '/api/health', 405],
    ['TRACE on any other path', 'TRACE', '/', 405],
    ['CONNECT', 'CONNECT', 'example.org:443', 501],
    ['an unknown method', 'BREW', whoami, 501],
    ['an unknown method on the platform', 'BREW', '/api/health', 501],
    ['an absolute target', 'GET', 'http://evil.example/api/health', 400],
    ['an asterisk', 'OPTIONS', '*', 400],
    ['a fragment', 'GET', '/api/health#x', 400],
    ['dot segments', 'GET', '/x/../api/health', 400],
    ['encoded dot segments', 'GET', '/x/%2e%2e/api/health', 400],
    ['an encoded slash', 'GET', '/api%2fhealth', 400],
    ['a zero octet', 'GET', '/index.html%00.js', 400],
    ['a backslash', 'GET', '/..\\api', 400],
    ['dot segments below a sandbox', 'GET', '/s/demo/../demo/fixture/whoami', 400],
    ['what is not ASCII', 'GET', '/ä', 400],
  ])('is refused: %s', async (_, method, target, status) => {
    const answer = await new TestApp([fixture]).send(request(method, target))
    expect(answer.status).toBe(status)
    if (method === 'TRACE') expect(fieldOf(answer, 'allow')).toContain('GET')
  })

  it('is refused with two Host fields', async () => {
    const app = new TestApp([fixture])
    const hosts = [
      ['Host', 'localhost'],
      ['host', 'evil.example'],
    ] as const
    expect((await app.get('/api/health', hosts)).status).toBe(400)
    expect((await app.get(whoami, hosts)).status).toBe(400)
  })

  it('is 405 with Allow where the platform has the path for another method', async () => {
    const answer = await new TestApp([fixture]).send(request('DELETE', '/api/health'))
    expect([answer.status, fieldOf(answer, 'allow')]).toEqual([405, 'GET, HEAD, OPTIONS'])
    const asked = await new TestApp([fixture]).send(request('OPTIONS', '/api/health'))
    expect([asked.status, fieldOf(asked, 'allow')]).toEqual([204, 'GET, HEAD, OPTIONS'])
  })

  it('is a problem with a type of its own where nothing is', async () => {
    const answer = await new TestApp([fixture]).get('/api/nothing')
    expect([answer.status, fieldOf(answer, 'content-type')]).toEqual([404, 'application/problem+json'])
  })
})

describe('the platform', () => {
  it('says that it is well', async () => {
    expect(jsonOf(await new TestApp([fixture]).get('/api/health'))).toEqual({
      status: 'ok',
      version: '0.0.0-test',
      runtime: 'node',
    })
  })

  it('explains every problem type, as data and as a page that runs nothing', async () => {
    const app = new TestApp([fixture])
    expect(jsonOf(await app.get('/problems/sandbox-unknown'))).toMatchObject({
      status: 404,
      title: 'There is no such sandbox.',
    })
    const page = await app.get('/problems/sandbox-unknown', [['Accept', 'text/html']])
    expect(fieldOf(page, 'content-security-policy')).toContain("default-src 'none'")
    expect(fieldOf(page, 'access-control-allow-origin')).toBeUndefined()
  })

  it('serves the certificate by which its TLS listener is trusted, in every sandbox', async () => {
    const app = new TestApp([fixture], { serverCaPem: '-----BEGIN CERTIFICATE-----\n' })
    const answer = await app.get('/s/demo/mtls/ca.pem')
    expect([answer.status, fieldOf(answer, 'content-type')]).toEqual([200, 'application/x-pem-file'])
    expect((await new TestApp([fixture]).get('/s/demo/mtls/ca.pem')).status).toBe(404)
  })

  it('refuses plain HTTP where the public address is https, and says HSTS over TLS only', async () => {
    const app = new TestApp([fixture], { publicOrigin: 'https://lockstep.example' })
    for (const target of ['/', '/api/health', whoami]) {
      const clear = await app.get(target)
      expect([clear.status, jsonOf(clear).type]).toEqual([403, '/problems/tls-needed'])
      expect(fieldOf(clear, 'strict-transport-security')).toBeUndefined()
    }
    const safe = await app.get('/api/health', [], { transport: 'tls' })
    expect([safe.status, fieldOf(safe, 'strict-transport-security')]).toEqual([200, 'max-age=31536000'])
  })

  it('takes the origin from the listener, never from Host', async () => {
    const app = new TestApp([fixture], { publicTlsOrigin: 'https://localhost:8443' })
    const issuer = async (transport: 'http' | 'tls') =>
      jsonOf(await app.get('/.well-known/fixture-server/s/demo', [['Host', 'evil.example']], { transport }))
        .issuer
    expect(await issuer('http')).toBe('http://localhost:8787/s/demo')
    expect(await issuer('tls')).toBe('https://localhost:8443/s/demo')
  })

  it('believes what a known proxy says of the caller, and nobody else', async () => {
    const app = new TestApp([fixture], {
      publicOrigin: 'https://lockstep.example',
      trustedProxies: ['10.0.0.0/8'],
    })
    const forwarded = [['X-Forwarded-Proto', 'https']] as const
    expect((await app.get('/api/health', forwarded, { address: '10.1.2.3' })).status).toBe(200)
    expect((await app.get('/api/health', forwarded, { address: '192.0.2.9' })).status).toBe(403)
  })
})

describe('the fields of an answer', () => {
  it('let any page read the API, without credentials', async () => {
    const app = new TestApp([fixture])
    for (const answer of [
      await app.get(whoami),
      await app.get('/api/health'),
      await app.get('/s/nobody/x'),
    ]) {
      expect(fieldOf(answer, 'access-control-allow-origin')).toBe('*')
      expect(fieldOf(answer, 'access-control-allow-credentials')).toBeUndefined()
      expect(fieldOf(answer, 'access-control-expose-headers')).toContain(
        'Exchange-Id, Request-Id, WWW-Authenticate',
      )
      expect(fieldOf(answer, 'content-security-policy')).toBe(
        "default-src 'none'; frame-ancestors 'none'; sandbox",
      )
      expect(fieldOf(answer, 'x-content-type-options')).toBe('nosniff')
      expect(fieldOf(answer, 'referrer-policy')).toBe('no-referrer')
      expect(fieldOf(answer, 'cache-control')).toBe('no-store')
      expect(fieldOf(answer, 'set-cookie')).toBeUndefined()
    }
  })

  it('answer a preflight with the names it asked for', async () => {
    const app = new TestApp([fixture])
    const ask = (target: string, names: string) =>
      app.send(
        request('OPTIONS', target, [
          ['Origin', 'https://blog.example'],
          ['Access-Control-Request-Method', 'POST'],
          ['Access-Control-Request-Headers', names],
        ]),
      )
    for (const target of [whoami, '/api/sandboxes', '/s/nobody/fixture/whoami']) {
      const answer = await ask(target, 'authorization, x-value')
      expect(answer.status).toBe(204)
      expect(fieldOf(answer, 'access-control-allow-headers')).toBe('authorization, x-value')
      expect(fieldOf(answer, 'access-control-allow-origin')).toBe('*')
      expect(fieldOf(answer, 'vary')).toBe('Access-Control-Request-Headers')
    }
    expect(fieldOf(await ask(whoami, 'x"y\\'), 'access-control-allow-headers')).toBe(
      'Authorization, Content-Type',
    )
  })

  it('of the page are those of one strict policy', async () => {
    const app = new TestApp([fixture], {
      page: () => new Response('<!doctype html>', { headers: { 'Content-Type': 'text/html' } }),
    })
    const answer = await app.fetch('/schemes/anything')
    expect(answer.status).toBe(200)
    const policy = answer.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("script-src 'self';")
    expect(policy).toContain("style-src 'self' 'unsafe-inline';")
    expect(policy).not.toContain('unsafe-eval')
    expect(answer.headers.get('cross-origin-opener-policy')).toBe('same-origin')
    expect(answer.headers.get('permissions-policy')).toContain('camera=()')
    expect(answer.headers.get('access-control-allow-origin')).toBeNull()
    expect((await app.fetch('/api/nothing')).status).toBe(404)
    expect((await app.fetch('/', { method: 'POST' })).status).toBe(405)
  })
})

it('is 503 where the store cannot be used: nothing is taken for unused', async () => {
  const store = new MemoryStore(() => 0)
  const app = new TestApp([fixture], { volatile: store })
  store.claim = () => {
    throw new StoreUnavailable('The disk of the server is full.')
  }
  const answer = await app.get('/s/demo/fixture/whoami', [
    ['X-Profile', 'number'],
    ['X-Value', '2'],
  ])
  expect([answer.status, fieldOf(answer, 'retry-after'), jsonOf(answer).type]).toEqual([
    503,
    '5',
    '/problems/store-unavailable',
  ])
  expect(app.logged.at(-1)).toMatchObject({ status: 503, error: 'StoreUnavailable' })
})
