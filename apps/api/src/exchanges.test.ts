import { type HttpRequest, request } from '@lockstep/http/message'
import type { Recorded } from '@lockstep/schemes/exchange'
import { fixture } from '@lockstep/schemes/testing/fixture-scheme'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { Exchanges, sizeOf } from './exchanges.ts'
import { event } from './live-stream.ts'
import { fieldOf, jsonOf, TestApp } from './testing/test-app.ts'

const bounds = { lines: 1000, lineOctets: 1024 * 1024, allLineOctets: 1024 * 1024 * 1024 }
const recorded = (id: string, sandbox = 'a', message: HttpRequest = request('GET', '/s/a/x')): Recorded => ({
  id,
  sandbox,
  scheme: null,
  endpoint: null,
  without: null,
  startedAt: 0,
  durationMicros: 1,
  transport: 'http',
  request: message,
  response: { status: 200, headers: [], body: new Uint8Array(0) },
  verdict: null,
})
const ids = (lines: readonly Recorded[]) => lines.map(({ id }) => id)

describe('the recorder', () => {
  it('keeps the last lines of a sandbox and gives up the oldest', () => {
    const exchanges = new Exchanges({ ...bounds, lines: 3 })
    for (let i = 0; i < 200; i++) exchanges.record(recorded(`${i}`))
    expect(ids(exchanges.of('a'))).toEqual(['197', '198', '199'])
    expect([exchanges.get('196'), exchanges.get('197')?.id]).toEqual([undefined, '197'])
    expect(exchanges.octets).toBe(3 * sizeOf(recorded('199')))
  })

  it('keeps no more octets of a sandbox than its share, whatever is sent', () => {
    const exchanges = new Exchanges({ ...bounds, lineOctets: 100_000 })
    for (let i = 0; i < 50; i++)
      exchanges.record(recorded(`${i}`, 'a', request('POST', '/s/a/x', [], new Uint8Array(20_000))))
    expect(ids(exchanges.of('a'))).toEqual(['46', '47', '48', '49'])
    expect(exchanges.octets).toBeLessThanOrEqual(100_000)
  })

  it('counts everything that a caller can make long', () => {
    const plain = sizeOf(recorded('1'))
    const long = 'x'.repeat(5000)
    const longer = [
      request('GET', `/${long}`),
      request('GET', '/s/a/x', [[long, '']]),
      request('GET', '/s/a/x', [['a', long]]),
      request('POST', '/s/a/x', [], long),
    ]
    for (const message of longer) expect(sizeOf(recorded('1', 'a', message)) - plain).toBeGreaterThan(4900)
  })

  it('keeps no more of all sandboxes than the process has room for: the quiet ones give way', () => {
    const one = sizeOf(recorded('1'))
    const exchanges = new Exchanges({ ...bounds, allLineOctets: 8 * one })
    for (let i = 0; i < 4; i++) exchanges.record(recorded(`quiet ${i}`, 'quiet'))
    for (let i = 0; i < 5; i++) exchanges.record(recorded(`busy ${i}`, 'busy'))
    expect(ids(exchanges.of('quiet'))).toEqual(['quiet 2', 'quiet 3'])
    expect(exchanges.of('busy')).toHaveLength(5)
    expect(exchanges.octets).toBe(7 * one)
    expect(exchanges.get('quiet 0')).toBeUndefined()
  })

  it('tells what came after an exchange, and everything where that is gone', () => {
    const exchanges = new Exchanges(bounds)
    for (const id of ['1', '2', '3']) exchanges.record(recorded(id))
    expect(ids(exchanges.of('a', '1'))).toEqual(['2', '3'])
    expect(ids(exchanges.of('a', 'gone'))).toEqual(['1', '2', '3'])
    expect(exchanges.of('b')).toEqual([])
  })

  it('forgets a sandbox whole', () => {
    const exchanges = new Exchanges(bounds)
    exchanges.record(recorded('1'))
    exchanges.record(recorded('2', 'b'))
    exchanges.forget('a')
    expect([exchanges.of('a'), exchanges.get('1'), exchanges.octets]).toEqual([
      [],
      undefined,
      sizeOf(recorded('2', 'b')),
    ])
  })
})

