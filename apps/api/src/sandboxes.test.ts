import { request } from '@lockstep/http/message'
import type { Exchange } from '@lockstep/schemes/scheme'
import { fixture } from '@lockstep/schemes/testing/fixture-scheme'
import { describe, expect, it, vi } from 'vitest'
import { fieldOf, jsonOf, TestApp } from './testing/test-app.ts'

const hour = 3600_000
const seeded = {
  ...fixture,
  sandbox: {
    credentials: (seed: { secret(name: string): Uint8Array }) => ({
      key: [...seed.secret('fixture/key')].join(),
    }),
  },
}
const json = [['Content-Type', 'application/json']] as const
const advance = (seconds: unknown) => JSON.stringify({ advance: seconds })

describe('a new sandbox', () => {
  it('has an id of 128 bits, an owner token of 256, an end, and credentials', async () => {
    const app = new TestApp([fixture])
    const answer = await app.send(request('POST', '/api/sandboxes'))
    const { id, ownerToken, expiresAt, credentials } = jsonOf(answer)
    expect(answer.status).toBe(201)
    expect(fieldOf(answer, 'location')).toBe(`/api/sandboxes/${id}`)
    expect(id).toMatch(/^[0-9a-f]{32}$/)
    expect(ownerToken).toMatch(/^[A-Za-z0-9_-]{43}$/)
    expect(expiresAt).toBe(new Date(app.clock + 2 * hour).toISOString())
    expect(credentials).toEqual({ fixture: { word: 'swordfish' } })
  })

  it('shows its owner token once, and the store keeps a hash of it', async () => {
    const app = new TestApp([fixture])
    const { id, ownerToken, owner } = await app.sandbox()
    expect(jsonOf(await app.get(`/api/sandboxes/${id}`, [owner])).ownerToken).toBeUndefined()
    const rows = JSON.stringify(await app.platform.store.list(''))
    expect(rows).toContain(id)
    expect(rows).not.toContain(ownerToken)
  })

  it('has secrets of its own, which a restart does not change', async () => {
    const app = new TestApp([seeded])
    const [one, other] = [await app.sandbox(), await app.sandbox()]
    const told = async ({ id, owner }: typeof one) =>
      jsonOf(await app.get(`/api/sandboxes/${id}`, [owner])).credentials.fixture.key
    const before = [await told(one), await told(other)]
    expect(before[0]).not.toBe(before[1])
    app.restart()
    expect([await told(one), await told(other)]).toEqual(before)
  })
})

