import { base64 } from '@lockstep/crypto/base64'
import { hashPassword } from '@lockstep/crypto/password-hash'
import { type FieldLine, octets, readable, request } from '@lockstep/http/message'
import { MemoryStore } from '@lockstep/store/memory-store'
import { beforeEach, describe, expect, it } from 'vitest'
import { Busy, type Exchange } from '../scheme.ts'
import { answerField, failedCheck, Lab } from '../testing/lab.ts'
import { build, encode } from './credentials.ts'
import { basic } from './index.ts'
import { inspect } from './inspect.ts'
import { userRow } from './sandbox.ts'
import { walkthroughs } from './walkthrough.ts'

let lab: Lab
let ada: { userId: string; password: string }
let honest: string
const challenge = 'Basic realm="Notes at /s/lab/basic", charset="UTF-8"'

beforeEach(async () => {
  lab = new Lab([basic])
  ada = lab.credentials(basic)
  honest = encode(ada).authorization
  for (const check of ['', ...removable.map(twin)]) await setPassword(ada.password, check)
})

const authorized = (authorization: string, ...others: FieldLine[]): FieldLine[] => [
  ['Authorization', authorization],
  ...others,
]
const token68 = (userPass: string | Uint8Array) =>
  `Basic ${base64.encode(typeof userPass === 'string' ? octets(userPass) : userPass)}`
const whoami = (headers: FieldLine[], method = 'GET', world = '') =>
  lab.get(`${world}/basic/whoami`, headers, method)
const twin = (check: string) => `/without/basic.${check}`
const removable = ['no-control-characters', 'attempts-left', 'password-matches', 'origin-expected']
const told = ({ response }: Exchange) =>
  'text' in response.body ? JSON.parse(response.body.text) : undefined

/** Ada’s row with this password and a new salt; of few iterations, because these tests do not measure. */
async function setPassword(password: string, world = '') {
  const passwordHash = await hashPassword(password, lab.installation.random(16), 1)
  const server = lab.server(`${lab.base}${world}/`)
  await server.store.put(userRow(server), { userId: 'ada', passwordHash })
}

describe('the honest request', () => {
  it('is answered with the principal', async () => {
    const exchange = await whoami(authorized(honest))
    expect(exchange.response.status).toBe(200)
    expect(told(exchange)).toEqual({
      scheme: 'basic',
      principal: { type: 'user', id: 'ada', scope: 'notes:read notes:write' },
    })
    expect(answerField(exchange, 'Cache-Control')).toBe('no-store')
    expect(exchange.verdict?.checks.map(({ outcome }) => outcome)).toEqual(Array(11).fill('passed'))
  })

  it.each(['basic', 'BASIC', 'bAsIc'])('may write the scheme as %s', async (authScheme) => {
    expect((await whoami(authorized(honest.replace('Basic', authScheme)))).response.status).toBe(200)
  })

  it('writes too, and HEAD mirrors GET', async () => {
    expect((await whoami(authorized(honest), 'POST')).response.status).toBe(200)
    const head = await whoami(authorized(honest), 'HEAD')
    expect([head.response.status, head.response.body]).toEqual([
      200,
      { text: '', bytes: 0, truncated: false },
    ])
  })

  it('opens another path of the realm, and not without credentials', async () => {
    expect(told(await lab.get('/basic/notes', authorized(honest)))).toMatchObject({ owner: 'ada' })
    const bare = await lab.get('/basic/notes')
    expect([bare.response.status, answerField(bare, 'WWW-Authenticate')]).toEqual([401, challenge])
    expect(bare.verdict?.endpoint).toBe('notes')
  })

  it('has a password of 128 bits that is kept nowhere', async () => {
    expect(ada.password).toMatch(/^[\w-]{22}$/)
    await whoami(authorized(honest))
    const rows = [...(await lab.server().store.list('')), ...(await lab.server().volatile.list(''))]
    expect(rows.length).toBeGreaterThan(1)
    expect(JSON.stringify(rows)).not.toContain(ada.password)
    expect(JSON.stringify(rows)).not.toContain(honest.slice(6))
  })
})

