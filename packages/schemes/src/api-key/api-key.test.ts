import { readFileSync } from 'node:fs'
import { type FieldLine, type HttpRequest, readable, request } from '@lockstep/http/message'
import { beforeEach, describe, expect, it } from 'vitest'
import { playStep, runOf } from '../play-walkthrough.ts'
import type { Exchange } from '../scheme.ts'
import { answerField, failedCheck, Lab } from '../testing/lab.ts'
import { type Carrier, callWithKey, carriers, derivationOf } from './credentials.ts'
import { apiKey } from './index.ts'
import { claimedId, keyNamed, keyOctets, makeKey } from './key.ts'
import { hashOf } from './key-record.ts'
import { type Asked, createRequest, issuedBy, keyAction } from './walkthrough/messages.ts'
import { walkthrough } from './walkthrough.ts'

const challenge = 'ApiKey realm="notes@lab"'
const twin = (check: string) => `/s/lab/without/api-key.${check}`

let lab: Lab
let seeded: string
beforeEach(() => {
  lab = new Lab([apiKey])
  seeded = lab.credentials(apiKey).key
})

const call = (key: string, how: { carrier?: Carrier; method?: string; base?: string } = {}) =>
  lab.send(callWithKey({ base: lab.base, ...how, key }).request)

/** `GET whoami` of any world with these field lines, and nothing else. */
const bare = (headers: readonly FieldLine[], base = lab.base) =>
  lab.send(request('GET', `${base}/api-key/whoami`, headers))

const owner = (message: HttpRequest) => lab.send(message, { owner: true })

async function issue(asked: Asked = {}, base = lab.base) {
  const issued = issuedBy(await owner(createRequest(base, asked)))
  if (!issued) throw new Error('Unexpected refusal, expected a key')
  return issued
}

function bodyOf({ response: { body } }: Exchange) {
  return JSON.parse('text' in body ? body.text : '{}')
}

/** What went over the wire. */
function wire({ response }: Exchange) {
  return response
}

const wrong = (key: string) => keyNamed(claimedId(key) ?? '', new Uint8Array(20).fill(1))

describe('the honest way', () => {
  it.each(['X-API-Key', 'Authorization'] as const)(
    'accepts the seeded key in %s, to read and to write',
    async (carrier) => {
      for (const method of ['GET', 'POST', 'HEAD']) {
        const exchange = await call(seeded, { carrier, method })
        expect(exchange.response.status, method).toBe(200)
        expect(exchange.verdict?.checks.map(({ outcome }) => outcome)).toEqual(Array(9).fill('passed'))
      }
      expect(bodyOf(await call(seeded, { carrier }))).toEqual({
        scheme: 'api-key',
        principal: { type: 'client', id: 'notebook-sync', scope: 'notes:read notes:write' },
      })
    },
  )

  it('takes the scheme name in any case', async () => {
    for (const name of ['apikey', 'APIKEY', 'aPiKeY'])
      expect((await bare([['Authorization', `${name} ${seeded}`]])).response.status).toBe(200)
    expect((await bare([['x-aPi-kEy', seeded]])).response.status).toBe(200)
  })

  it('takes a key in the query or the body where it was issued for it', async () => {
    const query = await issue({ place: 'query' })
    expect((await call(query.key, { carrier: 'query' })).response.status).toBe(200)
    const body = await issue({ place: 'body', scope: 'notes:write' })
    expect((await call(body.key, { carrier: 'form', method: 'POST' })).response.status).toBe(200)
    expect((await call(body.key, { carrier: 'json', method: 'POST' })).response.status).toBe(200)
  })

  it('reads a name that is percent-encoded, as any form decoder does', async () => {
    const { key } = await issue({ place: 'query' })
    const target = `${lab.base}/api-key/whoami?view=all&api%5Fkey=${key}`
    expect((await lab.send(request('GET', target))).response.status).toBe(200)
  })

  it('gives each sandbox a seeded key of its own, the same at every look', () => {
    expect(lab.credentials(apiKey).key).toBe(seeded)
    const elsewhere = apiKey.sandbox.credentials(lab.server('/s/another/'))
    expect(elsewhere).not.toEqual({ key: seeded })
  })

  it('derives the same hash in both halves', async () => {
    const client = derivationOf(seeded).find(({ name }) => name === 'storedHash')?.parts[0]?.text
    const server = (await call(seeded)).verdict?.derivation?.find(({ name }) => name === 'storedHash')
    expect(server?.parts[0]?.text).toBe(client)
    expect(client).toBe(hashOf(seeded))
  })
})

