/** The public HTTP contract, row by row, as somebody else's test would call it. */

import { list, loadSchemes } from '@lockstep/schemes/list'
import type { Exchange } from '@lockstep/schemes/scheme'
import { Validator } from '@seriousme/openapi-schema-validator'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { curlAnswer } from './testing/curl-answers.ts'
import { type InteropLab, type LabSandbox, startInteropLab } from './testing/interop-lab.ts'
import { readEvents } from './testing/read-events.ts'
import { curl, describeWith, missing } from './testing/tools.ts'

let lab: InteropLab
let sandbox: LabSandbox
beforeAll(async () => {
  lab = await startInteropLab()
  sandbox = await lab.newSandbox()
})
afterAll(() => lab.close())

/** A call without any token: its answer, and its content as JSON. */
async function call(path: string, init?: RequestInit) {
  const answer = await lab.call(path, init)
  const text = await answer.text()
  return { answer, status: answer.status, body: text === '' ? null : JSON.parse(text) }
}
const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } })

/** Expects an RFC 9457 problem of this type. */
function expectProblem({ answer, body }: Awaited<ReturnType<typeof call>>, status: number, type: string) {
  expect([answer.status, answer.headers.get('content-type'), body.type, body.status]).toEqual([
    status,
    'application/problem+json',
    `/problems/${type}`,
    status,
  ])
  expect(body.title).toMatch(/\.$/)
}

const schemes = await loadSchemes()
const attacks = schemes.flatMap(({ slug, rules, attacks: all }) =>
  all.map(({ id, stoppedBy, endpoint }) => ({
    slug,
    id,
    stoppedBy,
    /** The world without the check exists only where the check can be taken away. */
    removable: stoppedBy !== null && rules[stoppedBy]?.structural !== true,
    atServer: endpoint !== 'page',
  })),
)

describe('what the installation says of itself', () => {
  it('GET /api/health', async () => {
    const { status, body } = await call('/api/health')
    expect([status, body]).toEqual([
      200,
      { status: 'ok', version: expect.stringMatching(/^\d+\.\d+\.\d+/), runtime: 'node' },
    ])
  })

  it('GET /api/openapi.json loads, and has a security scheme for every scheme', async () => {
    const { status, body } = await call('/api/openapi.json')
    expect([status, body.openapi]).toEqual([200, expect.stringMatching(/^3\.1\./)])
    const { valid, errors } = await new Validator().validate(structuredClone(body))
    expect(valid ? [] : errors).toEqual([])
    for (const { slug } of list) expect(body.components.securitySchemes, slug).toHaveProperty(slug)
    expect(body.servers.map(({ url }: { url: string }) => url)).toEqual([
      lab.running.origin,
      lab.running.tlsOrigin,
    ])
  })

  it('GET /api/schemes is the catalogue', async () => {
    const { status, body } = await call('/api/schemes')
    expect(status).toBe(200)
    expect(body.map(({ slug, name }: { slug: string; name: string }) => ({ slug, name }))).toEqual(
      list.map(({ slug, name }) => ({ slug, name })),
    )
    for (const { ratings, endpoints, checks, attacks: told } of body) {
      expect(Object.keys(ratings).length).toBe(7)
      expect(endpoints.map(({ name }: { name: string }) => name)).toContain('whoami')
      for (const { id, clause, says, removable } of checks) {
        expect([id, clause, says].map((text) => typeof text)).toEqual(['string', 'string', 'string'])
        expect(typeof removable).toBe('boolean')
      }
      const ids = checks.map(({ id }: { id: string }) => id)
      for (const { id, title, stoppedBy } of told) {
        expect([typeof id, typeof title]).toEqual(['string', 'string'])
        if (stoppedBy !== null) expect(ids, id).toContain(stoppedBy)
      }
    }
  })

  it('names every problem type at its own address', async () => {
    const unknown = await call('/api/sandboxes/nobody')
    const { body } = await call(unknown.body.type)
    expect([body.title, body.status]).toEqual([unknown.body.title, 404])
  })
})

