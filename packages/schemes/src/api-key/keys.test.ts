/** What an owner does with keys: make, list, rotate, revoke. */
import { type HttpRequest, request } from '@lockstep/http/message'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Exchange } from '../scheme.ts'
import { answerField, failedCheck, Lab } from '../testing/lab.ts'
import { type Carrier, callWithKey, carriers } from './credentials.ts'
import { apiKey } from './index.ts'
import { claimedId, partsOf } from './key.ts'
import { hashOf } from './key-record.ts'
import { findRecord, replaceRecord, revokeRecord } from './key-store.ts'
import { type Asked, createRequest, issuedBy, keyAction, listRequest } from './walkthrough/messages.ts'

let lab: Lab
let seeded: string
beforeEach(() => {
  lab = new Lab([apiKey])
  seeded = lab.credentials(apiKey).key
})

const call = (key: string, how: { carrier?: Carrier; method?: string; base?: string } = {}) =>
  lab.send(callWithKey({ base: lab.base, ...how, key }).request)

const owner = (message: HttpRequest) => lab.send(message, { owner: true })

async function issue(asked: Asked = {}, base = lab.base) {
  const issued = issuedBy(await owner(createRequest(base, asked)))
  if (!issued) throw new Error('Unexpected refusal, expected a key')
  return issued
}

function bodyOf({ response: { body } }: Exchange) {
  return JSON.parse('text' in body ? body.text : '{}')
}

describe('the keys of an owner', () => {
  it('are made with a 201 that shows the key, and never shown again', async () => {
    const created = await owner(
      createRequest(lab.base, {
        label: 'report',
        scope: 'notes:read',
        place: 'header',
        lifetime: 3600,
        quota: 5,
      }),
    )
    expect(created.response.status).toBe(201)
    const { key, ...row } = bodyOf(created)
    const { prefix = '', id = '' } = partsOf(key) ?? {}
    expect(row).toEqual({
      id,
      prefix,
      lastFour: key.slice(-4),
      label: 'report',
      scope: 'notes:read',
      place: 'header',
      quota: 5,
      storedHash: hashOf(key),
      replacedBy: null,
      state: 'active',
      createdAt: '2026-11-24T12:00:00.000Z',
      expiresAt: '2026-11-24T13:00:00.000Z',
      revokedAt: null,
    })
    const listed = await owner(listRequest(lab.base))
    expect(bodyOf(listed).keys.map(({ label }: { label: string }) => label)).toEqual([
      'notebook-sync',
      'report',
    ])
    expect(JSON.stringify(listed)).not.toContain(partsOf(key)?.body)
    expect(JSON.stringify(listed)).not.toContain(partsOf(seeded)?.body)
  })

  it('have careful defaults', async () => {
    const created = await owner(request('POST', `${lab.base}/api-key/keys`))
    expect(bodyOf(created)).toMatchObject({
      label: 'unnamed',
      scope: 'notes:read',
      place: 'header',
      quota: 10,
      expiresAt: '2027-02-22T12:00:00.000Z',
    })
  })

  it.each([
    ['{"scope":"notes:admin"}', 'Unexpected scope, expected notes:read, notes:write'],
    ['{"scope":"notes:read notes:read"}', 'Unexpected scope'],
    ['{"scope":""}', 'Unexpected scope'],
    ['{"place":"cookie"}', 'Unexpected place, expected header, query, body.'],
    ['{"label":""}', 'Unexpected label, expected 1 to 40 printable characters.'],
    ['{"label":"a\\u0000b"}', 'Unexpected label'],
    [`{"label":"${'x'.repeat(41)}"}`, 'Unexpected label'],
    ['{"lifetime":0}', 'Unexpected lifetime, expected 1 to 31622400 seconds.'],
    ['{"lifetime":1.5}', 'Unexpected lifetime'],
    ['{"lifetime":"60"}', 'Unexpected lifetime'],
    ['{"quota":1001}', 'Unexpected quota, expected 1 to 1000 calls a minute.'],
    ['{"quota":null}', 'Unexpected quota'],
    ['{"colour":"red"}', 'Unexpected member, expected one of label, scope, place, lifetime, quota.'],
    ['{"__proto__":{}}', 'Unexpected member'],
    ['{"toString":1}', 'Unexpected member'],
    ['[]', 'The body is not a JSON object in UTF-8.'],
    ['null', 'The body is not a JSON object'],
    ['{"label":', 'The body is not a JSON object'],
  ])('are not made of %s: 400', async (body, detail) => {
    const message = request('POST', `${lab.base}/api-key/keys`, [['Content-Type', 'application/json']], body)
    const refused = await owner(message)
    expect(refused.response.status).toBe(400)
    expect(answerField(refused, 'content-type')).toBe('application/problem+json')
    expect(bodyOf(refused).detail).toContain(detail)
    expect(bodyOf(await owner(listRequest(lab.base))).keys).toHaveLength(1)
  })

  it('are made of JSON only: 415', async () => {
    const refused = await owner(request('POST', `${lab.base}/api-key/keys`, [], 'label=x'))
    expect(refused.response.status).toBe(415)
  })

  it('need the owner token: 401 without', async () => {
    const id = claimedId(seeded) ?? ''
    for (const message of [
      createRequest(lab.base, {}),
      listRequest(lab.base),
      keyAction(lab.base, id, 'rotate'),
      keyAction(lab.base, id, 'revoke'),
    ])
      expect((await lab.send(message)).response.status, message.target).toBe(401)
    expect((await call(seeded)).response.status).toBe(200)
  })

  it('leave no key in the rows, nor its secret part', async () => {
    const issued = await issue()
    const rotated = issuedBy(await owner(keyAction(lab.base, issued.id, 'rotate')))
    await owner(keyAction(lab.base, claimedId(seeded) ?? '', 'revoke'))
    for (const key of [issued.key, rotated?.key ?? '', seeded]) await call(key)
    const { store, volatile } = lab.installation
    const dump = JSON.stringify([await store.list(''), await volatile.list('')])
    expect(dump).toContain(issued.id)
    for (const key of [issued.key, rotated?.key ?? '', seeded])
      expect(dump).not.toContain(partsOf(key)?.body ?? key)
  })

  it('stay out of every verdict and refusal', async () => {
    const { key } = await issue({ place: 'query', quota: 1 })
    const secret = partsOf(key)?.body ?? key
    for (const carrier of carriers) {
      const { verdict, response } = await call(key, { carrier, method: 'POST' })
      expect(JSON.stringify([verdict, response])).not.toContain(secret)
    }
  })
})