describe('the owner token', () => {
  it.each([
    ['reads', 'GET', ''],
    ['resets', 'POST', '/reset'],
    ['moves the clock', 'POST', '/clock'],
    ['ends', 'DELETE', ''],
    ['lists exchanges', 'GET', '/exchanges'],
    ['plays an attack', 'POST', '/attacks/fixture/any-word'],
  ])('is needed by whoever %s', async (_, method, below) => {
    const app = new TestApp([fixture])
    const [{ id }, other] = [await app.sandbox(), await app.sandbox()]
    const target = `/api/sandboxes/${id}${below}`
    const body = below === '/clock' ? advance(1) : ''
    const tries = [
      [],
      [other.owner],
      [['Authorization', `Basic ${other.ownerToken}`]],
      [['Authorization', 'Bearer']],
    ] as const
    for (const headers of tries) {
      const answer = await app.send(request(method, target, [...headers, ...json], body))
      expect([answer.status, fieldOf(answer, 'www-authenticate')]).toEqual([401, 'Bearer realm="sandbox"'])
    }
  })

  it('comes once: two Authorization fields are 400', async () => {
    const app = new TestApp([fixture])
    const { id, owner } = await app.sandbox()
    const answer = await app.get(`/api/sandboxes/${id}`, [owner, owner])
    expect([answer.status, jsonOf(answer).type]).toEqual([400, '/problems/one-field'])
    const below = await app.send(request('PUT', `/s/${id}/fixture/codes/x`, [owner, owner]))
    expect([below.status, jsonOf(below).type]).toEqual([400, '/problems/one-field'])
  })

  it('opens a scheme’s own owner endpoints, in that sandbox alone', async () => {
    const app = new TestApp([fixture])
    const [mine, other] = [await app.sandbox(), await app.sandbox()]
    const put = (headers: (typeof mine.owner)[], id = mine.id) =>
      app.send(request('PUT', `/s/${id}/fixture/codes/x`, headers))
    expect((await put([])).status).toBe(401)
    expect((await put([other.owner])).status).toBe(401)
    expect((await put([mine.owner])).status).toBe(204)
    expect((await put([mine.owner], 'demo')).status).toBe(403)
  })

  it('is not kept with the exchange that it came by', async () => {
    const app = new TestApp([fixture])
    const { id, owner, ownerToken } = await app.sandbox()
    await app.send(request('PUT', `/s/${id}/fixture/codes/x`, [owner]))
    const [told] = jsonOf(await app.get(`/api/sandboxes/${id}/exchanges`, [owner]))
    expect(told.request.headers).toEqual([['Authorization', 'Bearer [owner token]']])
    expect(JSON.stringify(told)).not.toContain(ownerToken)
  })

  it('is kept with no exchange, wherever it was sent and whatever came of it', async () => {
    const app = new TestApp([fixture], { limits: { content: 10 } })
    const { id, owner, ownerToken } = await app.sandbox()
    const lower = ['authorization', `bearer  ${ownerToken}`] as const
    const sent = [
      request('GET', `/s/${id}/fixture/whoami`, [owner]),
      request('GET', `/s/${id}/nothing`, [lower]),
      request('PATCH', `/s/${id}/fixture/codes/x`, [owner]),
      request('PUT', `/s/${id}/fixture/codes/x`, [owner, lower]),
      request('PUT', `/s/${id}/fixture/codes/x`, [owner], 'longer than ten octets'),
      request('OPTIONS', `/s/${id}/fixture/whoami`, [owner]),
      request('GET', `/s/${id}/without/fixture.nothing/fixture/whoami`, [owner]),
    ]
    for (const each of sent) await app.send(each)
    const told = jsonOf(await app.get(`/api/sandboxes/${id}/exchanges`, [owner]))
    expect(told).toHaveLength(sent.length)
    expect(JSON.stringify(told)).not.toContain(ownerToken)
    expect(told.map((each: Exchange) => each.response.status)).toEqual([401, 404, 405, 400, 413, 204, 404])
  })

  it('leaves the bearer tokens of a scheme as they came', async () => {
    const app = new TestApp([fixture])
    const { id, owner } = await app.sandbox()
    await app.get(`/s/${id}/fixture/whoami`, [['Authorization', 'Bearer of-the-scheme']])
    const [told] = jsonOf(await app.get(`/api/sandboxes/${id}/exchanges`, [owner]))
    expect(told.request.headers).toEqual([['Authorization', 'Bearer of-the-scheme']])
  })
})