describe('refusals', () => {
  const cases: [check: string, status: number, headers: () => FieldLine[], method?: string][] = [
    ['authorization-present', 401, () => []],
    ['authorization-single', 400, () => [...authorized(honest), ...authorized(honest)]],
    ['auth-scheme-is-basic', 401, () => authorized(honest.replace('Basic', 'Bearer'))],
    ['auth-scheme-is-basic', 401, () => authorized(honest.replace('Basic ', 'Basic'))],
    ['auth-scheme-is-basic', 401, () => authorized('')],
    ['token68-decodes', 400, () => authorized('Basic')],
    ['token68-decodes', 400, () => authorized('Basic !!!')],
    ['token68-decodes', 400, () => authorized(`${honest} x`)],
    ['token68-decodes', 400, () => authorized(`${honest},`)],
    ['token68-decodes', 400, () => authorized(`${honest}, ${honest}`)],
    ['token68-decodes', 400, () => authorized('Basic user="ada"')],
    // "ada:p" with a pad bit set, and without its padding: RFC 4648 §3.5, §3.2.
    ['token68-decodes', 400, () => authorized('Basic YWRhOnB=')],
    ['token68-decodes', 400, () => authorized('Basic YWRhOn')],
    ['user-pass-is-utf-8', 401, () => authorized(token68(Uint8Array.of(97, 58, 0xa3)))],
    ['user-pass-has-colon', 400, () => authorized(token68('ada'))],
    ['no-control-characters', 400, () => authorized(token68('ada:\0'))],
    ['no-control-characters', 400, () => authorized(token68('a\nda:x'))],
    ['no-control-characters', 400, () => authorized(token68('ada:x\x7f'))],
    ['user-known', 401, () => authorized(token68(`aladdin:${ada.password}`))],
    ['user-known', 401, () => authorized(token68(':'))],
    ['user-known', 401, () => authorized(token68(':x'))],
    ['user-known', 401, () => authorized(token68(`Ada:${ada.password}`))],
    ['password-matches', 401, () => authorized(token68('ada:'))],
    ['password-matches', 401, () => authorized(token68(`ada:${ada.password}:`))],
    ['origin-expected', 403, () => authorized(honest, ['Origin', 'https://evil.test']), 'POST'],
    ['origin-expected', 403, () => authorized(honest, ['Origin', 'null']), 'POST'],
    [
      'origin-expected',
      403,
      () => authorized(honest, ['Origin', 'http://localhost:8787'], ['Origin', 'https://evil.test']),
      'POST',
    ],
  ]

  it.each(cases)('%s: %d', async (check, status, headers, method) => {
    const refused = await whoami(headers(), method)
    expect(failedCheck(refused)).toBe(check)
    expect(refused.response.status).toBe(status)
    expect(answerField(refused, 'WWW-Authenticate')).toBe(status === 401 ? challenge : undefined)
    expect(answerField(refused, 'Content-Type')).toBe('application/problem+json')
    const { checks = [] } = refused.verdict ?? {}
    const at = checks.findIndex(({ id }) => id === check)
    expect(checks.map(({ outcome }) => outcome)).toEqual([
      ...Array(at).fill('passed'),
      'failed',
      ...Array(checks.length - at - 1).fill('not-reached'),
    ])
  })

  it('says the same of everything that one status stands for', async () => {
    const bodies = new Map<number, Set<string>>()
    for (const [, status, headers, method] of cases) {
      const { response } = await whoami(headers(), method)
      bodies.set(
        status,
        (bodies.get(status) ?? new Set()).add(JSON.stringify([response.headers, response.body])),
      )
      if (status === 401) lab.clock += 61_000
    }
    expect([...bodies].map(([status, texts]) => [status, texts.size]).toSorted()).toEqual([
      [400, 1],
      [401, 1],
      [403, 1],
    ])
  })

  it.each([
    ['no-control-characters', 'GET', () => authorized(token68('ada:\tx'))],
    ['password-matches', 'GET', () => authorized(token68('ada:x'))],
    ['origin-expected', 'POST', () => authorized(honest, ['Origin', 'https://evil.test'])],
  ] as const)('without %s the same request gets in', async (check, method, headers) => {
    await setPassword('\tx', twin('no-control-characters'))
    expect(failedCheck(await whoami(headers(), method))).toBe(check)
    const weak = await whoami(headers(), method, twin(check))
    expect(weak.response.status).toBe(200)
    expect(answerField(weak, 'Lockstep-Without')).toBe(`basic.${check}`)
    expect(weak.verdict?.checks.find(({ id }) => id === check)?.outcome).toBe('removed')
  })

  it('has no world without a structural check', async () => {
    expect((await whoami(authorized(honest), 'GET', twin('user-known'))).response.status).toBe(404)
  })

  it('lets a request without Origin, one from our own, and any read pass', async () => {
    const own: FieldLine = ['Origin', lab.origin]
    expect((await whoami(authorized(honest, own), 'POST')).response.status).toBe(200)
    expect((await whoami(authorized(honest), 'POST')).response.status).toBe(200)
    const foreign: FieldLine = ['Origin', 'https://evil.test']
    expect((await whoami(authorized(honest, foreign))).response.status).toBe(200)
  })
})