describe('rotation', () => {
  it('leaves no moment in which a call fails, then ends the old key', async () => {
    const old = await issue({ quota: 100 })
    const rotated = await owner(keyAction(lab.base, old.id, 'rotate', { overlap: 30 }))
    expect(rotated.response.status).toBe(201)
    const { key, id, replaces } = bodyOf(rotated)
    expect(replaces).toMatchObject({ id: old.id, replacedBy: id, state: 'in its overlap' })
    for (let second = 0; second < 30; second++) {
      expect((await call(old.key)).response.status, `${second}`).toBe(200)
      expect((await call(key)).response.status, `${second}`).toBe(200)
      lab.clock += 1000
    }
    expect(failedCheck(await call(old.key))).toBe('key-not-revoked')
    expect((await call(key)).response.status).toBe(200)
  })

  it('keeps the settings, and gives the new key the same time to live', async () => {
    const old = await issue({ label: 'job', scope: 'notes:write', place: 'query', quota: 7, lifetime: 600 })
    lab.clock += 300_000
    expect(bodyOf(await owner(keyAction(lab.base, old.id, 'rotate')))).toMatchObject({
      label: 'job',
      scope: 'notes:write',
      place: 'query',
      quota: 7,
      createdAt: '2026-11-24T12:05:00.000Z',
      expiresAt: '2026-11-24T12:15:00.000Z',
    })
  })

  it('works for the seeded key, which has no end', async () => {
    const { key, expiresAt } = bodyOf(
      await owner(keyAction(lab.base, claimedId(seeded) ?? '', 'rotate', { overlap: 0 })),
    )
    expect(expiresAt).toBeNull()
    expect(failedCheck(await call(seeded))).toBe('key-not-revoked')
    expect((await call(key, { method: 'POST' })).response.status).toBe(200)
  })

  it('is refused for a key that has ended or was rotated: 409; for none: 404; with a bad overlap: 400', async () => {
    const rotate = async (id: string, asked?: object) =>
      (await owner(keyAction(lab.base, id, 'rotate', asked))).response.status
    const { id } = await issue({ lifetime: 60 })
    expect(await rotate(id, { overlap: -1 })).toBe(400)
    expect(await rotate(id)).toBe(201)
    expect(await rotate(id)).toBe(409)
    const revoked = await issue()
    await owner(keyAction(lab.base, revoked.id, 'revoke'))
    expect(await rotate(revoked.id)).toBe(409)
    const expired = await issue({ lifetime: 60 })
    lab.clock += 60_000
    expect(await rotate(expired.id)).toBe(409)
    expect(await rotate('nobody')).toBe(404)
    expect((await owner(keyAction(lab.base, 'nobody', 'revoke'))).response.status).toBe(404)
  })

  it('happens once: of eight at the same time, one wins', async () => {
    const { id } = await issue()
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => owner(keyAction(lab.base, id, 'rotate'))),
    )
    expect(answers.map(({ response }) => response.status).toSorted()).toEqual([201, ...Array(7).fill(409)])
  })

  it('does not undo a revocation that came in between', async () => {
    const { id, key } = await issue()
    const server = lab.server()
    const before = await findRecord(server, id)
    const successor = await findRecord(server, claimedId(seeded) ?? '')
    if (!before || !successor) throw new Error('Unexpected absence of a row')
    await revokeRecord(server, before)
    // The rotation goes on with the row as it read it.
    await replaceRecord(server, before, successor, server.now + 60_000)
    expect(failedCheck(await call(key))).toBe('key-not-revoked')
  })
})

describe('revocation', () => {
  it('takes effect on the very next call', async () => {
    const { key, id } = await issue()
    expect((await call(key)).response.status).toBe(200)
    const revoked = await owner(keyAction(lab.base, id, 'revoke'))
    expect(bodyOf(revoked)).toMatchObject({ id, state: 'revoked', revokedAt: '2026-11-24T12:00:00.000Z' })
    expect(failedCheck(await call(key))).toBe('key-not-revoked')
  })

  it('ends an overlap, and the first end stands', async () => {
    const { key, id } = await issue()
    await owner(keyAction(lab.base, id, 'rotate', { overlap: 600 }))
    await owner(keyAction(lab.base, id, 'revoke'))
    expect(failedCheck(await call(key))).toBe('key-not-revoked')
    lab.clock += 5000
    const again = await owner(keyAction(lab.base, id, 'revoke'))
    expect(bodyOf(again).revokedAt).toBe('2026-11-24T12:00:00.000Z')
  })
})
