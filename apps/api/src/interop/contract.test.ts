/** The public HTTP contract, row by row, as somebody else's test would call it. */
import { list } from '@lockstep/schemes/list'
import type { Exchange } from '@lockstep/schemes/scheme'
import { Validator } from '@seriousme/openapi-schema-validator'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type InteropLab, type LabSandbox, startInteropLab } from './testing/interop-lab.ts'
import { bearer, expectProblem, jsonCall } from './testing/json-call.ts'

let lab: InteropLab
let sandbox: LabSandbox
beforeAll(async () => {
  lab = await startInteropLab()
  sandbox = await lab.newSandbox()
})
afterAll(() => lab.close())

const call = (path: string, init?: RequestInit) => jsonCall(lab, path, init)

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