describe('text', () => {
  it('splits at the first colon: a password may have more', async () => {
    await setPassword('a:b:c')
    expect((await whoami(authorized(token68('ada:a:b:c')))).response.status).toBe(200)
    expect(failedCheck(await whoami(authorized(token68('ada:a:b'))))).toBe('password-matches')
  })

  it('takes an empty password where that is the one on record', async () => {
    await setPassword('')
    expect((await whoami(authorized(token68('ada:')))).response.status).toBe(200)
  })

  it('takes é in one character and in two as the same password', async () => {
    await setPassword('caf\u00e9')
    expect((await whoami(authorized(token68('ada:caf\u00e9')))).response.status).toBe(200)
    expect((await whoami(authorized(token68('ada:cafe\u0301')))).response.status).toBe(200)
    expect(encode({ userId: 'ada', password: 'cafe\u0301' })).toEqual(
      encode({ userId: 'ada', password: 'caf\u00e9' }),
    )
    expect(failedCheck(await whoami(authorized(token68('ada:cafe'))))).toBe('password-matches')
  })

  it('keeps a byte order mark as part of the user-id', async () => {
    const marked = await whoami(authorized(token68(`\ufeffada:${ada.password}`)))
    expect(failedCheck(marked)).toBe('user-known')
  })
})

describe('unknown user and wrong password', () => {
  it('get one answer, byte for byte, for the same work', async () => {
    const wrong = await whoami(authorized(token68('ada:x')))
    expect(lab.slowJobs).toBe(1)
    const unknown = await whoami(authorized(token68('bob:x')))
    expect(lab.slowJobs).toBe(2)
    expect(unknown.response).toEqual(wrong.response)
  })

  it.each(['ada', 'bob'])('cost the same in a fresh sandbox too: %s', async (userId) => {
    lab = new Lab([basic])
    await whoami(authorized(token68(`${userId}:x`)))
    // One makes the stored hash, on first need, whoever is named.
    expect(lab.slowJobs).toBe(2)
    await whoami(authorized(token68(`${userId}:y`)))
    expect(lab.slowJobs).toBe(3)
  })

  it('lets a room in at once: sixty first requests are one stored hash and one try', async () => {
    lab = new Lab([basic])
    const all = await Promise.all(Array.from({ length: 60 }, () => whoami(authorized(honest))))
    expect(all.map(({ response }) => response.status)).toEqual(all.map(() => 200))
    expect(lab.slowJobs).toBe(2)
  })

  it('are limited alike', async () => {
    await fail('bob', 10)
    const refused = await whoami(authorized(token68('bob:right')))
    expect(failedCheck(refused)).toBe('attempts-left')
  })
})

