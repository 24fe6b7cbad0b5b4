/** One test a limit, each seen to exceed it. */
import { request } from '@lockstep/http/message'
import { StoreFull } from '@lockstep/schemes/scheme'
import { fixture } from '@lockstep/schemes/testing/fixture-scheme'
import { MemoryStore } from '@lockstep/store/memory-store'
import { describe, expect, it } from 'vitest'
import { Ledger, limitedStore } from './limited-store.ts'
import { slowQueue } from './slow-queue.ts'
import { fieldOf, jsonOf, TestApp } from './testing/test-app.ts'

const whoami = (id: string) => `/s/${id}/fixture/whoami`
const number = (value: number) =>
  [
    ['X-Profile', 'number'],
    ['X-Value', `${value}`],
  ] as const

describe('sizes', () => {
  it('a target of 4 KiB is answered, one octet more is 414', async () => {
    const app = new TestApp([fixture])
    const target = (length: number) => `${whoami('demo')}?`.padEnd(length, 'x')
    expect((await app.get(target(4096))).status).toBe(401)
    const long = await app.get(target(4097))
    expect([long.status, jsonOf(long).type]).toEqual([414, '/problems/target-too-long'])
    expect(fieldOf(long, 'exchange-id')).toBeDefined()
    expect((await app.get('/api/health?'.padEnd(4097, 'x'))).status).toBe(414)
  })

  it('content of 64 KiB is answered, one octet more is 413', async () => {
    const app = new TestApp([fixture])
    const post = (octets: number) => app.send(request('POST', whoami('demo'), [], new Uint8Array(octets)))
    expect((await post(65_536)).status).toBe(401)
    const long = await post(65_537)
    expect([long.status, jsonOf(long).type]).toEqual([413, '/problems/content-too-large'])
  })

  it('content is counted as it comes, whatever its length is said to be', async () => {
    const app = new TestApp([fixture])
    let pulled = 0
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled++
        controller.enqueue(new Uint8Array(16 * 1024))
      },
    })
    const answer = await app.fetch(whoami('demo'), {
      method: 'POST',
      body: endless,
      duplex: 'half',
    } as RequestInit)
    expect(answer.status).toBe(413)
    expect(pulled).toBeLessThan(10)
  })

  it('JSON may be 32 deep and have 256 members', async () => {
    const app = new TestApp([fixture])
    const { id, owner } = await app.sandbox()
    const clock = async (body: string) => {
      const answer = await app.send(
        request('POST', `/api/sandboxes/${id}/clock`, [owner, ['Content-Type', 'application/json']], body),
      )
      return [answer.status, answer.status === 200 ? '' : jsonOf(answer).detail]
    }
    const deep = (depth: number) => `{"advance":1,"x":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`
    const wide = (members: number) => `{"advance":1,"x":[${Array(members).fill(0).join()}]}`
    expect(await clock(deep(32))).toEqual([200, ''])
    expect(await clock(deep(33))).toEqual([400, 'It is nested deeper than 32.'])
    expect(await clock(deep(20_000))).toEqual([400, 'It is nested deeper than 32.'])
    expect(await clock(wide(253))).toEqual([200, ''])
    expect(await clock(wide(254))).toEqual([400, 'It has more than 256 members.'])
    expect(await clock('{"advance":1,"__proto__":{"x":1}}')).toEqual([400, 'A member is called "__proto__".'])
    expect(await clock('{"advance":1,"x":"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["}')).toEqual([200, ''])
  })
})