describe('a sandbox', () => {
  it('POST /api/sandboxes makes one, and shows the owner token this once', async () => {
    const { answer, status, body } = await call('/api/sandboxes', { method: 'POST' })
    expect(status).toBe(201)
    expect(answer.headers.get('location')).toBe(`/api/sandboxes/${body.id}`)
    expect(body).toMatchObject({ id: expect.any(String), ownerToken: expect.any(String) })
    expect(Date.parse(body.expiresAt)).toBeGreaterThan(Date.now())
    expect(Object.keys(body.credentials)).toEqual(list.map(({ slug }) => slug))
    expect(body.credentials['api-key']).toEqual({ key: expect.any(String) })
    for (const slug of ['basic', 'digest'])
      expect(body.credentials[slug]).toMatchObject({
        userId: expect.any(String),
        password: expect.any(String),
      })

    const again = await call(`/api/sandboxes/${body.id}`, bearer(body.ownerToken))
    expect(again.status).toBe(200)
    expect(again.body).not.toHaveProperty('ownerToken')
    expect(again.body).toMatchObject({ id: body.id, credentials: body.credentials })
  })

  it('is its owner’s: no token and a wrong one are 401 Bearer, an unknown sandbox is 404', async () => {
    for (const [method, path] of [
      ['GET', ''],
      ['POST', '/reset'],
      ['POST', '/clock'],
      ['DELETE', ''],
      ['GET', '/exchanges'],
      ['POST', '/attacks/digest/replay'],
    ] as const) {
      for (const init of [{}, bearer('wrong')]) {
        const refused = await call(`/api/sandboxes/${sandbox.id}${path}`, { method, ...init })
        expectProblem(refused, 401, 'owner-token')
        expect(refused.answer.headers.get('www-authenticate')).toMatch(/^Bearer realm="/)
      }
      const unknown = await call(`/api/sandboxes/nobody${path}`, { method, ...bearer(sandbox.ownerToken) })
      expectProblem(unknown, 404, 'sandbox-unknown')
    }
    const other = await lab.newSandbox()
    expectProblem(await call(`/api/sandboxes/${sandbox.id}`, bearer(other.ownerToken)), 401, 'owner-token')
  })

  it('POST …/reset keeps id, owner and seeds, and drops the rest; DELETE is 204, and then it is gone', async () => {
    const own = await lab.newSandbox()
    const made = await own.owner('POST', `${own.base}/api-key/keys`, {})
    const { key } = (await made.json()) as { key: string }
    const opens = async () =>
      (await fetch(own.url('/api-key/whoami'), { headers: { 'x-api-key': key } })).status
    expect(await opens()).toBe(200)

    const reset = await own.owner('POST', `/api/sandboxes/${own.id}/reset`)
    expect(reset.status).toBe(200)
    expect(await reset.json()).toMatchObject({ id: own.id, credentials: own.credentials })
    expect(await own.exchanges()).toEqual([])
    expect(await opens()).toBe(401)

    expect((await own.owner('DELETE', `/api/sandboxes/${own.id}`)).status).toBe(204)
    expectProblem(await call(`/api/sandboxes/${own.id}`, bearer(own.ownerToken)), 404, 'sandbox-unknown')
    expectProblem(await call(`${own.base}/basic/whoami`), 404, 'sandbox-unknown')
  })

  it('POST …/clock moves its clock forward, and no other’s', async () => {
    const own = await lab.newSandbox()
    const moved = await own.owner('POST', `/api/sandboxes/${own.id}/clock`, { advance: 3600 })
    const { now, ahead } = (await moved.json()) as { now: string; ahead: number }
    expect(ahead).toBe(3600)
    expect(Math.abs(Date.parse(now) - Date.now() - 3_600_000)).toBeLessThan(60_000)
    for (const advance of [-1, 0, 1.5, 'x'])
      expect((await own.owner('POST', `/api/sandboxes/${own.id}/clock`, { advance })).status).toBe(400)
    const { clock } = (await (await sandbox.owner('GET', `/api/sandboxes/${sandbox.id}`)).json()) as {
      clock: { ahead: number }
    }
    expect(clock.ahead).toBe(0)
  })
})

describe('the public sandbox', () => {
  it('tells its credentials to everybody, and they open', async () => {
    const { status, body } = await call('/api/sandboxes/demo')
    expect([status, body.expiresAt]).toEqual([200, null])
    expect(body).not.toHaveProperty('ownerToken')
    const { userId, password } = body.credentials.basic
    const basic = Buffer.from(`${userId}:${password}`).toString('base64')
    const opened = await call('/s/demo/basic/whoami', { headers: { authorization: `Basic ${basic}` } })
    expect([opened.status, opened.body.principal.id]).toEqual([200, 'ada'])
    const key = { headers: { 'x-api-key': body.credentials['api-key'].key } }
    expect((await call('/s/demo/api-key/whoami', key)).status).toBe(200)
  })

  it('has no owner, so nobody changes it', async () => {
    for (const [method, path] of [
      ['POST', '/reset'],
      ['POST', '/clock'],
      ['DELETE', ''],
      ['POST', '/attacks/digest/replay'],
    ] as const)
      for (const init of [{}, bearer(sandbox.ownerToken)])
        expectProblem(await call(`/api/sandboxes/demo${path}`, { method, ...init }), 403, 'no-owner')
    const keys = await call('/s/demo/api-key/keys', { method: 'POST' })
    expect([401, 403]).toContain(keys.status)
  })

  it('shows its exchanges on loopback', async () => {
    const bare = await call('/s/demo/basic/whoami')
    const { status, body } = await call('/api/sandboxes/demo/exchanges')
    expect(status).toBe(200)
    const id = bare.answer.headers.get('exchange-id')
    expect(body.map((exchange: Exchange) => exchange.id)).toContain(id)
    const one = await call(`/api/exchanges/${id}`)
    expect(one.body.verdict.checks[0]).toHaveProperty('expected')
  })

  it('shows none of them, and no more than outcomes, where the public address is not loopback', async () => {
    const away = await startInteropLab({
      HOST: '127.0.0.1',
      PUBLIC_ORIGIN: 'http://lab.example',
      TLS_PORT: 'off',
    })
    try {
      const at = (path: string) => fetch(`http://127.0.0.1:${away.running.port}${path}`)
      const { status } = await at('/api/sandboxes/demo/exchanges')
      expect(status).toBe(403)
      const bare = await at('/s/demo/basic/whoami')
      const told = (await (await at(`/api/exchanges/${bare.headers.get('exchange-id')}`)).json()) as Exchange
      expect(told.verdict?.checks[0]).toEqual({
        id: 'authorization-present',
        clause: 'RFC 9110 §11.6.2',
        outcome: 'failed',
      })
    } finally {
      await away.close()
    }
  })
})

describe('a protected endpoint', () => {
  it.each(list.map(({ slug }) => slug))(
    '%s: 401 with a challenge, and the trace by Exchange-Id',
    async (slug) => {
      for (const method of ['GET', 'POST']) {
        const { answer, status } = await call(`${sandbox.base}/${slug}/whoami`, { method })
        expect(status).toBe(401)
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

describe('a weakened world', () => {
  const removable = schemes.flatMap(({ slug, rules }) =>
    Object.entries(rules).map(([id, { structural }]) => ({ slug, id, removable: structural !== true })),
  )

  it.each(removable)('without $slug.$id: $removable', async ({ slug, id, removable: there }) => {
    const { answer, status, body } = await call(`${sandbox.base}/without/${slug}.${id}/${slug}/whoami`)
    if (!there) {
      expect([status, body.type]).toEqual([404, '/problems/not-found'])
      return
    }
    expect([200, 401]).toContain(status)
    expect(answer.headers.get('lockstep-without')).toBe(`${slug}.${id}`)
    const { without } = await sandbox.exchange(answer.headers.get('exchange-id'))
    expect(without).toBe(`${slug}.${id}`)
  })

  it('is 404 for what is unknown, nested, or another scheme’s', async () => {
    for (const path of [
      '/without/digest.nothing/digest/whoami',
      '/without/nothing.nonce-fresh/digest/whoami',
      '/without/digest.nonce-fresh/basic/whoami',
      '/without/digest.nonce-fresh/without/digest.qop-present/digest/whoami',
      '/without/digest/digest/whoami',
      '/without/digest.toString/digest/whoami',
    ])
      expect((await call(`${sandbox.base}${path}`)).status, path).toBe(404)
  })
})

describe('an attack', () => {
  it.each(attacks)(
    '$slug/$id: stopped by $stoppedBy, and in without it',
    async ({ slug, id, stoppedBy, removable, atServer }) => {
      const own = await lab.newSandbox()
      const answer = await own.owner('POST', `/api/sandboxes/${own.id}/attacks/${slug}/${id}`)
      expect(answer.status).toBe(200)
      const runs = (await answer.json()) as {
        with: { exchanges: Exchange[]; stoppedBy: string | null; got: string | null }
        without?: { exchanges: Exchange[]; got: string | null }
      }
      expect(runs.with.exchanges.length).toBeGreaterThan(0)
      expect(runs.with.exchanges.length).toBeLessThanOrEqual(40)
      if (stoppedBy === null) {
        expect(runs).not.toHaveProperty('without')
        expect(runs.with.got).toEqual(expect.any(String))
      } else {
        expect([runs.with.stoppedBy, runs.with.got]).toEqual([stoppedBy, null])
        expect(runs.without === undefined).toBe(!removable)
      }
      if (runs.without) {
        expect(runs.without.got).toEqual(expect.any(String))
        expect(runs.without.exchanges.length).toBeLessThanOrEqual(40)
        if (atServer)
          expect(runs.without.exchanges.map(({ without }) => without)).toContain(`${slug}.${stoppedBy}`)
      }
      // Both runs are on record.
      const kept = new Set((await own.exchanges()).map((exchange) => exchange.id))
      for (const run of [runs.with, runs.without])
        for (const exchange of run?.exchanges ?? []) expect(kept).toContain(exchange.id)
    },
  )

  it('that nobody knows is 404', async () => {
    for (const path of ['digest/nothing', 'nothing/replay', 'basic/replay']) {
      const answer = await sandbox.owner('POST', `/api/sandboxes/${sandbox.id}/attacks/${path}`)
      expect([answer.status, await answer.json()]).toEqual([
        404,
        expect.objectContaining({ type: '/problems/attack-unknown' }),
      ])
    }
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

describe('the limits', () => {
  it('are told with 429 and the seconds to wait: requests to a sandbox, streams, sandboxes', async () => {
    const small = await startInteropLab({
      LIMITS: 'sandboxRate=0.1:3,streams=1,creationRate=0.01:2',
    })
    try {
      const { running } = small
      const own = await small.newSandbox()
      const statuses: number[] = []
      let last = await fetch(own.url('/basic/whoami'))
      for (let i = 0; i < 3; i++) {
        statuses.push(last.status)
        last = await fetch(own.url('/basic/whoami'))
      }
      expect([...statuses, last.status]).toEqual([401, 401, 401, 429])
      expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0)
      expect(last.headers.get('exchange-id')).not.toBeNull()
      // Another sandbox is another count.
      const other = await small.newSandbox()
      expect((await fetch(other.url('/basic/whoami'))).status).toBe(401)

      const streams = []
      for (const status of [200, 429]) {
        const stream = await readEvents(`${running.origin}/api/sandboxes/${other.id}/exchanges`, {
          authorization: `Bearer ${other.ownerToken}`,
        })
        streams.push(stream)
        expect(stream.status).toBe(status)
      }
      for (const stream of streams) stream.close()

      const third = await small.call('/api/sandboxes', { method: 'POST' })
      expect(third.status).toBe(429)
      expect(Number(third.headers.get('retry-after'))).toBeGreaterThan(0)
    } finally {
      await small.close()
    }
  })
})

describe('what is not there', () => {
  it('is a problem and no page, below /api/ and below a sandbox', async () => {
    expectProblem(await call('/api/nothing'), 404, 'not-found')
    expectProblem(await call(`${sandbox.base}/nothing`), 404, 'not-found')
    expectProblem(await call('/s/nobody/basic/whoami'), 404, 'sandbox-unknown')
    const wrong = await call('/api/health', { method: 'DELETE' })
    expectProblem(wrong, 405, 'method')
    expect(wrong.answer.headers.get('allow')).toBe('GET, HEAD, OPTIONS')
  })

  it('JSON that is none, or too deep, is 400', async () => {
    const send = (body: string) =>
      fetch(`${lab.running.origin}/api/sandboxes/${sandbox.id}/clock`, {
        method: 'POST',
        body,
        headers: {
          authorization: `Bearer ${sandbox.ownerToken}`,
          'content-type': 'application/json',
        },
      })
    for (const body of ['{', '[]', 'null', '"x"', `${'['.repeat(40)}${']'.repeat(40)}`, '{"advance":1e400}'])
      expect((await send(body)).status, body).toBe(400)
  })
})