async function fail(userId: string, times: number, address?: string, world = '') {
  for (let i = 0; i < times; i++) {
    const { request: wrong } = build('GET', `${lab.base}${world}/basic/whoami`, {
      userId,
      password: `wrong ${i}`,
    })
    const refused = await lab.send(wrong, address ? { address } : {})
    expect(refused.response.status).toBe(401)
  }
}

describe('ten failed passwords in a minute', () => {
  it('end in 429 with Retry-After, before any hashing, for the right password too', async () => {
    await fail('ada', 10)
    const before = lab.slowJobs
    const refused = await whoami(authorized(honest))
    expect([refused.response.status, answerField(refused, 'Retry-After')]).toEqual([429, '60'])
    expect(failedCheck(refused)).toBe('attempts-left')
    expect(answerField(refused, 'WWW-Authenticate')).toBeUndefined()
    expect(lab.slowJobs).toBe(before)
    lab.clock += Number(answerField(refused, 'Retry-After')) * 1000
    expect((await whoami(authorized(honest))).response.status).toBe(200)
  })

  it('do not end it in a world without the check', async () => {
    await fail('ada', 11, undefined, twin('attempts-left'))
    const { response } = await whoami(authorized(honest), 'GET', twin('attempts-left'))
    expect(response.status).toBe(200)
    expect((await whoami(authorized(honest))).response.status).toBe(200)
  })

  it('lock neither Ada out elsewhere nor anybody else here', async () => {
    await fail('ada', 10, '203.0.113.66')
    expect((await whoami(authorized(honest))).response.status).toBe(200)
    await fail('bob', 1, '203.0.113.66')
  })

  it('stop remembered credentials too, from that address', async () => {
    await whoami(authorized(honest))
    await fail('ada', 10)
    expect(failedCheck(await whoami(authorized(honest)))).toBe('attempts-left')
  })

  it('count no success, and a success clears no failure', async () => {
    await fail('ada', 9)
    for (let i = 0; i < 12; i++) expect((await whoami(authorized(honest))).response.status).toBe(200)
    await fail('ada', 1)
    expect((await whoami(authorized(honest))).response.status).toBe(429)
  })

  it('are ten even where all guesses come at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, i) => whoami(authorized(token68(`ada:guess ${i}`)))),
    )
    const statuses = answers.map(({ response }) => response.status)
    expect([statuses.filter((s) => s === 401).length, statuses.filter((s) => s === 429).length]).toEqual([
      10, 20,
    ])
  })

  it('keep no more of a long user-id than of a short one', async () => {
    await whoami(authorized(token68(`${'a'.repeat(5000)}:x`)))
    const [[row] = ['']] = await lab.server().volatile.list('basic/failed/')
    expect(row.length).toBeGreaterThan(64)
    expect(row.length).toBeLessThan(120)
  })
})