describe('rates', () => {
  it('a sandbox is sent 60 at once and 20 a second, and says when the next is answered', async () => {
    const app = new TestApp([fixture])
    const { id } = await app.sandbox()
    const from = (i: number) => ({ address: `192.0.2.${i}` })
    for (let i = 0; i < 60; i++) expect((await app.get(whoami(id), [], from(i))).status).toBe(401)
    const refused = await app.get(whoami(id), [], from(61))
    expect([refused.status, fieldOf(refused, 'retry-after')]).toEqual([429, '1'])
    expect(jsonOf(refused)).toMatchObject({
      type: '/problems/too-many-requests',
      detail: 'This sandbox was sent too many.',
    })
    expect(fieldOf(refused, 'exchange-id')).toBeDefined()
    app.clock += 50
    expect((await app.get(whoami(id))).status).toBe(401)
    expect((await app.get(whoami(id))).status).toBe(429)
    const other = await app.sandbox()
    expect((await app.get(whoami(other.id))).status).toBe(401)
  })

  it('an address sends 200 at once and 100 a second, to whatever it likes; guessing ids counts too', async () => {
    const app = new TestApp([fixture])
    const targets = ['/api/health', whoami('demo'), whoami('0'.repeat(32)), '/api/exchanges/guess']
    const statuses: number[] = []
    for (let i = 0; i < 200; i++) statuses.push((await app.get(targets[i % 4] as string)).status)
    expect(statuses).not.toContain(429)
    for (const target of targets) expect((await app.get(target)).status).toBe(429)
    expect((await app.get('/api/health', [], { address: '192.0.2.2' })).status).toBe(200)
    app.clock += 1000
    for (let i = 0; i < 100; i++) statuses.push((await app.get('/api/health')).status)
    expect(statuses.slice(200)).not.toContain(429)
    expect((await app.get('/api/health')).status).toBe(429)
  })

  it('a sandbox is counted before its address: a full sandbox costs its address nothing', async () => {
    const app = new TestApp([fixture], {
      limits: { sandboxRate: { burst: 1, perSecond: 1 }, addressRate: { burst: 3, perSecond: 1 } },
    })
    const { id } = await app.sandbox({ address: '192.0.2.99' })
    await app.get(whoami(id))
    for (let i = 0; i < 10; i++)
      expect(jsonOf(await app.get(whoami(id))).detail).toBe('This sandbox was sent too many.')
    expect((await app.get('/api/health')).status).toBe(200)
  })

  it('a /64 of IPv6 counts as one address', async () => {
    const app = new TestApp([fixture], { limits: { addressRate: { burst: 2, perSecond: 1 } } })
    const from = async (address: string) => (await app.get('/api/health', [], { address })).status
    expect([await from('2001:db8::1'), await from('2001:db8::2'), await from('2001:db8::3')]).toEqual([
      200, 200, 429,
    ])
    expect(await from('2001:db8:0:1::1')).toBe(200)
  })

  it('what a caller writes into X-Forwarded-For changes nothing', async () => {
    const app = new TestApp([fixture], {
      trustedProxies: ['10.0.0.1'],
      limits: { addressRate: { burst: 1, perSecond: 0.001 } },
    })
    const from = async (forwarded: string, address: string) =>
      (await app.get('/api/health', [['X-Forwarded-For', forwarded]], { address })).status
    expect([await from('198.51.100.1', '192.0.2.1'), await from('198.51.100.2', '192.0.2.1')]).toEqual([
      200, 429,
    ])
    expect([
      await from('1.1.1.1, 198.51.100.3', '10.0.0.1'),
      await from('2.2.2.2, 198.51.100.3', '10.0.0.1'),
    ]).toEqual([200, 429])
  })

  it('an address makes 30 sandboxes a minute', async () => {
    const app = new TestApp([fixture])
    const make = async () => app.send(request('POST', '/api/sandboxes'))
    for (let i = 0; i < 30; i++) expect((await make()).status).toBe(201)
    const refused = await make()
    expect([refused.status, fieldOf(refused, 'retry-after'), jsonOf(refused).type]).toEqual([
      429,
      '2',
      '/problems/too-many-sandboxes',
    ])
    app.clock += 2000
    expect((await make()).status).toBe(201)
  })

  it('a sandbox plays 30 attacks at once', async () => {
    const app = new TestApp([fixture])
    const { id, owner } = await app.sandbox()
    const play = () => app.send(request('POST', `/api/sandboxes/${id}/attacks/fixture/any-word`, [owner]))
    for (let i = 0; i < 30; i++) expect((await play()).status).toBe(200)
    const refused = await play()
    expect([refused.status, fieldOf(refused, 'retry-after')]).toEqual([429, '1'])
  })

  it('are off where the setting says so', async () => {
    const app = new TestApp([fixture], { limits: 'off' })
    const { id } = await app.sandbox()
    const statuses = new Set<number>()
    for (let i = 0; i < 500; i++) statuses.add((await app.get(whoami(id))).status)
    for (let i = 0; i < 40; i++) statuses.add((await app.send(request('POST', '/api/sandboxes'))).status)
    expect([...statuses]).toEqual([401, 201])
  })
})