describe('an exchange', () => {
  const seen = async (app: TestApp, id: string, headers: Parameters<TestApp['get']>[1] = []) => {
    const answer = await app.get(`/s/${id}/fixture/whoami?x=%20`, [
      ['X-Profile', 'word'],
      ['X-Value', 'no'],
    ])
    return app.get(`/api/exchanges/${fieldOf(answer, 'exchange-id')}`, headers)
  }

  it('tells anybody with its id what came and how each check ended, and no more', async () => {
    const app = new TestApp([fixture])
    const { id } = await app.sandbox()
    const told = jsonOf(await seen(app, id))
    expect(told).toMatchObject({
      sandbox: id,
      scheme: 'fixture',
      endpoint: 'whoami',
      without: null,
      transport: 'http',
      startedAt: new Date(app.clock).toISOString(),
      request: {
        method: 'GET',
        target: `/s/${id}/fixture/whoami?x=%20`,
        headers: [
          ['X-Profile', 'word'],
          ['X-Value', 'no'],
        ],
        body: { text: '', bytes: 0, truncated: false },
      },
      response: { status: 401 },
    })
    expect(Number.isInteger(told.durationMicros)).toBe(true)
    expect(told.verdict).toEqual({
      endpoint: 'whoami',
      branch: 'word',
      outcome: 'refused',
      accepted: false,
      principal: null,
      checks: [
        { id: 'profile-recognised', clause: 'RFC 9110 §11.4', outcome: 'passed' },
        { id: 'word-right', clause: 'RFC 9110 §11.4', outcome: 'failed' },
        { id: 'sent-once', clause: 'policy; RFC 9110 §11.4', outcome: 'not-reached' },
      ],
    })
  })

  it('tells its owner what was expected, what came and what was derived', async () => {
    const app = new TestApp([fixture])
    const { id, owner } = await app.sandbox()
    const { verdict } = jsonOf(await seen(app, id, [owner]))
    expect(verdict.checks[1]).toMatchObject({ expected: 'the word agreed on', actual: '2 letters' })
    expect(verdict.derivation).toEqual([{ name: 'value', parts: [{ text: 'no', maker: 'user-agent' }] }])
  })

  it('tells another owner that the token is wrong', async () => {
    const app = new TestApp([fixture])
    const [{ id }, other] = [await app.sandbox(), await app.sandbox()]
    expect((await seen(app, id, [other.owner])).status).toBe(401)
  })

  it('of the public sandbox is told whole on loopback only', async () => {
    const derived = async (publicOrigin: string) =>
      jsonOf(await seen(new TestApp([fixture], { publicOrigin }), 'demo')).verdict.derivation
    expect(await derived('http://localhost:8787')).toHaveLength(1)
    expect(await derived('http://lockstep.example')).toBeUndefined()
  })

  it('is 404 with a type of its own where it is not kept', async () => {
    const answer = await new TestApp([fixture]).get('/api/exchanges/nothing')
    expect([answer.status, jsonOf(answer).type]).toEqual([404, '/problems/exchange-unknown'])
  })

  it('is listed for the owner, newest last, with the weakened world it happened in', async () => {
    const app = new TestApp([fixture])
    const { id, owner } = await app.sandbox()
    await app.get(`/s/${id}/fixture/whoami`)
    await app.get(`/s/${id}/without/fixture.word-right/fixture/whoami`)
    await app.send(request('TRACE', `/s/${id}/fixture/whoami`))
    const told = jsonOf(await app.get(`/api/sandboxes/${id}/exchanges`, [owner]))
    expect(
      told.map(({ without, response }: { without: unknown; response: { status: number } }) => [
        without,
        response.status,
      ]),
    ).toEqual([
      [null, 401],
      ['fixture.word-right', 401],
      [null, 405],
    ])
  })
})

