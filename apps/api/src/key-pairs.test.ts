/** Key pairs of a sandbox: told to its owner, the same in every world that shares them, kept as long as it lives. */
import { request } from '@lockstep/http/message'
import type { Scheme, Server } from '@lockstep/schemes/scheme'
import { fixture } from '@lockstep/schemes/testing/fixture-scheme'
import { expect, it } from 'vitest'
import { jsonOf, TestApp } from './testing/test-app.ts'

const pairs = async (server: Server) => ({
  shared: (await server.keyPair('client', 'p-256')).publicJwk.x,
  own: (await server.worldKeyPair('signing', 'ed25519')).publicJwk.x,
})
const scheme: Scheme = {
  ...fixture,
  sandbox: { credentials: () => ({ word: 'open' }), withKeyPairs: pairs },
  endpoints: [
    ...fixture.endpoints,
    {
      name: 'pairs',
      methods: ['GET'],
      path: '/pairs',
      summary: 'Tells the key pairs.',
      lists: [],
      handle: async (_, server) => ({
        response: {
          status: 200,
          headers: [],
          body: new TextEncoder().encode(JSON.stringify(await pairs(server))),
        },
        verdict: null,
      }),
    },
  ],
}

async function start() {
  const app = new TestApp([scheme])
  const { id, owner } = await app.sandbox()
  const told = async () => jsonOf(await app.get(`/api/sandboxes/${id}`, [owner])).credentials.fixture
  const seen = async (below = '') => jsonOf(await app.get(`/s/${id}${below}/fixture/pairs`))
  return { app, id, owner, told, seen }
}

it('tells the owner what the real world uses; a weakened one shares the seeds and signs with its own', async () => {
  const { told, seen } = await start()
  const real = await told()
  expect(await seen()).toEqual(real)
  const weak = await seen('/without/fixture.word-right')
  expect(weak.shared).toBe(real.shared)
  expect(weak.own).not.toBe(real.own)
})

it('keeps them over a reset and a restart, and another sandbox has others', async () => {
  const { app, id, owner, told } = await start()
  const before = await told()
  await app.send(request('POST', `/api/sandboxes/${id}/reset`, [owner]))
  expect(await told()).toEqual(before)
  app.restart()
  expect(await told()).toEqual(before)
  const other = await app.sandbox()
  const theirs = jsonOf(await app.get(`/api/sandboxes/${other.id}`, [other.owner])).credentials.fixture
  expect([theirs.shared, theirs.own]).not.toContain(before.shared)
  expect([theirs.shared, theirs.own]).not.toContain(before.own)
})

it('drops them with the sandbox', async () => {
  const { app, id, owner, told } = await start()
  await told()
  expect((await app.platform.store.list(`k/s/${id}/`)).length).toBeGreaterThan(0)
  await app.send(request('DELETE', `/api/sandboxes/${id}`, [owner]))
  await expect.poll(async () => app.platform.store.list(`k/s/${id}/`)).toEqual([])
})
