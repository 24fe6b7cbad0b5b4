/** A request that is under way while its sandbox is reset or ended: it leaves nothing behind. */
import { type HttpRequest, request } from '@lockstep/http/message'
import { json } from '@lockstep/http/response'
import { loadSchemes } from '@lockstep/schemes/list'
import { attack, type Exchange, type Scheme } from '@lockstep/schemes/scheme'
import { fixture } from '@lockstep/schemes/testing/fixture-scheme'
import { MemoryStore } from '@lockstep/store/memory-store'
import type { Store } from '@lockstep/store/store'
import { describe, expect, it } from 'vitest'
import { makeServices } from './services.ts'
import { fieldOf, jsonOf, TestApp } from './testing/test-app.ts'

const writes = ['put', 'claim', 'increment'] as const

/** A scheme whose request waits for the gate and then writes a row of each kind. */
function slowScheme() {
  const gate = Promise.withResolvers<void>()
  const scheme: Scheme = {
    ...fixture,
    endpoints: writes.map((write) => ({
      name: write,
      methods: ['POST'],
      path: `/${write}`,
      summary: 'Writes late.',
      lists: [],
      async handle(_, server) {
        await gate.promise
        if (write === 'put') await server.store.put('late', 1)
        if (write === 'claim') await server.volatile.claim('late', { ttl: 60 })
        if (write === 'increment') await server.volatile.increment('late', { ttl: 60 })
        return { response: json(200, {}), verdict: null }
      },
    })),
    attacks: [
      attack({
        id: 'late',
        title: 'Come late',
        stoppedBy: null,
        parties: [],
        arrange: () => gate.promise,
        play: ({ send, base }) => send('attacker', request('POST', `${base}/fixture/put`)),
        got: () => 'nothing',
      }),
    ],
  }
  return { scheme, open: gate.resolve }
}

describe.each([
  ['reset', 'POST', '/reset'],
  ['ended', 'DELETE', ''],
])('a request under way while its sandbox is %s', (_, method, below) => {
  it.each(writes)('does not %s a row', async (write) => {
    const { scheme, open } = slowScheme()
    const app = new TestApp([scheme])
    const { id, owner } = await app.sandbox()
    const late = app.send(request('POST', `/s/${id}/fixture/${write}`))
    await app.send(request(method, `/api/sandboxes/${id}${below}`, [owner]))
    open()
    const answer = await late
    expect([answer.status, jsonOf(answer).type]).toEqual([409, '/problems/sandbox-ended'])
    expect(await app.platform.store.list(`s/${id}/`)).toEqual([])
    expect(await app.platform.volatile.list(`s/${id}/`)).toEqual([])
  })
})

describe('an ended sandbox', () => {
  it('is not brought back by a reset that was under way', async () => {
    const store = new MemoryStore(Date.now)
    let clears = 0
    const slow = {
      get: (key: string) => store.get(key),
      put: store.put.bind(store),
      delete: store.delete.bind(store),
      list: (prefix: string) => store.list(prefix),
      claim: store.claim.bind(store),
      increment: store.increment.bind(store),
      async clear(prefix: string) {
        store.clear(prefix)
        // The first, which is that of the reset, takes longest.
        if (clears++ === 0) for (let i = 0; i < 50; i++) await null
      },
    } as Store
    const app = new TestApp([fixture], { store: slow })
    const { id, owner } = await app.sandbox()
    await Promise.all([
      app.send(request('POST', `/api/sandboxes/${id}/reset`, [owner])),
      app.send(request('DELETE', `/api/sandboxes/${id}`, [owner])),
    ])
    expect(store.list('')).toEqual([])
    app.restart()
    expect((await app.get(`/s/${id}/fixture/whoami`)).status).toBe(404)
  })

  it('is recorded no more, neither from a request nor from an attack', async () => {
    const { scheme, open } = slowScheme()
    const { platform } = new TestApp([scheme])
    const services = makeServices(platform)
    const { sandbox } = await services.sandboxes.create()
    expect(services.sandboxes.lives(sandbox)).toBe(true)

    const app = new TestApp([scheme])
    const { id, owner } = await app.sandbox()
    const late = [
      app.send(request('POST', `/s/${id}/fixture/put`)),
      app.send(request('POST', `/api/sandboxes/${id}/attacks/fixture/late`, [owner])),
    ]
    await app.send(request('DELETE', `/api/sandboxes/${id}`, [owner]))
    open()
    const [called, attacked] = await Promise.all(late)
    const ids = [
      called && fieldOf(called, 'exchange-id'),
      ...(attacked ? jsonOf(attacked).with.exchanges.map((exchange: Exchange) => exchange.id) : []),
    ]
    expect(ids).toHaveLength(2)
    for (const exchange of ids) expect((await app.get(`/api/exchanges/${exchange}`)).status).toBe(404)

    await services.sandboxes.remove(sandbox)
    expect(services.sandboxes.lives(sandbox)).toBe(false)
  })

  it('is looked for while others are used: nobody asks for it again', async () => {
    const app = new TestApp([fixture])
    const [quiet, busy] = [await app.sandbox(), await app.sandbox()]
    await app.send(request('PUT', `/s/${quiet.id}/fixture/codes/x`, [quiet.owner]))
    for (let i = 0; i < 3; i++) {
      app.clock += 3600_000
      await app.get(`/s/${busy.id}/fixture/whoami`)
    }
    await Promise.resolve()
    const keys = (await app.platform.store.list('')).map(([key]) => key)
    expect(keys).toEqual([`sandbox/${busy.id}`])
  })
})

describe('what an attack minted', () => {
  const digestHeader = (exchanges: readonly Exchange[]) =>
    exchanges.flatMap(({ request: { target, headers } }) =>
      headers.flatMap((line) => (line[0] === 'Authorization' ? [request('GET', target, [line])] : [])),
    )
  const statuses = async (app: TestApp, sent: readonly HttpRequest[]) => {
    const found = []
    for (const each of sent) found.push((await app.send(each)).status)
    return found
  }

  it('opens nothing outside of it, nor does it bring back what a reset ended', async () => {
    const schemes = (await loadSchemes()).filter(({ slug }) => slug === 'digest')
    const app = new TestApp(schemes)
    const { id, owner } = await app.sandbox()
    const play = async () => {
      const target = `/api/sandboxes/${id}/attacks/digest/stolen-password-file`
      return digestHeader(jsonOf(await app.send(request('POST', target, [owner]))).with.exchanges)
    }
    const captured = await play()
    expect(captured).toHaveLength(1)
    expect(await statuses(app, captured)).toEqual([401])
    await app.send(request('POST', `/api/sandboxes/${id}/reset`, [owner]))
    app.clock += 1
    const later = await play()
    expect(await statuses(app, [...captured, ...later])).toEqual([401, 401])
  })
})
