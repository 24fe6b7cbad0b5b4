/** What the recorder tells: of one exchange, to whom, and live. */
import { list } from '@lockstep/schemes/list'
import type { Exchange } from '@lockstep/schemes/scheme'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { curlAnswer } from './testing/curl-answers.ts'
import { type InteropLab, type LabSandbox, startInteropLab } from './testing/interop-lab.ts'
import { bearer, expectProblem, jsonCall } from './testing/json-call.ts'
import { readEvents } from './testing/read-events.ts'
import { curl, describeWith, missing } from './testing/tools.ts'

let lab: InteropLab
let sandbox: LabSandbox
beforeAll(async () => {
  lab = await startInteropLab()
  sandbox = await lab.newSandbox()
})
afterAll(() => lab.close())

const call = (path: string, init?: RequestInit) => jsonCall(lab, path, init)

describe('a protected endpoint', () => {
  it.each(list.map(({ slug }) => slug))(
    '%s: 401 with a challenge, and the trace by Exchange-Id',
    async (slug) => {
      for (const method of ['GET', 'POST']) {
        // Not every scheme refuses in JSON.
        const answer = await lab.call(`${sandbox.base}/${slug}/whoami`, { method })
        expect(answer.status).toBe(401)
        expect(answer.headers.get('www-authenticate')).not.toBeNull()
        const id = answer.headers.get('exchange-id')
        expect(id).toMatch(/^[\w-]{16,}$/)

        const { body: anybody } = await call(`/api/exchanges/${id}`)
        expect(anybody).toMatchObject({
          id,
          sandbox: sandbox.id,
          scheme: slug,
          endpoint: 'whoami',
          without: null,
          transport: 'http',
          startedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
          durationMicros: expect.any(Number),
          request: {
            method,
            target: `${sandbox.base}/${slug}/whoami`,
            headers: expect.arrayContaining([expect.arrayContaining([expect.stringMatching(/^host$/i)])]),
            body: { text: '', bytes: 0, truncated: false },
          },
          response: { status: 401 },
          verdict: { endpoint: 'whoami', outcome: 'refused', accepted: false, principal: null },
        })
        const outcomes = anybody.verdict.checks.map(({ outcome }: { outcome: string }) => outcome)
        expect(outcomes).toEqual(['failed', ...Array(outcomes.length - 1).fill('not-reached')])
        for (const check of anybody.verdict.checks)
          expect(Object.keys(check).toSorted()).toEqual(['clause', 'id', 'outcome'])
        expect(anybody.verdict).not.toHaveProperty('derivation')

        const owner = await sandbox.exchange(id)
        expect(owner.verdict?.checks.map(({ id: check }) => check)).toEqual(
          anybody.verdict.checks.map(({ id: check }: { id: string }) => check),
        )
        expect(owner.verdict).toHaveProperty('derivation')
      }
    },
  )

  it('has a trace that takes no wrong token for the owner’s', async () => {
    const { answer } = await call(`${sandbox.base}/basic/whoami`)
    const path = `/api/exchanges/${answer.headers.get('exchange-id')}`
    expectProblem(await call(path, bearer('wrong')), 401, 'owner-token')
    expectProblem(await call('/api/exchanges/nothing'), 404, 'exchange-unknown')
  })

  it('answers pages of other origins, without credentials of theirs', async () => {
    const path = `${sandbox.base}/digest/whoami`
    const headers = {
      origin: 'https://other.example',
      'access-control-request-method': 'GET',
      'access-control-request-headers': 'authorization, x-api-key',
    }
    const preflight = await call(path, { method: 'OPTIONS', headers })
    expect(preflight.status).toBe(204)
    expect(preflight.answer.headers.get('access-control-allow-headers')).toMatch(/authorization, x-api-key/i)
    const { answer } = await call(path, { headers: { origin: headers.origin } })
    expect(answer.headers.get('access-control-allow-origin')).toBe('*')
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull()
    for (const name of [
      'Exchange-Id',
      'WWW-Authenticate',
      'Authentication-Info',
      'DPoP-Nonce',
      'Lockstep-Without',
      'Accept-Signature',
    ])
      expect(answer.headers.get('access-control-expose-headers')).toContain(name)
  })
})

describe('the exchanges', () => {
  it('are told newest last', async () => {
    const own = await lab.newSandbox()
    for (const slug of ['basic', 'digest', 'api-key']) await call(`${own.base}/${slug}/whoami`)
    expect((await own.exchanges()).map(({ scheme }) => scheme)).toEqual(['basic', 'digest', 'api-key'])
  })

  it('do not hold the owner token, whoever asks', async () => {
    const own = await lab.newSandbox()
    await own.owner('GET', `${own.base}/api-key/keys`)
    await own.owner('POST', `${own.base}/api-key/keys`, {})
    const kept = await own.exchanges()
    expect(kept.map(({ endpoint }) => endpoint)).toEqual(['list-keys', 'create-key'])
    expect(JSON.stringify(kept)).not.toContain(own.ownerToken)
  })

  describeWith(missing(curl), 'live', () => {
    const streamOf = (own: LabSandbox, lastEventId?: string) =>
      readEvents(`${lab.running.origin}/api/sandboxes/${own.id}/exchanges`, {
        authorization: `Bearer ${own.ownerToken}`,
        ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
      })

    it('a request of curl is seen within a second, and nobody else’s is', async () => {
      const own = await lab.newSandbox()
      const stream = await streamOf(own)
      try {
        expect(stream.status).toBe(200)
        await call(`${sandbox.base}/basic/whoami`)
        const next = stream.next()
        const sent = await curlAnswer(own.url('/basic/whoami?from=curl'))
        const answered = performance.now()
        const event = await next
        expect(performance.now() - answered).toBeLessThan(1000)
        expect([event.event, event.id]).toEqual(['exchange', sent.field('exchange-id')])
        const exchange = JSON.parse(event.data) as Exchange
        expect(exchange).toEqual(await own.exchange(event.id))
        expect(exchange.request.target).toBe(`${own.base}/basic/whoami?from=curl`)
        expect(exchange.request.headers).toContainEqual(['User-Agent', expect.stringMatching(/^curl\//)])
      } finally {
        stream.close()
      }
    })

    it('with Last-Event-ID it goes on after that one', async () => {
      const own = await lab.newSandbox()
      const targets = ['1', '2', '3'].map((number) => `/basic/whoami?number=${number}`)
      const ids: (string | null)[] = []
      for (const target of targets) ids.push((await curlAnswer(own.url(target))).field('exchange-id'))
      const stream = await streamOf(own, ids[0] ?? '')
      try {
        expect([(await stream.next()).id, (await stream.next()).id]).toEqual(ids.slice(1))
        const live = await curlAnswer(own.url('/basic/whoami?number=4'))
        expect((await stream.next()).id).toBe(live.field('exchange-id'))
      } finally {
        stream.close()
      }
    })

    it('of the public sandbox is open on loopback', async () => {
      const stream = await readEvents(`${lab.running.origin}/api/sandboxes/demo/exchanges`, {})
      try {
        expect(stream.status).toBe(200)
        const sent = await curlAnswer(`${lab.running.origin}/s/demo/basic/whoami`)
        expect((await stream.next()).id).toBe(sent.field('exchange-id'))
      } finally {
        stream.close()
      }
    })

    it('is the owner’s', async () => {
      const url = `${lab.running.origin}/api/sandboxes/${sandbox.id}/exchanges`
      const stream = await readEvents(url, { authorization: 'Bearer wrong' })
      stream.close()
      expect(stream.status).toBe(401)
    })
  })
})
