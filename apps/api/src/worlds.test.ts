import { request } from '@lockstep/http/message'
import type { Scheme, Server } from '@lockstep/schemes/scheme'
import { fixture } from '@lockstep/schemes/testing/fixture-scheme'
import type { Context } from 'hono'
import { describe, expect, it } from 'vitest'
import { sandboxCall } from './sandbox-call.ts'
import { makeServices } from './services.ts'
import { TestApp } from './testing/test-app.ts'

/** The fixture, with an eye on the server that each request is judged by. */
function watched(): { scheme: Scheme; servers: Server[] } {
  const servers: Server[] = []
  const endpoints = fixture.endpoints.map((endpoint) => ({
    ...endpoint,
    handle: (...[message, server, params]: Parameters<typeof endpoint.handle>) => {
      servers.push(server)
      return endpoint.handle(message, server, params)
    },
  }))
  return { scheme: { ...fixture, endpoints }, servers }
}

const keys = (server: Server | undefined) => ({
  process: server?.processKey.join(),
  secret: server?.secret('a').join(),
  world: server?.worldSecret('a').join(),
})

async function serversOf(
  between: (app: TestApp, sandbox: Awaited<ReturnType<TestApp['sandbox']>>) => unknown,
) {
  const { scheme, servers } = watched()
  const app = new TestApp([scheme])
  const sandbox = await app.sandbox()
  await app.get(`/s/${sandbox.id}/fixture/whoami`)
  await between(app, sandbox)
  await app.get(`/s/${sandbox.id}/fixture/whoami`)
  const [before, after] = servers
  return { app, before, after }
}

describe('the server of a world', () => {
  it('stays the same from one request to the next, but for its moment', async () => {
    const { before, after } = await serversOf((app) => {
      app.clock += 1000
    })
    expect(keys(after)).toEqual(keys(before))
    expect(after?.startedAt).toBe(before?.startedAt)
    expect((after?.now ?? 0) - (before?.now ?? 0)).toBe(1000)
  })

  it('takes nothing after a reset of what was minted before it', async () => {
    const { before, after } = await serversOf((app, { id, owner }) =>
      app.send(request('POST', `/api/sandboxes/${id}/reset`, [owner])),
    )
    expect(keys(after).secret).toBe(keys(before).secret)
    expect(keys(after).world).not.toBe(keys(before).world)
    expect(keys(after).process).not.toBe(keys(before).process)
  })

  it('knows after a restart that its fast rows are gone, and keeps every derived secret', async () => {
    const { app, before, after } = await serversOf(async (app, { id, owner }) => {
      const body = '{"advance":60}'
      await app.send(
        request('POST', `/api/sandboxes/${id}/clock`, [owner, ['Content-Type', 'application/json']], body),
      )
      app.clock += 5000
      app.restart()
    })
    expect(before?.startedAt).toBe(app.clock - 5000)
    // By the sandbox's clock, as its nonces are: a minute ahead, but for the time until the first request.
    expect(after?.startedAt).toBe(app.clock + 60_000)
    expect(keys(after)).toMatchObject({ secret: keys(before).secret, world: keys(before).world })
    expect(keys(after).process).not.toBe(keys(before).process)
  })

  it('gives a copy of a secret: who writes to it changes nothing', async () => {
    const { before, after } = await serversOf(() => {})
    const told = keys(before)
    before?.secret('a').fill(0)
    before?.worldSecret('a').fill(0)
    expect(keys(after)).toEqual(told)
  })

  it('is made for worlds that exist alone: the names come from callers, and each world is kept', async () => {
    const services = makeServices(new TestApp([fixture]).platform)
    const ask = (target: string) =>
      sandboxCall(services, {
        id: services.newId(),
        context: {} as Context,
        received: {
          method: 'GET',
          target,
          headers: [],
          transport: 'http',
          address: '192.0.2.1',
          hasContent: false,
          content: () => undefined,
        },
        origin: 'http://localhost:8787',
        connection: { transport: 'http', address: '192.0.2.1' },
      })
    const worlds = (await services.sandboxes.find('demo'))?.worlds
    for (const check of ['no-such-check', 'constructor', 'profile-recognised'])
      expect((await ask(`/s/demo/without/fixture.${check}/fixture/whoami`)).status).toBe(404)
    expect(worlds?.size).toBe(0)
    expect((await ask('/s/demo/without/fixture.word-right/fixture/whoami')).status).toBe(401)
    expect([...(worlds?.keys() ?? [])]).toEqual(['fixture.word-right'])
  })
})
