import { field, type HttpRequest, request, withField } from '@lockstep/http/message'
import { describe, expect, test } from 'vitest'
import { playStep, runOf } from '../play-walkthrough.ts'
import type { Exchange } from '../scheme.ts'
import { answerField, failedCheck, Lab } from '../testing/lab.ts'
import { readAuthenticationInfo, verifyAnswer } from './client.ts'
import {
  chooseChallenge,
  type DigestChallenge,
  readChallenges,
  type Signed,
  type Signing,
  signDigest,
} from './credentials.ts'
import { digestAlgorithms } from './digest-algorithm.ts'
import { passwordHashOf, proofOf } from './digest-response.ts'
import { digest } from './index.ts'
import { standardOffer } from './offer.ts'
import { answerOf } from './run-values.ts'
import type { DigestCredentials } from './sandbox.ts'
import { whoamiChecks } from './verify.ts'

const realBase = '/s/lab'
const twin = (check: string) => `${realBase}/without/digest.${check}`

type Sent = { request: HttpRequest; signed: Signed }
type Wanted = Partial<Omit<Signing, 'challenge' | 'body' | 'qop'>> & {
  base?: string
  body?: string
  qop?: string | undefined
  challenge?: Partial<DigestChallenge>
  from?: DigestChallenge
}

const json = [['Content-Type', 'application/json']] as const

class DigestLab extends Lab {
  constructor() {
    super([digest])
  }

  get users(): DigestCredentials {
    return this.credentials(digest)
  }

  bare(base = realBase, headers: HttpRequest['headers'] = []): Promise<Exchange> {
    return this.send(request('GET', `${base}/digest/whoami`, headers))
  }

  async challenges(base = realBase): Promise<DigestChallenge[]> {
    return readChallenges(answerOf(await this.bare(base)))
  }

  async challenge(base = realBase): Promise<DigestChallenge> {
    const [first] = await this.challenges(base)
    if (!first) throw new Error('Unexpected answer without a challenge')
    return first
  }

  async offer(body: object, base = realBase): Promise<Exchange> {
    return this.send(request('PUT', `${base}/digest/offer`, json, JSON.stringify(body)), { owner: true })
  }

  /** An honest request, but for what is wanted otherwise. */
  async sign(wanted: Wanted = {}): Promise<Sent> {
    const { base = realBase, body = '', challenge, from, ...rest } = wanted
    const offered = from ?? (await this.challenge(base))
    const { qop = 'auth', ...others } = rest
    const withQop = 'qop' in rest && rest.qop === undefined ? {} : { qop }
    const { userId, password } = this.users
    const signing: Signing = {
      userId,
      password,
      method: 'GET',
      target: `${base}/digest/whoami`,
      count: 1,
      cnonce: 'user agent’s nonce'.replace('’', ''),
      ...others,
      ...withQop,
      challenge: { ...offered, ...challenge },
      body: new TextEncoder().encode(body),
    }
    const signed = signDigest(signing)
    const unsigned = request(signing.method, signing.target, [], body)
    return { request: withField(unsigned, 'Authorization', signed.authorization), signed }
  }

  async call(wanted: Wanted = {}): Promise<Exchange> {
    return this.send((await this.sign(wanted)).request)
  }
}

function edited({ request: message }: Sent, edit: (value: string) => string): HttpRequest {
  const value = edit(field(message, 'authorization') ?? '')
  expect(value, 'the edit changes something').not.toBe(field(message, 'authorization'))
  return withField(message, 'Authorization', value)
}

function challengeLines({ response }: Exchange): string[] {
  return response.headers.filter(([name]) => name === 'WWW-Authenticate').map(([, value]) => value)
}

function bodyOf({ response }: Exchange): string {
  return 'text' in response.body ? response.body.text : ''
}

function expectRefused(exchange: Exchange, check: string, status: number, stale: boolean): void {
  expect(failedCheck(exchange)).toBe(check)
  expect(exchange.response.status).toBe(status)
  const lines = challengeLines(exchange)
  expect(lines).toHaveLength(status === 401 ? 2 : 0)
  for (const line of lines) expect(line.includes('stale')).toBe(stale)
  expect(answerField(exchange, 'authentication-info')).toBeUndefined()
}