describe('what is kept', () => {
  it('an installation has so many live sandboxes; those that expired count no more', async () => {
    const app = new TestApp([fixture], { limits: { liveSandboxes: 2 } })
    const make = async () => app.send(request('POST', '/api/sandboxes'))
    expect([(await make()).status, (await make()).status]).toEqual([201, 201])
    const refused = await make()
    expect([refused.status, jsonOf(refused).type]).toEqual([429, '/problems/too-many-sandboxes'])
    app.restart()
    expect((await make()).status).toBe(429)
    app.clock += 3 * 3600_000
    expect((await make()).status).toBe(201)
  })

  it('a sandbox keeps so many claims over all its worlds; the next is 429, and none is dropped for it', async () => {
    const app = new TestApp([fixture], { limits: { claims: 3 } })
    const { id } = await app.sandbox()
    const send = (value: number, base = `/s/${id}`) => app.get(`${base}/fixture/whoami`, number(value))
    expect([(await send(2)).status, (await send(4)).status]).toEqual([200, 200])
    expect((await send(2, `/s/${id}/without/fixture.word-right`)).status).toBe(200)
    const full = await send(6)
    expect([full.status, fieldOf(full, 'retry-after'), jsonOf(full).type]).toEqual([
      429,
      '60',
      '/problems/store-full',
    ])
    expect((await send(2)).status).toBe(401)
    app.clock += 61_000
    expect((await send(6)).status).toBe(200)
  })

  it('a sandbox keeps so many rows; what is deleted makes room', () => {
    let now = 0
    const ledger = new Ledger({ rows: 2, claims: 1 }, () => now)
    const store = limitedStore('a/', new MemoryStore(() => now), ledger)
    store.put('1', 1)
    store.put('1', 2)
    store.increment('2', { ttl: 1 })
    store.increment('2', { ttl: 60 })
    expect(() => store.put('3', 1)).toThrow(StoreFull)
    expect(() => store.increment('3', {})).toThrow(StoreFull)
    expect(store.get('3')).toBeUndefined()
    now = 1000
    store.put('3', 1)
    expect(() => store.put('4', 1)).toThrow(StoreFull)
    store.delete('1')
    store.put('4', 1)
    store.clear('')
    store.put('5', 1)
    store.put('6', 1)
    expect(() => store.put('7', 1)).toThrow(StoreFull)
  })

  it('the public sandbox, which everybody shares, has limits of its own', async () => {
    const app = new TestApp([fixture], { limits: { claims: 0, publicClaims: 1 } })
    const send = async (value: number) => (await app.get(whoami('demo'), number(value))).status
    expect([await send(2), await send(4)]).toEqual([200, 429])
  })
})

describe('live streams', () => {
  const open = (app: TestApp, id: string, token: string) =>
    app.fetch(`/api/sandboxes/${id}/exchanges`, {
      headers: { Accept: 'text/event-stream', Authorization: `Bearer ${token}` },
    })

  it('a sandbox has two', async () => {
    const app = new TestApp([fixture])
    const { id, ownerToken } = await app.sandbox()
    const first = await open(app, id, ownerToken)
    expect((await open(app, id, ownerToken)).status).toBe(200)
    const third = await open(app, id, ownerToken)
    expect([third.status, (await third.json()).type]).toEqual([429, '/problems/too-many-streams'])
    await first.body?.cancel()
    expect((await open(app, id, ownerToken)).status).toBe(200)
    app.app.close()
  })

  it('the process has so many', async () => {
    const app = new TestApp([fixture], { limits: { allStreams: 1 } })
    const [a, b] = [await app.sandbox(), await app.sandbox()]
    expect((await open(app, a.id, a.ownerToken)).status).toBe(200)
    expect((await open(app, b.id, b.ownerToken)).status).toBe(429)
    app.app.close()
  })

  it('a reader that lags 256 KiB behind is let go', async () => {
    const app = new TestApp([fixture], { limits: { sandboxRate: { burst: 1e6, perSecond: 1 } } })
    const { id, ownerToken } = await app.sandbox()
    const response = await open(app, id, ownerToken)
    for (let i = 0; i < 40; i++)
      await app.send(request('POST', whoami(id), [], new Uint8Array(16_000).fill(97)))
    let octets = 0
    for await (const piece of response.body as unknown as AsyncIterable<Uint8Array>) octets += piece.length
    expect(octets).toBeGreaterThan(256 * 1024)
    expect(octets).toBeLessThan(300 * 1024)
    expect((await open(app, id, ownerToken)).status).toBe(200)
    app.app.close()
  })
})