describe('refusals', () => {
  it('takes no second Authorization line, whatever it says', async () => {
    const lines: FieldLine[][] = [
      [
        ['Authorization', `ApiKey ${seeded}`],
        ['Authorization', 'Basic YWRhOmE='],
      ],
      [
        ['X-API-Key', seeded],
        ['Authorization', 'Bearer a'],
        ['Authorization', 'Bearer b'],
      ],
    ]
    for (const headers of lines) {
      const refused = await bare(headers)
      expect([refused.response.status, failedCheck(refused)]).toEqual([400, 'key-sent-once'])
      expect(bodyOf(refused).detail).toBe('There are two Authorization fields.')
      expect((await bare(headers, twin('key-sent-once'))).response.status).toBe(200)
    }
  })

  const cases: [check: string, status: number, forge: () => Promise<(base: string) => HttpRequest>][] = [
    [
      'key-sent-once',
      400,
      async () => (base) =>
        request('GET', `${base}/api-key/whoami`, [
          ['X-API-Key', seeded],
          ['Authorization', `ApiKey ${seeded}`],
        ]),
    ],
    ['key-matches', 401, async () => (base) => callWithKey({ base, key: wrong(seeded) }).request],
    [
      'key-place-allowed',
      401,
      async () => (base) => callWithKey({ base, key: seeded, carrier: 'query' }).request,
    ],
    [
      'key-not-revoked',
      401,
      async () => {
        const id = claimedId(seeded) ?? ''
        for (const base of [lab.base, twin('key-not-revoked')]) await owner(keyAction(base, id, 'revoke'))
        return (base) => callWithKey({ base, key: seeded }).request
      },
    ],
  ]

  it.each(cases)('%s: %i, and accepted without it', async (check, status, forge) => {
    const build = await forge()
    const refused = await lab.send(build(lab.base))
    expect([failedCheck(refused), refused.response.status]).toEqual([check, status])
    expect(answerField(refused, 'www-authenticate')).toBe(status === 401 ? challenge : undefined)
    const accepted = await lab.send(build(twin(check)))
    expect(accepted.response.status).toBe(200)
    expect(answerField(accepted, 'lockstep-without')).toBe(`api-key.${check}`)
    expect(accepted.verdict?.checks.find(({ id }) => id === check)?.outcome).toBe('removed')
  })

  it('key-present: 401 with a challenge, for no key and for what is not one', async () => {
    const nothing: (readonly FieldLine[])[] = [
      [],
      [['X-API-Key', '']],
      [['Authorization', 'ApiKey']],
      [['Authorization', `ApiKey key="${seeded}"`]],
      [['Authorization', `Bearer ${seeded}`]],
      [['Cookie', `api_key=${seeded}`]],
    ]
    for (const headers of nothing) {
      const exchange = await bare(headers)
      expect(failedCheck(exchange), JSON.stringify(headers)).toBe('key-present')
      expect(exchange.response.status).toBe(401)
      expect(answerField(exchange, 'www-authenticate')).toBe(challenge)
    }
  })

  it('key-present: a body is read only where it means something and says what it is', async () => {
    const whoami = `${lab.base}/api-key/whoami`
    const form: FieldLine = ['Content-Type', 'application/x-www-form-urlencoded']
    const json: FieldLine = ['Content-Type', 'application/json']
    for (const message of [
      request('GET', whoami, [form], `api_key=${seeded}`),
      request('POST', whoami, [], `api_key=${seeded}`),
      request('POST', whoami, [['Content-Type', 'text/plain']], `api_key=${seeded}`),
      request('POST', whoami, [json], `{"api_key":"${seeded}"`),
      request('POST', whoami, [json], '{"api_key":7}'),
      request('POST', whoami, [json], 'null'),
    ])
      expect(failedCheck(await lab.send(message)), readable(message.body)).toBe('key-present')
  })

  it('key-sent-once: names the places and no key', async () => {
    const { key } = await issue()
    const exchange = await lab.send(
      request('GET', `${lab.base}/api-key/whoami?api_key=${key}`, [
        ['X-API-Key', key],
        ['X-API-Key', seeded],
      ]),
    )
    expect(bodyOf(exchange)).toEqual({
      type: '/problems/key-sent-twice',
      title: 'Send the key once.',
      status: 400,
      detail: 'A key came in the X-API-Key field and in the X-API-Key field and in the query.',
    })
  })

  it('key-known: 401 for a prefix that is on no row, and for a text of another form', async () => {
    for (const key of [makeKey(new Uint8Array(keyOctets)), 'hunter2', 'lk_live_', 'lk_test_4QmT0pWz9K']) {
      const exchange = await call(key)
      expect([failedCheck(exchange), exchange.response.status]).toEqual(['key-known', 401])
      expect(answerField(exchange, 'www-authenticate')).toBe(challenge)
    }
    expect(JSON.stringify((await call('hunter2')).verdict)).not.toContain('hunter2')
  })

  it('key-matches: one changed character anywhere in the secret, or one more', async () => {
    for (const at of [18, 30, 44, 50]) {
      const changed = `${seeded.slice(0, at)}${seeded[at] === 'a' ? 'b' : 'a'}${seeded.slice(at + 1)}`
      expect(failedCheck(await call(changed)), `${at}`).toBe('key-matches')
    }
    expect(failedCheck(await call(`${seeded}a`))).toBe('key-matches')
    expect(failedCheck(await call(seeded.slice(0, -1)))).toBe('key-matches')
  })

  it('key-place-allowed: each key in each of the places that it was not issued for', async () => {
    for (const place of ['header', 'query', 'body']) {
      const { key } = await issue({ place, scope: 'notes:read notes:write' })
      for (const carrier of carriers) {
        const placeOfCarrier = {
          'X-API-Key': 'header',
          Authorization: 'header',
          query: 'query',
          form: 'body',
          json: 'body',
        }
        const fits = placeOfCarrier[carrier] === place
        const exchange = await call(key, { carrier, method: 'POST' })
        expect(failedCheck(exchange), `${place} by ${carrier}`).toBe(fits ? undefined : 'key-place-allowed')
        expect(exchange.response.status).toBe(fits ? 200 : 401)
      }
    }
  })

  it('key-not-expired: refused from the very millisecond on, and accepted without the check', async () => {
    const check = 'key-not-expired'
    const { key } = await issue({ lifetime: 60 })
    const weak = await issue({ lifetime: 60 }, twin(check))
    lab.clock += 59_999
    expect((await call(key)).response.status).toBe(200)
    lab.clock += 1
    const refused = await call(key)
    expect([failedCheck(refused), refused.response.status]).toEqual([check, 401])
    expect(answerField(refused, 'www-authenticate')).toBe(challenge)
    expect((await call(weak.key, { base: twin(check) })).response.status).toBe(200)
  })

  it('quota-left: 429 with the seconds until the next minute, and accepted without the check', async () => {
    const check = 'quota-left'
    lab.clock += 12_300
    const real = await issue({ quota: 3 })
    const weak = await issue({ quota: 3 }, twin(check))
    for (let i = 0; i < 3; i++) expect((await call(real.key)).response.status).toBe(200)
    const refused = await call(real.key)
    expect([failedCheck(refused), refused.response.status]).toEqual([check, 429])
    expect(answerField(refused, 'retry-after')).toBe('48')
    expect(answerField(refused, 'www-authenticate')).toBeUndefined()
    for (let i = 0; i < 4; i++)
      expect((await call(weak.key, { base: twin(check) })).response.status).toBe(200)
    lab.clock += 48_000
    expect((await call(real.key)).response.status).toBe(200)
  })

  it('quota-left: a wrong key spends nothing of the right one’s quota', async () => {
    const { key } = await issue({ quota: 1 })
    for (let i = 0; i < 3; i++) expect(failedCheck(await call(wrong(key)))).toBe('key-matches')
    expect((await call(key)).response.status).toBe(200)
  })

  it('scope-covers-request: 403 in both directions, and accepted without the check', async () => {
    const check = 'scope-covers-request'
    for (const [scope, allowed, denied] of [
      ['notes:read', 'GET', 'POST'],
      ['notes:write', 'POST', 'GET'],
    ] as const) {
      const { key } = await issue({ scope })
      expect((await call(key, { method: allowed })).response.status).toBe(200)
      const refused = await call(key, { method: denied })
      expect([failedCheck(refused), refused.response.status]).toEqual([check, 403])
      expect(answerField(refused, 'www-authenticate')).toBeUndefined()
      const weak = await issue({ scope }, twin(check))
      expect((await call(weak.key, { method: denied, base: twin(check) })).response.status).toBe(200)
    }
  })

  it('gives one and the same answer to an unknown, a wrong, a revoked and an expired key', async () => {
    const revoked = await issue()
    await owner(keyAction(lab.base, revoked.id, 'revoke'))
    const expired = await issue({ lifetime: 1 })
    lab.clock += 1000
    const unknown = wire(await call(makeKey(new Uint8Array(keyOctets))))
    const queryKey = await issue({ place: 'query' })
    for (const key of [wrong(seeded), revoked.key, expired.key, queryKey.key])
      expect(wire(await call(key))).toEqual(unknown)
  })

  it('says of a key in the query only what the request itself tells', async () => {
    const inQuery = (key: string) => call(key, { carrier: 'query' })
    const right = wire(await inQuery(seeded))
    expect(bodyOf(await inQuery(seeded))).toMatchObject({ type: '/problems/key-in-query', status: 401 })
    expect(wire(await inQuery(wrong(seeded)))).toEqual(right)
    expect(wire(await inQuery('unknown'))).toEqual(right)
  })

  it('answers other methods with 405 and Allow', async () => {
    const exchange = await call(seeded, { method: 'DELETE' })
    expect(exchange.response.status).toBe(405)
    expect(answerField(exchange, 'allow')).toBe('GET, HEAD, POST')
  })
})