describe('the challenge', () => {
  test('comes one line an algorithm, best first, each quoted as RFC 7616 §3.3 says', async () => {
    const lab = new DigestLab()
    const refused = await lab.bare()
    expectRefused(refused, 'authorization-present', 401, false)
    const form = (algorithm: string) =>
      new RegExp(
        `^Digest realm="reading room", qop="auth, auth-int", algorithm=${algorithm}, nonce="[A-Za-z0-9_-]{44}", opaque="[A-Za-z0-9_-]{16}", charset=UTF-8, userhash=true$`,
      )
    const [first, second] = challengeLines(refused)
    expect(first).toMatch(form('SHA-256'))
    expect(second).toMatch(form('MD5'))
    expect(answerField(refused, 'cache-control')).toBe('no-store')
  })

  test('brings a nonce of its own for each algorithm and each refusal', async () => {
    const lab = new DigestLab()
    const nonces = [...(await lab.challenges()), ...(await lab.challenges())].map(({ nonce }) => nonce)
    expect(new Set(nonces).size).toBe(4)
  })

  test('is chosen by the user agent: the first that it supports, on one line or several', () => {
    const parameters = 'realm="r", nonce="n", qop="auth, token, auth-int"'
    const odd = `Digest algorithm=SHA3-256, ${parameters}`
    const good = `Digest algorithm=sha-512-256-SESS, ${parameters}, stale=TRUE, userhash=true`
    const later = `Digest algorithm=MD5, ${parameters}`
    for (const headers of [
      [odd, 'Basic realm="r"', good, later].map((line) => ['WWW-Authenticate', line] as const),
      [['www-authenticate', `${odd}, Basic realm="r", ${good}, ${later}`] as const],
    ]) {
      const read = readChallenges({ headers })
      expect(read.map(({ algorithm }) => algorithm.name)).toEqual(['SHA-512-256-sess', 'MD5'])
      expect(chooseChallenge(read)).toMatchObject({ qop: ['auth', 'auth-int'], stale: true, userhash: true })
    }
  })

  test('is passed over by the user agent where it lacks realm, nonce or a known qop, or says one thing twice', () => {
    const lines = [
      'Digest realm="r", qop="auth"',
      'Digest nonce="n", qop="auth"',
      'Digest realm="r", nonce="n"',
      'Digest realm="r", nonce="n", qop="auth-conf"',
      'Digest realm="r", nonce=',
      'Digest realm="r", nonce="n", qop="auth", Nonce="another"',
    ]
    expect(readChallenges({ headers: lines.map((line) => ['WWW-Authenticate', line]) })).toEqual([])
  })
})

describe('an honest request', () => {
  const nameForms = ['username', 'userhash', 'username*'] as const
  for (const { name } of digestAlgorithms) {
    for (const qop of ['auth', 'auth-int'] as const) {
      for (const nameForm of nameForms) {
        for (const user of ['ada', 'awkward'] as const) {
          test(`gets in with ${name}, ${qop} and ${nameForm} as ${user}, and the server proves itself`, async () => {
            const lab = new DigestLab()
            await lab.offer({ algorithms: [name] })
            const who = user === 'ada' ? lab.users : lab.users.awkward
            const sent = await lab.sign({ ...who, qop, nameForm, method: 'POST', body: '{"lend":1}' })
            const exchange = await lab.send(sent.request)
            expect(exchange.response.status).toBe(200)
            expect(JSON.parse(bodyOf(exchange))).toEqual({
              scheme: 'digest',
              principal: { type: 'user', id: who.userId },
            })
            const verdict = await verifyAnswer(answerOf(exchange), { ...sent.signed, userId: who.userId })
            expect(verdict.outcome).toBe('accepted')
          })
        }
      }
    }
  }

  test('gives both halves the same derivation, but for what could sign', async () => {
    for (const qop of ['auth', 'auth-int'] as const) {
      for (const algorithm of ['SHA-256', 'MD5-sess']) {
        const lab = new DigestLab()
        await lab.offer({ algorithms: [algorithm] })
        const sent = await lab.sign({ qop, method: 'POST', body: 'x' })
        const server = (await lab.send(sent.request)).verdict?.derivation ?? []
        const client = sent.signed.derivation
        expect(server.map(({ name, how }) => [name, how])).toEqual(client.map(({ name, how }) => [name, how]))
        for (const [i, { name, parts }] of server.entries()) {
          const other = client[i]?.parts ?? []
          expect(parts, name).toHaveLength(other.length)
          for (const [j, { text }] of parts.entries()) if (text !== '…') expect(text).toBe(other[j]?.text)
        }
        const told = server.map(({ parts }) => parts.map(({ text }) => text).join('')).join('\n')
        const { hashA1, digestResponse } = sent.signed.proof
        for (const secret of [lab.users.password, hashA1, digestResponse]) expect(told).not.toContain(secret)
        expect(client.map(({ name }) => name)).toEqual(
          ['a1', 'hash(a1)', 'hash(body)', 'a2', 'hash(a2)', 'data', 'digestResponse', 'userhash'].filter(
            (name) => qop === 'auth-int' || name !== 'hash(body)',
          ),
        )
      }
    }
  })

  test('gets in with every parameter quoted, names in upper case and the scheme in any case', async () => {
    const lab = new DigestLab()
    const sent = await lab.sign()
    const liberal = edited(sent, (value) =>
      value
        .replace('Digest', 'dIgEsT')
        .replace('username=', 'USERNAME = ')
        .replace('algorithm=SHA-256', 'algorithm="sha-256"')
        .replace('qop=auth', 'qop="auth"')
        .replace(/nc=(\d+)/, 'nc="$1"'),
    )
    expect((await lab.send(liberal)).response.status).toBe(200)
  })

  test('gets in with a name in raw UTF-8 octets, as a server library hands them over', async () => {
    const lab = new DigestLab()
    const raw = String.fromCharCode(...new TextEncoder().encode('Zoë \\"Zip\\" O\\\\Hara'))
    const sent = await lab.sign({ ...lab.users.awkward })
    const octets = edited(sent, (value) => value.replace(/username\*=[^,]+/, `username="${raw}"`))
    expect((await lab.send(octets)).verdict?.principal?.id).toBe(lab.users.awkward.userId)
  })

  test('gets in with an escaped target, compared as it stands', async () => {
    const lab = new DigestLab()
    const target = `${realBase}/digest/whoami?a%20b=%C3%A9&q="x"`
    expect((await lab.call({ target })).response.status).toBe(200)
  })

  test('gets in for HEAD, without content, and rspauth covers the empty content', async () => {
    const lab = new DigestLab()
    const sent = await lab.sign({ method: 'HEAD', qop: 'auth-int' })
    const exchange = await lab.send(sent.request)
    expect(exchange.response.body.bytes).toBe(0)
    expect((await verifyAnswer(answerOf(exchange), { ...sent.signed, userId: 'ada' })).outcome).toBe(
      'accepted',
    )
  })

  test('gets an Authentication-Info with qop and nc unquoted (RFC 7616 §3.5)', async () => {
    const info = answerField(await new DigestLab().call(), 'authentication-info')
    expect(info).toMatch(/^rspauth="[0-9a-f]{64}", qop=auth, cnonce="user agents nonce", nc=00000001$/)
  })
})

