import { request } from '@lockstep/http/message'
import { loadSchemes } from '@lockstep/schemes/list'
import { attack, type Exchange, type Scheme } from '@lockstep/schemes/scheme'
import { fixture } from '@lockstep/schemes/testing/fixture-scheme'
import { describe, expect, it } from 'vitest'
import { jsonOf, TestApp } from './testing/test-app.ts'

const played = async (app: TestApp, target: string, sandbox?: Awaited<ReturnType<TestApp['sandbox']>>) => {
  const { id, owner } = sandbox ?? (await app.sandbox())
  return app.send(request('POST', `/api/sandboxes/${id}/attacks/${target}`, [owner]))
}

describe('an attack', () => {
  it('is stopped by the check it names, and gets in without it', async () => {
    const answer = jsonOf(await played(new TestApp([fixture]), 'fixture/any-word'))
    expect(answer.with).toMatchObject({ stoppedBy: 'word-right', got: null })
    expect(answer.without.got).toBe('Ada’s notes')
    expect(answer.with.exchanges.map(({ response }: Exchange) => response.status)).toEqual([401])
    expect(answer.without.exchanges.map(({ response }: Exchange) => response.status)).toEqual([200])
  })

  it('that the scheme does not stop is played once, and gets in', async () => {
    const open = attack({
      id: 'colour',
      title: 'Name a colour',
      stoppedBy: null,
      parties: [],
      arrange: () => null,
      play: (world) =>
        world.send(
          'attacker',
          request('GET', `${world.base}/fixture/whoami`, [
            ['X-Profile', 'colour'],
            ['X-Value', 'red'],
          ]),
        ),
      got: ({ response }) => (response.status === 200 ? 'everything' : null),
    })
    const answer = jsonOf(await played(new TestApp([{ ...fixture, attacks: [open] }]), 'fixture/colour'))
    expect(Object.keys(answer)).toEqual(['with'])
    expect(answer.with).toMatchObject({ stoppedBy: null, got: 'everything' })
  })

  it('is recorded like everything else, with who sent it to whom', async () => {
    const app = new TestApp([fixture])
    const sandbox = await app.sandbox()
    const answer = jsonOf(await played(app, 'fixture/any-word', sandbox))
    const told = jsonOf(await app.get(`/api/sandboxes/${sandbox.id}/exchanges`, [sandbox.owner]))
    expect(told.map(({ id }: Exchange) => id)).toEqual(
      [...answer.with.exchanges, ...answer.without.exchanges].map(({ id }: Exchange) => id),
    )
    expect(told.map(({ from, to, without }: Exchange) => [from, to, without])).toEqual([
      ['attacker', 'server', null],
      ['attacker', 'server', 'fixture.word-right'],
    ])
  })

  it('is played at the time of the sandbox, and recorded at the time of the server', async () => {
    const app = new TestApp([fixture])
    const sandbox = await app.sandbox()
    const body = JSON.stringify({ advance: 3600 })
    const type = ['Content-Type', 'application/json'] as const
    await app.send(request('POST', `/api/sandboxes/${sandbox.id}/clock`, [sandbox.owner, type], body))
    await played(app, 'fixture/any-word', sandbox)
    const [told] = jsonOf(await app.get(`/api/sandboxes/${sandbox.id}/exchanges`, [sandbox.owner]))
    expect(told.startedAt).toBe(new Date(app.clock).toISOString())
  })

  it('spends nothing of the learner’s', async () => {
    const app = new TestApp([fixture])
    const sandbox = await app.sandbox()
    await played(app, 'fixture/any-word', sandbox)
    expect(await app.platform.store.list(`s/${sandbox.id}/`)).toEqual([])
    expect(await app.platform.volatile.list(`s/${sandbox.id}/`)).toEqual([])
  })

  it('is 404 with a type of its own where there is none', async () => {
    const app = new TestApp([fixture])
    for (const target of ['fixture/nothing', 'nothing/any-word', 'fixture/__proto__']) {
      const answer = await played(app, target)
      expect([answer.status, jsonOf(answer).type]).toEqual([404, '/problems/attack-unknown'])
    }
  })
})

describe.each(await loadSchemes())('$name', (scheme: Scheme) => {
  it.each(scheme.attacks.map(({ id, stoppedBy }) => [id, stoppedBy] as const))(
    'plays %s over the API',
    async (id, stoppedBy) => {
      const answer = await played(new TestApp([scheme]), `${scheme.slug}/${id}`)
      expect(answer.status).toBe(200)
      const { with: real, without } = jsonOf(answer)
      expect(real.stoppedBy).toBe(stoppedBy)
      expect(real.got === null).toBe(stoppedBy !== null)
      if (without) expect(without.got).not.toBeNull()
    },
  )
})