describe('a sandbox', () => {
  it('is 404 with a type of its own where it never was', async () => {
    const app = new TestApp([fixture])
    const id = '0'.repeat(32)
    for (const target of [
      `/s/${id}/fixture/whoami`,
      `/api/sandboxes/${id}`,
      `/.well-known/fixture-server/s/${id}`,
    ]) {
      const answer = await app.get(target)
      expect([answer.status, jsonOf(answer).type]).toEqual([404, '/problems/sandbox-unknown'])
    }
  })

  it('ends two hours after its last request', async () => {
    const app = new TestApp([fixture])
    const { id } = await app.sandbox()
    const alive = async () => (await app.get(`/s/${id}/fixture/whoami`)).status
    app.clock += 2 * hour - 1
    expect(await alive()).toBe(401)
    app.clock += 2 * hour - 1
    expect(await alive()).toBe(401)
    app.clock += 2 * hour
    expect(await alive()).toBe(404)
    expect(await app.platform.store.list('')).toEqual([])
  })

  it('ends a day after it was made, however much it is used', async () => {
    const app = new TestApp([fixture])
    const { id } = await app.sandbox()
    const statuses = []
    for (let i = 0; i < 24; i++) {
      app.clock += hour
      statuses.push((await app.get(`/s/${id}/fixture/whoami`)).status)
    }
    expect(statuses.lastIndexOf(401)).toBe(22)
    expect(statuses[23]).toBe(404)
  })

  it('does not write its use to the store with each request', async () => {
    const app = new TestApp([fixture])
    const put = vi.spyOn(app.platform.store, 'put')
    const { id } = await app.sandbox()
    for (let i = 0; i < 50; i++) await app.get(`/s/${id}/fixture/whoami`)
    expect(put).toHaveBeenCalledTimes(1)
    app.clock += 10 * 60_000
    await app.get(`/s/${id}/fixture/whoami`)
    expect(put).toHaveBeenCalledTimes(2)
  })

  it('outlives a restart with its rows, its clock and its owner', async () => {
    const app = new TestApp([fixture])
    const { id, owner } = await app.sandbox()
    await app.send(request('PUT', `/s/${id}/fixture/codes/x`, [owner]))
    await app.send(request('POST', `/api/sandboxes/${id}/clock`, [owner, ...json], advance(60)))
    app.restart()
    expect(jsonOf(await app.get(`/api/sandboxes/${id}`, [owner])).clock.ahead).toBe(60)
    expect(await app.platform.store.get(`s/${id}/-/code/x`)).toBe('ada')
  })

  it('answers all who ask at once after a restart', async () => {
    const app = new TestApp([fixture])
    const { id } = await app.sandbox()
    app.restart()
    const answers = await Promise.all([1, 2, 3].map(() => app.get(`/s/${id}/fixture/whoami`)))
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401])
  })

  it('is gone after DELETE, with every row', async () => {
    const app = new TestApp([fixture])
    const { id, owner } = await app.sandbox()
    await app.send(request('PUT', `/s/${id}/fixture/codes/x`, [owner]))
    const answer = await app.send(request('DELETE', `/api/sandboxes/${id}`, [owner]))
    expect([answer.status, answer.body.length]).toEqual([204, 0])
    expect((await app.get(`/api/sandboxes/${id}`, [owner])).status).toBe(404)
    expect(await app.platform.store.list('')).toEqual([])
    app.restart()
    expect((await app.get(`/api/sandboxes/${id}`, [owner])).status).toBe(404)
  })

  it('drops rows, exchanges and clock with a reset, and keeps id, owner and seeds', async () => {
    const app = new TestApp([seeded])
    const { id, owner } = await app.sandbox()
    const before = jsonOf(await app.get(`/api/sandboxes/${id}`, [owner]))
    await app.send(request('PUT', `/s/${id}/fixture/codes/x`, [owner]))
    await app.send(request('POST', `/api/sandboxes/${id}/clock`, [owner, ...json], advance(60)))
    const answer = await app.send(request('POST', `/api/sandboxes/${id}/reset`, [owner]))
    expect([answer.status, jsonOf(answer)]).toEqual([200, before])
    expect(await app.platform.store.list(`s/${id}/`)).toEqual([])
    expect(jsonOf(await app.get(`/api/sandboxes/${id}/exchanges`, [owner]))).toEqual([])
  })

  it('has worlds that keep rows of their own', async () => {
    const app = new TestApp([fixture])
    const [a, b] = [await app.sandbox(), await app.sandbox()]
    const send = async (base: string) =>
      (
        await app.get(`${base}/fixture/whoami`, [
          ['X-Profile', 'number'],
          ['X-Value', '2'],
        ])
      ).status
    expect(await send(`/s/${a.id}`)).toBe(200)
    expect(await send(`/s/${a.id}`)).toBe(401)
    expect(await send(`/s/${b.id}`)).toBe(200)
    expect(await send(`/s/${a.id}/without/fixture.word-right`)).toBe(200)
    expect(await send(`/s/${a.id}/without/fixture.sent-once`)).toBe(200)
    expect(await send(`/s/${a.id}/without/fixture.sent-once`)).toBe(200)
  })
})