describe('a twin', () => {
  it('has the seeded key, and what is made there is worth nothing here, nor the other way round', async () => {
    const base = twin('key-matches')
    expect((await call(seeded, { base })).response.status).toBe(200)
    const there = await issue({}, base)
    expect((await call(there.key, { base })).response.status).toBe(200)
    expect(failedCheck(await call(there.key))).toBe('key-known')
    const here = await issue()
    expect(failedCheck(await call(here.key, { base }))).toBe('key-known')
  })

  it('exists for removable checks only', async () => {
    for (const [check, { structural }] of Object.entries<{ structural?: true }>(apiKey.rules)) {
      const exchange = await call(seeded, { base: twin(check) })
      expect(exchange.response.status, check).toBe(structural ? 404 : 200)
    }
  })

  it('takes away one check and no other', async () => {
    const both = request('GET', `${twin('key-sent-once')}/api-key/whoami`, [
      ['X-API-Key', seeded],
      ['Authorization', `ApiKey ${wrong(seeded)}`],
    ])
    expect(failedCheck(await lab.send(both))).toBe('key-matches')
  })
})

describe('the walkthrough', () => {
  const prose = readFileSync(new URL('walkthrough.md', import.meta.url), 'utf8')

  it('ends as it says, and the real run answers its questions', async () => {
    const stage = lab.stage(apiKey)
    const history = await lab.play(apiKey, walkthrough)
    for (const step of walkthrough.steps) {
      const played = history.get(step.id)
      const statuses = played?.exchanges.map(({ response }) => response.status)
      expect(statuses, step.id).toEqual(step.messages.map(({ expect: status }) => status))
      const run = runOf(stage, history, step, {}, played)
      expect(step.predict?.truth(run), step.id).toBe(step.predict?.answer)
    }
  })

  it('fills every name in its sentences', async () => {
    const stage = lab.stage(apiKey)
    const history = await lab.play(apiKey, walkthrough)
    const given = ['status', 'check', 'says', 'took', 'bytes']
    for (const step of walkthrough.steps) {
      const section = prose.split(`## ${step.id}\n`)[1]?.split('\n## ')[0] ?? ''
      const values = step.values?.(runOf(stage, history, step, {}, history.get(step.id))) ?? {}
      for (const [, name = ''] of section.matchAll(/\{(\w+)\}/g))
        expect([...given, ...Object.keys(values)], `${step.id}: ${name}`).toContain(name)
      for (const value of Object.values(values)) expect(value, step.id).not.toBe('')
    }
  })

  it('says after a step no more than twenty words', () => {
    for (const [, sentence = ''] of prose.matchAll(/^- after[^:]*: (.*)$/gm))
      expect(sentence.split(/\s+/).length, sentence).toBeLessThanOrEqual(20)
  })

  it('hands the key over in Referer only under the careless policy', async () => {
    const step = walkthrough.steps.find(({ id }) => id === 'leak-query')
    if (!step) throw new Error('Unexpected walkthrough without leak-query')
    for (const [policy, leaks] of [
      ['unsafe-url', true],
      ['strict-origin-when-cross-origin', false],
      ['no-referrer', false],
    ] as const) {
      const { exchanges } = await playStep(lab.stage(apiKey), new Map(), step, { policy })
      const [created, , link] = exchanges
      if (!created || !link) throw new Error('Unexpected end of the step')
      expect(`${bodyOf(link).referer}`.includes(bodyOf(created).key), policy).toBe(leaks)
    }
  })
})

describe('attacks', () => {
  it.each(apiKey.attacks.map((attack) => [attack.id, attack] as const))(
    '%s: one thing is wrong with it, and one check stops it',
    async (_, attack) => {
      const run = await lab.attack(apiKey, attack)
      if (attack.stoppedBy === null) {
        expect(run.with.got).not.toBeNull()
        expect(run.without).toBeNull()
        return
      }
      expect(run.with).toMatchObject({ stoppedBy: attack.stoppedBy, got: null })
      expect(run.without?.got).toEqual(expect.any(String))
      const attempts = run.without?.exchanges.filter(({ from }) => from === 'attacker') ?? []
      expect(attempts.length).toBeGreaterThan(0)
      for (const { verdict } of attempts) {
        const failing = verdict?.checks.filter(({ outcome }) => outcome !== 'passed')
        expect(failing?.map(({ id, outcome }) => [id, outcome])).toEqual([[attack.stoppedBy, 'removed']])
      }
    },
  )
})