describe('the live stream', () => {
  afterEach(() => void vi.useRealTimers())

  const open = (app: TestApp, id: string, token: string, after?: string) =>
    app.fetch(`/api/sandboxes/${id}/exchanges`, {
      headers: {
        Accept: 'text/event-stream',
        Authorization: `Bearer ${token}`,
        ...(after ? { 'Last-Event-ID': after } : {}),
      },
    })
  const reader = (response: Response) => {
    const stream = response.body
      ?.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>)
      .getReader()
    return { next: async () => (await stream?.read())?.value, end: () => stream?.cancel() }
  }

  it('tells each exchange as it happens, under its id', async () => {
    const app = new TestApp([fixture])
    const { id, ownerToken } = await app.sandbox()
    const response = await open(app, id, ownerToken)
    expect(response.headers.get('content-type')).toBe('text/event-stream')
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
    const { next, end } = reader(response)
    expect(await next()).toBe('retry: 3000\n\n')
    const exchange = fieldOf(await app.get(`/s/${id}/fixture/whoami`), 'exchange-id')
    await app.get('/s/demo/fixture/whoami')
    const [idLine, eventLine, dataLine] = (await next())?.split('\n') ?? []
    expect([idLine, eventLine]).toEqual([`id: ${exchange}`, 'event: exchange'])
    expect(JSON.parse(dataLine?.slice('data: '.length) ?? '')).toMatchObject({
      id: exchange,
      verdict: { derivation: [] },
    })
    await end()
    expect((await open(app, id, ownerToken)).status).toBe(200)
  })

  it('is only begun for HEAD: nothing stays open', async () => {
    const app = new TestApp([fixture])
    const { id, owner } = await app.sandbox()
    const head = request('HEAD', `/api/sandboxes/${id}/exchanges`, [owner, ['Accept', 'text/event-stream']])
    for (let i = 0; i < 5; i++) {
      const answer = await app.send(head)
      expect([answer.status, fieldOf(answer, 'content-type'), answer.body.length]).toEqual([
        200,
        'text/event-stream',
        0,
      ])
    }
  })

  it('goes on after the exchange in Last-Event-ID', async () => {
    const app = new TestApp([fixture])
    const { id, ownerToken } = await app.sandbox()
    const sent = []
    for (let i = 0; i < 3; i++) sent.push(fieldOf(await app.get(`/s/${id}/fixture/whoami`), 'exchange-id'))
    const { next } = reader(await open(app, id, ownerToken, sent[0]))
    await next()
    expect([await next(), await next()].map((text) => text?.split('\n')[0])).toEqual([
      `id: ${sent[1]}`,
      `id: ${sent[2]}`,
    ])
  })

  it('beats every 15 seconds, so that nothing on the way takes it for dead', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    const app = new TestApp([fixture])
    const { id, ownerToken } = await app.sandbox()
    const { next, end } = reader(await open(app, id, ownerToken))
    await next()
    vi.advanceTimersByTime(15_000)
    expect(await next()).toBe(':\n\n')
    await end()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('ends with its sandbox, and with the app', async () => {
    const app = new TestApp([fixture])
    const [a, b] = [await app.sandbox(), await app.sandbox()]
    const [first, second] = [
      reader(await open(app, a.id, a.ownerToken)),
      reader(await open(app, b.id, b.ownerToken)),
    ]
    await Promise.all([first.next(), second.next()])
    await app.send(request('DELETE', `/api/sandboxes/${a.id}`, [a.owner]))
    expect(await first.next()).toBeUndefined()
    app.app.close()
    expect(await second.next()).toBeUndefined()
  })

  it('is one event an exchange, whatever line breaks the exchange holds', () => {
    for (const nasty of ['\n\ndata: forged', '\r\rid: forged', '\r\n\r\n', '\u2028\u2029', '\u0085']) {
      const text = event(recorded('1', 'a', request('POST', `/s/a/${nasty}`, [['X', nasty]], nasty)), 'owner')
      expect(text.split(/\r\n|\r|\n/)).toHaveLength(5)
      expect(text.endsWith('\n\n')).toBe(true)
    }
  })
})