describe('verified credentials', () => {
  it('are not hashed again for a minute, and then once more', async () => {
    await whoami(authorized(honest))
    const first = lab.slowJobs
    await whoami(authorized(honest))
    await lab.get('/basic/notes', authorized(honest))
    expect(lab.slowJobs).toBe(first)
    lab.clock += 60_000
    expect((await whoami(authorized(honest))).response.status).toBe(200)
    expect(lab.slowJobs).toBe(first + 1)
  })

  it('cost one hash where twenty requests bring them at once', async () => {
    await fail('ada', 1)
    const before = lab.slowJobs
    const answers = await Promise.all(Array.from({ length: 20 }, () => whoami(authorized(honest))))
    expect(answers.map(({ response }) => response.status)).toEqual(Array(20).fill(200))
    expect(lab.slowJobs).toBe(before + 1)
  })

  it('are dropped with the password', async () => {
    await whoami(authorized(honest))
    await setPassword('another')
    expect(failedCheck(await whoami(authorized(honest)))).toBe('password-matches')
    expect((await whoami(authorized(token68('ada:another')))).response.status).toBe(200)
  })

  it('are of one world: what a twin verified is nothing here', async () => {
    await whoami(authorized(honest), 'GET', twin('origin-expected'))
    const before = lab.slowJobs
    await whoami(authorized(honest))
    expect(lab.slowJobs).toBe(before + 1)
  })

  it('are of one user-id: Ada’s password under another name costs what any failure costs', async () => {
    await whoami(authorized(honest))
    const before = lab.slowJobs
    for (let i = 0; i < 10; i++)
      expect(failedCheck(await whoami(authorized(token68(`bob:${ada.password}`))))).toBe('user-known')
    expect(lab.slowJobs).toBe(before + 10)
    expect((await whoami(authorized(token68(`bob:${ada.password}`)))).response.status).toBe(429)
    expect(await lab.server().volatile.list('basic/verified/')).toHaveLength(1)
  })

  it('are of one process', async () => {
    await whoami(authorized(honest))
    const before = lab.slowJobs
    Object.assign(lab.installation, { processKey: new Uint8Array(32).fill(1) })
    await whoami(authorized(honest))
    expect(lab.slowJobs).toBe(before + 1)
  })

  it('are not made of a wrong password where the check is taken away', async () => {
    const weak = twin('password-matches')
    await whoami(authorized(token68('ada:x')), 'GET', weak)
    expect(await lab.server(`${lab.base}${weak}/`).volatile.list('basic/verified/')).toEqual([])
  })
})

it('passes a full queue on, counts it as no try, and recovers', async () => {
  await whoami(authorized(honest))
  const { slow } = lab.installation
  Object.assign(lab.installation, {
    slow: () => Promise.reject(new Busy('full')),
  })
  for (let i = 0; i < 11; i++) await expect(whoami(authorized(token68('ada:x')))).rejects.toThrow(Busy)
  Object.assign(lab.installation, { slow })
  expect(failedCheck(await whoami(authorized(token68('ada:x'))))).toBe('password-matches')
})

it('keeps secrets out of every verdict', async () => {
  for (const authorization of [honest, token68('ada:wr0ng-one'), token68(`bob:${ada.password}`)]) {
    const { verdict } = await whoami(authorized(authorization))
    for (const secret of [ada.password, 'wr0ng-one', authorization.slice(6), 'pbkdf2'])
      expect(JSON.stringify(verdict)).not.toContain(secret)
  }
})

describe('the walkthrough', () => {
  beforeEach(() => {
    lab = new Lab([basic])
  })

  it('plays to its end, and tells both costs', async () => {
    for (const walkthrough of walkthroughs) {
      const history = await lab.play(basic, walkthrough)
      for (const step of walkthrough.steps)
        expect(history.get(step.id)?.exchanges.map(({ response }) => response.status)).toEqual(
          step.messages.map(({ expect: status }) => status),
        )
      const again = walkthrough.steps.find(({ id }) => id === 'call-again')
      const values = again?.values?.({
        ...lab.stage(basic),
        inputs: {},
        exchanges: (id) => history.get(id)?.exchanges ?? [],
        built: (id) => history.get(id)?.built ?? [],
        inputsOf: (id) => history.get(id)?.inputs ?? {},
      })
      expect(values?.first).toMatch(/^[\d.]+ (ms|µs)$/)
      expect(values?.again).toMatch(/^[\d.]+ (ms|µs)$/)
    }
  })

  it('shows a listener on TLS the size of the real message and nothing else', async () => {
    const walkthrough = walkthroughs[0]
    const listen = walkthrough?.steps.find(({ id }) => id === 'listen')
    if (!walkthrough || !listen?.derive) throw new Error('Unexpected walkthrough without the step "listen"')
    const history = await lab.play(basic, walkthrough)
    const derived = await listen.derive({
      ...lab.stage(basic),
      inputs: {},
      exchanges: (id) => history.get(id)?.exchanges ?? [],
      built: (id) => history.get(id)?.built ?? [],
      inputsOf: (id) => history.get(id)?.inputs ?? {},
    })
    const text = (name: string) =>
      derived
        .find((value) => value.name === name)
        ?.parts.map((part) => part.text)
        .join('')
    expect(text('plainHttp')).toBe(`GET /s/lab/basic/whoami HTTP/1.1\nAuthorization: ${honest}\n\n`)
    expect(text('userPass')).toBe(`ada:${ada.password}`)
    const size = readable(octets(text('plainHttp')?.replaceAll('\n', '\r\n') ?? '')).length
    expect(text('contentSize')).toBe(String(size))
    const [, , , high = '', low = ''] = text('recordHeader')?.split(' ') ?? []
    expect(text('recordHeader')).toMatch(/^17 03 03 [0-9a-f]{2} [0-9a-f]{2}$/)
    expect(Number.parseInt(high + low, 16)).toBe(size + 1 + 16)
  })
})