describe('slow jobs', () => {
  const gate = () => {
    let open = () => {}
    const shut = new Promise<void>((resolve) => {
      open = resolve
    })
    return { open: () => open(), shut }
  }

  it('two run, fifty wait, the next is told that the server is busy', async () => {
    const slow = slowQueue(2, 50)
    const { open, shut } = gate()
    let running = 0
    let most = 0
    const job = async () => {
      most = Math.max(most, ++running)
      await shut
      running--
      return 1
    }
    const jobs = Array.from({ length: 52 }, () => slow('a', job))
    await expect(slow('a', job)).rejects.toThrow('Too many slow jobs wait.')
    open()
    expect((await Promise.all(jobs)).length).toBe(52)
    expect(most).toBe(2)
    expect(await slow('a', job)).toBe(1)
  })

  it('those of many take turns, and who asks for much slows nobody else down', async () => {
    const slow = slowQueue(1, 4)
    const { open, shut } = gate()
    const done: string[] = []
    const ask = (who: string, name: string) =>
      slow(who, async () => {
        await shut
        done.push(name)
      }).catch(() => done.push(`${name} given up`))
    const asked = ['a1', 'a2', 'a3', 'a4', 'a5', 'a6', 'b1', 'b2', 'c1', 'a7'].map((name) =>
      ask(name[0] ?? '', name),
    )
    open()
    await Promise.all(asked)
    expect(done.toSorted()).toEqual([
      ...['a1', 'a2', 'a3 given up', 'a4 given up', 'a5 given up', 'a6 given up', 'a7 given up'],
      ...['b1', 'b2', 'c1'],
    ])
    expect(done.filter((name) => !name.includes('given'))).toEqual(['a1', 'a2', 'b1', 'c1', 'b2'])
    expect(await slow('d', async () => 1)).toBe(1)
  })

  it('a job that fails makes room for the next', async () => {
    const slow = slowQueue(1, 0)
    await expect(slow('a', async () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(await slow('a', async () => 1)).toBe(1)
  })

  /** The fixture, where every request to whoami is a slow job that waits for the gate. */
  const slowlyFixture = (shut: Promise<void>) => {
    const [first, ...others] = fixture.endpoints
    if (!first) throw new Error('Unexpected fixture without an endpoint')
    const handle: typeof first.handle = (message, server, params) =>
      server.slow(async () => {
        await shut
        return first.handle(message, server, params)
      })
    return { ...fixture, endpoints: [{ ...first, handle }, ...others] }
  }

  it('that do not fit are 503 with Retry-After', async () => {
    const { open, shut } = gate()
    const app = new TestApp([slowlyFixture(shut)], { limits: { slowRunning: 1, slowWaiting: 0 } })
    const waiting = app.get(whoami('demo'))
    const refused = await app.get(whoami('demo'))
    expect([refused.status, fieldOf(refused, 'retry-after'), jsonOf(refused).type]).toEqual([
      503,
      '1',
      '/problems/busy',
    ])
    open()
    expect((await waiting).status).toBe(401)
  })
  it('of one caller do not fill the public sandbox for all others', async () => {
    const { open, shut } = gate()
    const app = new TestApp([slowlyFixture(shut)], { limits: { slowRunning: 1, slowWaiting: 3 } })
    const from = (address: string) => app.get(whoami('demo'), [], { address })
    const flood = ['192.0.2.1', '192.0.2.1', '192.0.2.1', '192.0.2.1', '192.0.2.1'].map(from)
    const other = from('192.0.2.2')
    await new Promise((resolve) => setTimeout(resolve))
    open()
    expect((await other).status).toBe(401)
    const statuses = (await Promise.all(flood)).map(({ status }) => status)
    expect(statuses.filter((status) => status === 503)).toHaveLength(2)
  })
})