describe('the clock of a sandbox', () => {
  it('goes forward for that sandbox', async () => {
    const times: number[] = []
    const clocked = {
      ...fixture,
      endpoints: fixture.endpoints.map((endpoint) => ({
        ...endpoint,
        handle: (...[message, server, params]: Parameters<typeof endpoint.handle>) => {
          times.push(server.now)
          return endpoint.handle(message, server, params)
        },
      })),
    }
    const app = new TestApp([clocked])
    const [a, b] = [await app.sandbox(), await app.sandbox()]
    const answer = await app.send(
      request('POST', `/api/sandboxes/${a.id}/clock`, [a.owner, ...json], advance(3600)),
    )
    expect(jsonOf(answer)).toEqual({ now: new Date(app.clock + hour).toISOString(), ahead: 3600 })
    await app.get(`/s/${a.id}/fixture/whoami`)
    await app.get(`/s/${b.id}/fixture/whoami`)
    expect(times).toEqual([app.clock + hour, app.clock])
  })

  it.each([
    ['backwards', advance(-1)],
    ['by nothing', advance(0)],
    ['by a part of a second', advance(0.5)],
    ['by words', advance('1')],
    ['by more than 30 days', advance(30 * 24 * 3600 + 1)],
    ['without a number', '{}'],
    ['by an array', '[1]'],
    ['by what is not JSON', '{advance:1}'],
  ])('does not go %s', async (_, body) => {
    const app = new TestApp([fixture])
    const { id, owner } = await app.sandbox()
    const answer = await app.send(request('POST', `/api/sandboxes/${id}/clock`, [owner, ...json], body))
    expect([answer.status, jsonOf(answer).type]).toEqual([400, '/problems/json'])
  })

  it('goes 30 days in all, however small the steps', async () => {
    const app = new TestApp([fixture])
    const { id, owner } = await app.sandbox()
    const move = async (days: number) =>
      (
        await app.send(
          request('POST', `/api/sandboxes/${id}/clock`, [owner, ...json], advance(days * 24 * 3600)),
        )
      ).status
    expect([await move(20), await move(11), await move(10), await move(1)]).toEqual([200, 400, 200, 400])
  })

  it('is moved by JSON only, so that a form of another origin cannot', async () => {
    const app = new TestApp([fixture])
    const { id, owner } = await app.sandbox()
    for (const type of [[], [['Content-Type', 'text/plain']]] as const) {
      const answer = await app.send(
        request('POST', `/api/sandboxes/${id}/clock`, [owner, ...type], advance(1)),
      )
      expect(answer.status).toBe(415)
    }
  })
})

describe('the public sandbox', () => {
  it('is always there, tells its credentials to anybody, and never expires', async () => {
    const app = new TestApp([fixture])
    app.clock += 365 * 24 * hour
    const answer = await app.get('/api/sandboxes/demo')
    expect([answer.status, jsonOf(answer)]).toEqual([
      200,
      expect.objectContaining({
        id: 'demo',
        expiresAt: null,
        credentials: { fixture: { word: 'swordfish' } },
      }),
    ])
    expect(jsonOf(answer).ownerToken).toBeUndefined()
  })

  it('has the same credentials on every installation', async () => {
    const told = async (key: number) => {
      const app = new TestApp([seeded], { key: new Uint8Array(32).fill(key) })
      return jsonOf(await app.get('/api/sandboxes/demo')).credentials.fixture.key
    }
    expect(await told(1)).toBe(await told(2))
  })

  it.each([
    ['reset', 'POST', '/reset'],
    ['moved on', 'POST', '/clock'],
    ['ended', 'DELETE', ''],
    ['attacked', 'POST', '/attacks/fixture/any-word'],
  ])('is not %s by anybody', async (_, method, below) => {
    const app = new TestApp([fixture])
    const { owner } = await app.sandbox()
    for (const headers of [[], [owner]]) {
      const answer = await app.send(
        request(
          method,
          `/api/sandboxes/demo${below}`,
          [...headers, ...json],
          below === '/clock' ? advance(1) : '',
        ),
      )
      expect([answer.status, jsonOf(answer).type]).toEqual([403, '/problems/no-owner'])
    }
  })

  it('shows its exchanges on loopback, and nowhere else', async () => {
    const here = new TestApp([fixture])
    await here.get('/s/demo/fixture/whoami')
    expect(jsonOf(await here.get('/api/sandboxes/demo/exchanges'))).toHaveLength(1)
    const there = new TestApp([fixture], { publicOrigin: 'http://lockstep.example' })
    const refused = await there.get('/api/sandboxes/demo/exchanges')
    expect([refused.status, jsonOf(refused).type]).toEqual([403, '/problems/public-stream'])
  })
})