describe('attacks', () => {
  it.each(basic.attacks.map((attack) => [attack.id, attack] as const))('%s', async (_, attack) => {
    const run = await lab.attack(basic, attack)
    if (attack.stoppedBy === null) {
      expect(run).toMatchObject({ with: { got: expect.any(String) }, without: null })
      return
    }
    expect(run.with).toMatchObject({ stoppedBy: attack.stoppedBy, got: null })
    expect(run.without).toMatchObject({ got: expect.any(String) })
    expect(JSON.stringify([run.with.got, run.without?.got])).not.toContain(ada.password)
  })
})

describe('inspect', () => {
  const field = (name: string, of: 'request' | 'response') => ({ kind: 'field', name, of }) as const
  const ids = (value: string, of: 'request' | 'response', name: string) => {
    const parts = inspect(value, field(name, of)) ?? []
    expect(parts.map(({ text }) => text).join('')).toBe(value)
    return parts.flatMap(({ id }) => id ?? [])
  }

  it('explains credentials and challenge, whole', () => {
    expect(ids(honest, 'request', 'authorization')).toEqual(['auth-scheme', 'token68'])
    expect(ids('basic  YTpi', 'request', 'authorization')).toEqual(['auth-scheme', 'token68'])
    expect(ids(challenge, 'response', 'www-authenticate')).toEqual(['auth-scheme', 'realm', 'charset'])
    expect(ids('Basic realm="a, b" , x=y,', 'response', 'www-authenticate')).toEqual([
      'auth-scheme',
      'realm',
      'x',
    ])
    expect(ids('60', 'response', 'retry-after')).toEqual(['retry-after'])
    expect(ids('https://evil.test', 'request', 'origin')).toEqual(['origin'])
  })

  it('leaves alone what is not Basic', () => {
    expect(inspect('Bearer abc', field('authorization', 'request'))).toBeUndefined()
    expect(inspect('Digest realm="x"', field('www-authenticate', 'response'))).toBeUndefined()
    expect(inspect(challenge, field('authorization', 'request'))).toBeUndefined()
  })

  it('marks the credentials as secret', () => {
    const parts = inspect(honest, field('authorization', 'request')) ?? []
    expect(parts.filter(({ secret }) => secret).map(({ text }) => text)).toEqual([honest.slice(6)])
  })
})

it('answers a method it does not serve with 405', async () => {
  const answered = await lab.send(request('DELETE', '/s/lab/basic/whoami', authorized(honest)))
  expect([answered.response.status, answerField(answered, 'Allow')]).toEqual([405, 'GET, HEAD, POST'])
})

it('forgets the hash of a password that another server key gave', async () => {
  const withKey = async (octet: number, store = new MemoryStore(Date.now)) => {
    const other = new Lab([basic])
    Object.assign(other, {
      installation: { ...other.installation, key: new Uint8Array(32).fill(octet), store },
    })
    const { userId, password } = other.credentials(basic)
    const { request: sent } = build('GET', '/s/lab/basic/whoami', { userId, password })
    return { store, status: (await other.send(sent)).response.status }
  }
  const before = await withKey(1)
  expect(before.status).toBe(200)
  expect((await withKey(2, before.store)).status).toBe(200)
  expect((await withKey(1, before.store)).status).toBe(200)
})