type Failing = {
  check: string
  status: number
  stale?: boolean
  /** A request that fails at this check alone. */
  make(lab: DigestLab, base: string): Promise<HttpRequest>
}

const failing: Failing[] = [
  {
    check: 'authorization-single',
    status: 400,
    async make(lab, base) {
      const { request: message } = await lab.sign({ base })
      const line = field(message, 'authorization') ?? ''
      return { ...message, headers: [...message.headers, ['authorization', line]] }
    },
  },
  {
    check: 'auth-scheme-is-digest',
    status: 401,
    make: async (lab, base) =>
      edited(await lab.sign({ base }), (value) => value.replace('Digest', 'Digestive')),
  },
  {
    check: 'qop-present',
    status: 400,
    make: async (lab, base) => (await lab.sign({ base, qop: undefined })).request,
  },
  {
    check: 'qop-offered',
    status: 400,
    make: async (lab, base) => (await lab.sign({ base, qop: 'auth-conf' })).request,
  },
  {
    check: 'uri-matches-target',
    status: 400,
    async make(lab, base) {
      const { request: message } = await lab.sign({ base })
      return { ...message, target: `${message.target}?` }
    },
  },
  {
    check: 'nonce-is-ours',
    status: 401,
    make: async (lab, base) => (await lab.sign({ base, challenge: { nonce: 'made elsewhere' } })).request,
  },
  {
    check: 'realm-and-opaque-echoed',
    status: 401,
    make: async (lab, base) =>
      edited(await lab.sign({ base }), (value) => value.replace(/, opaque="[^"]*"/, '')),
  },
  {
    check: 'algorithm-offered',
    status: 401,
    async make(lab, base) {
      const [sha256, md5] = await lab.challenges(base)
      if (!sha256 || !md5) throw new Error('Unexpected offer')
      return (await lab.sign({ base, from: sha256, challenge: { algorithm: md5.algorithm } })).request
    },
  },
  {
    check: 'response-matches',
    status: 401,
    make: async (lab, base) => (await lab.sign({ base, password: 'not hers' })).request,
  },
  {
    check: 'nonce-fresh',
    status: 401,
    stale: true,
    async make(lab, base) {
      const { request: message } = await lab.sign({ base })
      lab.clock += 300_000
      return message
    },
  },
  {
    check: 'nonce-count-unused',
    status: 401,
    stale: true,
    async make(lab, base) {
      const { request: message } = await lab.sign({ base })
      expect((await lab.send(message)).response.status).toBe(200)
      return message
    },
  },
]

describe('each check fails alone, and earns its place', () => {
  for (const { check, status, stale = false, make } of failing) {
    test(`${check}: refused with ${status}${stale ? ' and stale=true' : ''}`, async () => {
      const lab = new DigestLab()
      expectRefused(await lab.send(await make(lab, realBase)), check, status, stale)
    })
    if (digest.rules[check]?.structural) continue
    test(`${check}: the same gets in where it is taken away`, async () => {
      const lab = new DigestLab()
      const exchange = await lab.send(await make(lab, twin(check)))
      expect(failedCheck(exchange)).toBeUndefined()
      expect(exchange.response.status).toBe(200)
      expect(answerField(exchange, 'lockstep-without')).toBe(`digest.${check}`)
      const outcomes = exchange.verdict?.checks.map(({ id, outcome }) => [id, outcome])
      const moot = check === 'qop-present' ? ['qop-offered', 'nonce-count-unused'] : []
      expect(outcomes).toEqual(
        whoamiChecks.checks.map(({ id }) => [
          id,
          id === check ? 'removed' : moot.includes(id) ? 'not-applicable' : 'passed',
        ]),
      )
    })
  }

  test('user-known: an unknown name and a wrong password get one answer', async () => {
    const lab = new DigestLab()
    const from = await lab.challenge()
    const unknown = await lab.call({ from, userId: 'grace' })
    const wrong = await lab.call({ from, password: 'not hers' })
    expectRefused(unknown, 'user-known', 401, false)
    expectRefused(wrong, 'response-matches', 401, false)
    expect(bodyOf(unknown)).toBe(bodyOf(wrong))
    expect(unknown.response.headers.map(([name]) => name)).toEqual(
      wrong.response.headers.map(([name]) => name),
    )
  })

  test('every check of the list has been seen to fail here', () => {
    const elsewhere = ['authorization-present', 'parameters-well-formed', 'user-known']
    expect([...failing.map(({ check }) => check), ...elsewhere].sort()).toEqual(
      whoamiChecks.checks.map(({ id }) => id).sort(),
    )
  })
})

describe('realm-and-opaque-echoed', () => {
  for (const name of ['realm', 'opaque']) {
    test(`refuses another ${name}, though the proof is right`, async () => {
      const lab = new DigestLab()
      const other = edited(await lab.sign(), (value) => value.replace(`${name}="`, `${name}="x`))
      expectRefused(await lab.send(other), 'realm-and-opaque-echoed', 401, false)
    })
  }
})

describe('parameters-well-formed', () => {
  const drop = (name: string) => (value: string) =>
    value.replace(new RegExp(`(?<![a-z])${name}\\*?=("[^"]*"|[^,]*)(, )?`), '')
  const edits: Record<string, (value: string) => string> = {
    'without username': drop('username'),
    'without realm': drop('realm'),
    'without nonce': drop('nonce'),
    'without uri': drop('uri'),
    'without response': drop('response'),
    'with nonce twice': (value) => `${value}, Nonce="x"`,
    'with nc=1': (value) => value.replace('nc=00000001', 'nc=1'),
    'with nc of nine digits': (value) => value.replace('nc=00000001', 'nc=000000001'),
    'with nc of letters': (value) => value.replace('nc=00000001', 'nc=0000000g'),
    'with both username and username*': (value) => `${value}, username*=UTF-8''ada`,
    'with username* that is no extended value': (value) => value.replace('username="ada"', 'username*=ada'),
    'with username* that is no UTF-8': (value) => value.replace('username="ada"', "username*=UTF-8''%ff"),
    'with username* and userhash=true': (value) =>
      `${value.replace('username="ada"', "username*=UTF-8''ada")}, userhash=true`,
    'with userhash=maybe': (value) => `${value}, userhash=maybe`,
    'with a quotation mark left open': (value) => `${value}, x="`,
    'without any parameter': () => 'Digest',
    'as a token68': () => 'Digest YWRhOg==',
  }
  for (const [title, edit] of Object.entries(edits)) {
    test(`refuses a field ${title} with 400`, async () => {
      const lab = new DigestLab()
      expectRefused(await lab.send(edited(await lab.sign(), edit)), 'parameters-well-formed', 400, false)
    })
  }

  for (const name of ['qop', 'nc', 'cnonce']) {
    test(`lets a field without ${name} come as far as qop-present, and no further`, async () => {
      const lab = new DigestLab()
      expectRefused(await lab.send(edited(await lab.sign(), drop(name))), 'qop-present', 400, false)
    })
  }
})

describe('the proof', () => {
  test('refuses a body changed by one octet with auth-int, and accepts it with auth', async () => {
    for (const [qop, status] of [
      ['auth-int', 401],
      ['auth', 200],
    ] as const) {
      const lab = new DigestLab()
      const { request: message } = await lab.sign({ qop, method: 'POST', body: 'one' })
      const exchange = await lab.send({ ...message, body: new TextEncoder().encode('onE') })
      expect(exchange.response.status).toBe(status)
    }
  })

  test('hashes what a quoted-string means, not how it is escaped (RFC 7616 §3.3, unq)', async () => {
    const lab = new DigestLab()
    const escaped = edited(await lab.sign(), (value) => value.replace('"ada"', '"\\a\\da"'))
    expect((await lab.send(escaped)).verdict?.principal?.id).toBe('ada')
  })

  test('takes a missing algorithm for MD5 (RFC 7616 §3.3)', async () => {
    const lab = new DigestLab()
    const [sha256, md5] = await lab.challenges()
    const unnamed = (value: string) => value.replace(/, algorithm=[^,]*/, '')
    if (!sha256 || !md5) throw new Error('Unexpected offer')
    expect((await lab.send(edited(await lab.sign({ from: md5 }), unnamed))).response.status).toBe(200)
    const other = await lab.send(edited(await lab.sign({ from: sha256 }), unnamed))
    expectRefused(other, 'algorithm-offered', 401, false)
  })

  test('says no stale for a wrong password over a dead nonce', async () => {
    const lab = new DigestLab()
    const from = await lab.challenge()
    lab.clock += 300_001
    expectRefused(await lab.call({ from, password: 'not hers' }), 'response-matches', 401, false)
  })

  test('tells no finished proof in what it expected', async () => {
    const lab = new DigestLab()
    const from = await lab.challenge()
    const right = (await lab.sign({ from })).signed.proof.digestResponse
    const wrong = await lab.send(
      edited(await lab.sign({ from }), (value) => value.replace(right, 'f'.repeat(64))),
    )
    expect(failedCheck(wrong)).toBe('response-matches')
    expect(JSON.stringify(wrong.verdict)).not.toContain(right)
  })
})

describe('nonce and count', () => {
  test('accept 20 counts at once, in any order, each once', async () => {
    const lab = new DigestLab()
    const from = await lab.challenge()
    const counts = Array.from({ length: 20 }, (_, i) => i + 1).sort(() => Math.random() - 0.5)
    const messages = await Promise.all(
      counts.map(async (count) => (await lab.sign({ from, count, cnonce: `c${count}` })).request),
    )
    const first = await Promise.all(messages.map((message) => lab.send(message)))
    expect(first.map(({ response }) => response.status)).toEqual(counts.map(() => 200))
    const again = await Promise.all(messages.map((message) => lab.send(message)))
    for (const exchange of again) expectRefused(exchange, 'nonce-count-unused', 401, true)
  })

  test('let one of eight through that send one count at the same time', async () => {
    const lab = new DigestLab()
    const { request: message } = await lab.sign()
    const all = await Promise.all(Array.from({ length: 8 }, () => lab.send(message)))
    expect(all.filter(({ response }) => response.status === 200)).toHaveLength(1)
  })

  test('are one count in upper and in lower case', async () => {
    const lab = new DigestLab()
    const from = await lab.challenge()
    expect((await lab.call({ from, count: 10 })).response.status).toBe(200)
    const upper = await lab.sign({ from, count: 10 })
    // The hash is over nc as it is written, so a replay in the other case needs a proof of its own.
    const { inputs, proof } = upper.signed
    const { userId, password } = lab.users
    const hash = passwordHashOf(inputs.algorithm, userId, from.realm, password)
    const again = proofOf(hash, { ...inputs, nc: '0000000A' }).digestResponse
    const message = edited(upper, (value) =>
      value.replace('0000000a', '0000000A').replace(proof.digestResponse, again),
    )
    expectRefused(await lab.send(message), 'nonce-count-unused', 401, true)
  })

  test('are not spent by a wrong response', async () => {
    const lab = new DigestLab()
    const from = await lab.challenge()
    expect(failedCheck(await lab.call({ from, password: 'not hers' }))).toBe('response-matches')
    expect((await lab.call({ from })).response.status).toBe(200)
  })

  test('live for their lifetime and not a millisecond longer', async () => {
    const lab = new DigestLab()
    const from = await lab.challenge()
    lab.clock += 299_999
    expect((await lab.call({ from })).response.status).toBe(200)
    lab.clock += 1
    expectRefused(await lab.call({ from, count: 2 }), 'nonce-fresh', 401, true)
  })

  test('keep their lifetime when the offer changes', async () => {
    const lab = new DigestLab()
    await lab.offer({ nonceLifetime: 10 })
    const from = await lab.challenge()
    await lab.call({ from })
    lab.clock += 11_000
    await lab.offer({ nonceLifetime: 300 })
    expectRefused(await lab.call({ from }), 'nonce-fresh', 401, true)
  })

  test('stay used for as long as the nonce lives', async () => {
    const lab = new DigestLab()
    const { request: message } = await lab.sign()
    await lab.send(message)
    lab.clock += 299_999
    expectRefused(await lab.send(message), 'nonce-count-unused', 401, true)
  })

  test('are stale where the clock was moved back before their time', async () => {
    const lab = new DigestLab()
    const { request: message } = await lab.sign()
    lab.clock -= 1
    expectRefused(await lab.send(message), 'nonce-fresh', 401, true)
  })

  test('are still known after hundreds of others', async () => {
    const lab = new DigestLab()
    const from = await lab.challenge()
    expect((await lab.call({ from })).response.status).toBe(200)
    for (let i = 0; i < 200; i++) await lab.call()
    expectRefused(await lab.call({ from }), 'nonce-count-unused', 401, true)
    expect((await lab.call({ from, count: 2 })).response.status).toBe(200)
  })

  test('of one world are refused in another', async () => {
    const lab = new DigestLab()
    const weakened = await lab.challenge(twin('nonce-count-unused'))
    expectRefused(await lab.call({ from: weakened }), 'nonce-is-ours', 401, false)
    const { request: real } = await lab.sign()
    const target = `${twin('nonce-count-unused')}/digest/whoami`
    const moved = await lab.sign({ from: await lab.challenge(), target })
    expect(failedCheck(await lab.send(moved.request))).toBe('nonce-is-ours')
    expect((await lab.send(real)).response.status).toBe(200)
  })

  test('of one sandbox are nothing to another: the same count works in both', async () => {
    const lab = new DigestLab()
    for (const base of ['/s/first', '/s/second']) {
      const users: DigestCredentials = digest.sandbox.credentials(lab.server(`${base}/`)) as DigestCredentials
      const from = await lab.challenge(base)
      expect((await lab.call({ ...users, base, from, count: 7 })).response.status).toBe(200)
      const other = base === '/s/first' ? '/s/second' : '/s/first'
      expect(failedCheck(await lab.call({ ...users, base: other, from, count: 8 }))).toBe('nonce-is-ours')
    }
  })

  test('from before the process began are stale, because their counts are forgotten', async () => {
    const before = new DigestLab()
    const { request: message } = await before.sign()
    expect((await before.send(message)).response.status).toBe(200)
    const after = new DigestLab()
    after.clock = before.clock + 5000
    const server = after.installation as { startedAt: number }
    server.startedAt = before.clock + 4000
    expectRefused(await after.send(message), 'nonce-fresh', 401, true)
  })

  test('from before the process began are stale even where the rows outlived it', async () => {
    const lab = new DigestLab()
    const { request: message } = await lab.sign()
    const server = lab.installation as { startedAt: number }
    lab.clock += 1000
    server.startedAt = lab.clock
    expectRefused(await lab.send(message), 'nonce-fresh', 401, true)
  })

  test('from before a reset are stale, because their counts are forgotten', async () => {
    const lab = new DigestLab()
    const { request: message } = await lab.sign()
    expect((await lab.send(message)).response.status).toBe(200)
    lab.clock += 1000
    await lab.installation.volatile.clear('s/lab/')
    expectRefused(await lab.send(message), 'nonce-fresh', 401, true)
  })
})

describe('one-time nonces', () => {
  test('bring the next nonce, which gets in at once', async () => {
    const lab = new DigestLab()
    await lab.offer({ oneTime: true })
    const from = await lab.challenge()
    const info = readAuthenticationInfo(answerField(await lab.call({ from }), 'authentication-info') ?? '')
    const nonce = info('nextnonce') ?? ''
    expect(nonce).toHaveLength(44)
    expect((await lab.call({ from: { ...from, nonce } })).response.status).toBe(200)
  })

  test('are stale for a user agent that counts on', async () => {
    const lab = new DigestLab()
    await lab.offer({ oneTime: true })
    const from = await lab.challenge()
    await lab.call({ from })
    expectRefused(await lab.call({ from, count: 2 }), 'nonce-count-unused', 401, true)
  })
})

describe('the offer', () => {
  test('is told and changed by the owner alone', async () => {
    const lab = new DigestLab()
    const get = request('GET', `${realBase}/digest/offer`)
    expect((await lab.send(get)).response.status).toBe(401)
    expect(JSON.parse(bodyOf(await lab.send(get, { owner: true })))).toEqual(standardOffer)
    const changed = await lab.offer({ algorithms: ['MD5-sess'], nonceLifetime: 5 })
    expect(JSON.parse(bodyOf(changed))).toEqual({
      ...standardOffer,
      algorithms: ['MD5-sess'],
      nonceLifetime: 5,
    })
    expect((await lab.challenges()).map(({ algorithm }) => algorithm.name)).toEqual(['MD5-sess'])
    expect((await lab.challenges(twin('nonce-fresh'))).length, 'another world keeps its own').toBe(2)
  })

  test('closes an algorithm to nonces that are out already', async () => {
    const lab = new DigestLab()
    const [, md5] = await lab.challenges()
    if (!md5) throw new Error('Unexpected offer')
    await lab.offer({ algorithms: ['SHA-256'] })
    expect(failedCheck(await lab.call({ from: md5 }))).toBe('algorithm-offered')
  })

  for (const wrong of [
    '{',
    'null',
    '[]',
    '{"algorithms":[]}',
    '{"algorithms":["SHA-1"]}',
    '{"algorithms":["MD5","MD5"]}',
    '{"algorithms":[1]}',
    '{"algorithms":["__proto__"]}',
    '{"qop":[]}',
    '{"qop":"auth"}',
    '{"nonceLifetime":0}',
    '{"nonceLifetime":1.5}',
    '{"nonceLifetime":86401}',
    '{"nonceLifetime":"300"}',
    '{"oneTime":1}',
    '{"realm":"another"}',
  ]) {
    test(`is not changed by ${wrong}`, async () => {
      const lab = new DigestLab()
      const put = request('PUT', `${realBase}/digest/offer`, json, wrong)
      expect((await lab.send(put, { owner: true })).response.status).toBe(400)
      const get = request('GET', `${realBase}/digest/offer`)
      expect(JSON.parse(bodyOf(await lab.send(get, { owner: true })))).toEqual(standardOffer)
    })
  }

  test('is not changed by another media type', async () => {
    const lab = new DigestLab()
    for (const fields of [[], [['Content-Type', 'text/plain']]] as const) {
      const put = request('PUT', `${realBase}/digest/offer`, fields, '{"oneTime":true}')
      expect((await lab.send(put, { owner: true })).response.status).toBe(415)
    }
  })
})

describe('the user agent’s own check', () => {
  test('refuses an answer whose rspauth, cnonce, nc, qop or content is another', async () => {
    const lab = new DigestLab()
    const sent = await lab.sign({ qop: 'auth-int' })
    const answer = answerOf(await lab.send(sent.request))
    const subject = { ...sent.signed, userId: 'ada' }
    const info = field(answer, 'authentication-info') ?? ''
    const changed = [
      info.replace(/rspauth="./, 'rspauth="x'),
      info.replace('nc=00000001', 'nc=00000002'),
      info.replace('qop=auth-int', 'qop=auth'),
      info.replace('cnonce="u', 'cnonce="v'),
      '',
    ].map((value) => withField(answer, 'Authentication-Info', value))
    const other = { ...answer, body: new TextEncoder().encode('{"scheme":"digest"}') }
    for (const one of [...changed, other]) {
      expect((await verifyAnswer(one, subject)).end).toBe('server-proved-itself')
      expect((await verifyAnswer(one, subject, 'server-proved-itself')).outcome).toBe('accepted')
    }
  })
})

describe('the walkthrough', () => {
  test('plays to its end, with the statuses it announces and the answers it expects', async () => {
    const lab = new DigestLab()
    const [walkthrough] = digest.walkthroughs
    if (!walkthrough) throw new Error('Unexpected scheme without a walkthrough')
    const history = await lab.play(digest, walkthrough)
    let asked = 0
    for (const step of walkthrough.steps) {
      const played = history.get(step.id)
      expect(played?.exchanges.map(({ response }) => response.status)).toEqual(
        step.messages.map(({ expect: status }) => status),
      )
      const run = runOf(lab.stage(digest), history, step, {}, played)
      if (step.check) expect(played?.verdict?.outcome, step.id).toBe('accepted')
      if (step.derive) expect((await step.derive(run)).length, step.id).toBeGreaterThan(0)
      for (const value of Object.values(step.values?.(run) ?? {})) expect(value).not.toBe('')
      if (!step.predict) continue
      asked++
      expect(step.predict.truth(run), step.id).toBe(step.predict.answer)
      expect(step.predict.options).toContain(step.predict.answer)
    }
    expect(asked).toBeGreaterThanOrEqual(4)
    expect(failedOf(history.get('replay'))).toBe('nonce-count-unused')
    expect(failedOf(history.get('wait'))).toBe('nonce-fresh')
  })

  test('tells a learner at which check an edit ends', async () => {
    const ends: [string, (message: HttpRequest) => HttpRequest][] = [
      ['response-matches', (message) => ({ ...message, method: 'POST' })],
      ['response-matches', (message) => swapped(message, /nc=\d+/, 'nc=00000002')],
      ['uri-matches-target', (message) => swapped(message, /uri="/, 'uri="/')],
      ['uri-matches-target', (message) => ({ ...message, target: `${message.target}?x` })],
      ['algorithm-offered', (message) => swapped(message, /algorithm=SHA-256/, 'algorithm=MD5')],
      ['user-known', (message) => swapped(message, /username="ada"/, 'username="eda"')],
      ['qop-offered', (message) => swapped(message, /qop=auth/, 'qop=auth-conf')],
    ]
    const swapped = (message: HttpRequest, from: RegExp, to: string) =>
      withField(message, 'Authorization', (field(message, 'authorization') ?? '').replace(from, to))
    const [walkthrough] = digest.walkthroughs
    const step = (id: string) => walkthrough?.steps.find((one) => one.id === id)
    const [bare, call] = [step('call-bare'), step('call')]
    if (!bare || !call) throw new Error('Unexpected walkthrough without its first call')
    for (const [check, edit] of ends) {
      const lab = new DigestLab()
      const stage = lab.stage(digest)
      const history = new Map([[bare.id, await playStep(stage, new Map(), bare)]])
      const played = await playStep(stage, history, call, {}, edit)
      expect(failedOf(played)).toBe(check)
    }
  })

  test('signs with what the learner has put into the inputs', async () => {
    const [walkthrough] = digest.walkthroughs
    const step = (id: string) => walkthrough?.steps.find((one) => one.id === id)
    const [bare, call] = [step('call-bare'), step('call')]
    if (!bare || !call) throw new Error('Unexpected walkthrough without its first call')
    for (const [inputs, end] of [
      [{ algorithm: 'MD5', qop: 'auth-int', body: 'x', nameForm: 'userhash' }, undefined],
      [{ algorithm: 'SHA-512-256' }, 'algorithm-offered'],
      [{ password: 'not hers' }, 'response-matches'],
      [{ realm: 'another' }, 'realm-and-opaque-echoed'],
      [{ user: 'grace' }, 'user-known'],
    ] as const) {
      const lab = new DigestLab()
      const stage = lab.stage(digest)
      const history = new Map([[bare.id, await playStep(stage, new Map(), bare)]])
      expect(failedOf(await playStep(stage, history, call, inputs)), JSON.stringify(inputs)).toBe(end)
    }
  })

  test('computes in one step what the next one sends', async () => {
    const lab = new DigestLab()
    const [walkthrough] = digest.walkthroughs
    const history = walkthrough && (await lab.play(digest, walkthrough))
    const compute = walkthrough?.steps.find(({ id }) => id === 'compute')
    const derived = compute && history && (await compute.derive?.(runOf(lab.stage(digest), history, compute)))
    expect(derived).toEqual(history?.get('call')?.built[0]?.derivation)
  })

  const failedOf = (played?: { exchanges: readonly Exchange[] }) =>
    played?.exchanges[0] && failedCheck(played.exchanges[0])
})

describe('the attacks', () => {
  for (const attack of digest.attacks) {
    test(`${attack.id}: ${attack.stoppedBy ? `stopped by ${attack.stoppedBy}` : 'gets in'}`, async () => {
      const lab = new DigestLab()
      const played = await lab.attack(digest, attack)
      if (attack.stoppedBy === null) {
        expect(played.with.got).toBeTruthy()
        expect(played.without).toBeNull()
        expect(attack.instead).toBeTruthy()
        return
      }
      expect(played.with.stoppedBy).toBe(attack.stoppedBy)
      expect(played.with.got).toBeNull()
      expect(played.without?.got).toBeTruthy()
      const failed = played.with.exchanges.findLast(({ verdict }) => verdict?.outcome === 'refused')
      const at = failed?.verdict?.checks.findIndex(({ outcome }) => outcome === 'failed') ?? -1
      for (const { outcome } of failed?.verdict?.checks.slice(0, at) ?? []) expect(outcome).toBe('passed')
    })
  }

  test('are those of the curriculum', () => {
    expect(digest.attacks.map(({ id, stoppedBy }) => [id, stoppedBy])).toEqual([
      ['replay', 'nonce-count-unused'],
      ['yesterdays-header', 'nonce-fresh'],
      ['strip-qop', 'qop-present'],
      ['other-target', 'uri-matches-target'],
      ['lent-nonce', 'nonce-is-ours'],
      ['md5-downgrade', 'algorithm-offered'],
      ['any-response', 'response-matches'],
      ['counterfeit-server', 'server-proved-itself'],
      ['swap-body', null],
      ['dictionary', null],
      ['stolen-password-file', null],
    ])
  })
})

describe('the inspection', () => {
  test('loses nothing of what it takes apart', async () => {
    const lab = new DigestLab()
    const sent = await lab.sign({ nameForm: 'userhash', qop: 'auth-int', method: 'POST', body: 'x' })
    const exchange = await lab.send(sent.request)
    const refused = await lab.bare()
    const values: [string, Parameters<typeof digest.inspect>[1]][] = [
      ...sent.request.headers.map(([name, value]) => place(name, value, 'request')),
      ...exchange.response.headers.map(([name, value]) => place(name, value, 'response')),
      ...refused.response.headers.map(([name, value]) => place(name, value, 'response')),
      place('WWW-Authenticate', challengeLines(refused).join(', '), 'response'),
      ['POST', { kind: 'method', of: 'request' }],
      [sent.request.target, { kind: 'target', of: 'request' }],
      ['x', { kind: 'body', of: 'request' }],
    ]
    let explained = 0
    for (const [value, where] of values) {
      const parts = digest.inspect(value, where)
      if (!parts) continue
      expect(parts.map(({ text }) => text).join('')).toBe(value)
      const ids = parts.flatMap(({ id }) => id ?? [])
      expect(new Set(ids).size).toBe(ids.length)
      for (const { id, label, explain, clause } of parts)
        if (id) expect(label && explain && clause, id).toBeTruthy()
      explained += ids.length
    }
    expect(explained).toBeGreaterThan(35)
  })

  test('says who made each value of a proof', () => {
    const value = 'Digest username="ada", nonce="n", cnonce="c", response="r", odd=1'
    const parts = digest.inspect(value, { kind: 'field', name: 'authorization', of: 'request' })
    expect(parts?.filter(({ id }) => id).map(({ id, maker }) => [id, maker])).toEqual([
      ['auth-scheme', undefined],
      ['username', 'resource-owner'],
      ['nonce', 'server'],
      ['cnonce', 'user-agent'],
      ['response', 'user-agent'],
      ['odd', undefined],
    ])
    expect(parts?.filter(({ secret }) => secret).map(({ id }) => id)).toEqual(['response'])
  })

  function place(
    name: string,
    value: string,
    of: 'request' | 'response',
  ): [string, Parameters<typeof digest.inspect>[1]] {
    return [value, { kind: 'field', name, of }]
  }
})

describe('the sandbox', () => {
  test('has passwords of 128 bits, but for the one that is there to be guessed', () => {
    const { password, awkward, weak } = new DigestLab().users
    expect(password).toMatch(/^[A-Za-z0-9_-]{22}$/)
    expect(awkward.password).toMatch(/^[A-Za-z0-9_-]{22}$/)
    expect(weak.password.length).toBeLessThan(14)
  })
})
