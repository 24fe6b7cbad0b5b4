import { octets, request } from '@lockstep/http/message'
import { describe, expect, it } from 'vitest'
import { branches, list, verifier } from './run-checks.ts'
import type { Rules, Server } from './scheme.ts'
import { fixture, verifyCallback, verifyToken, verifyWhoami } from './testing/fixture-scheme.ts'
import { answerField, failedCheck, Lab } from './testing/lab.ts'

const lab = () => new Lab([fixture])
const sent = (profile: string, value: string, base = '/s/lab') =>
  request('GET', `${base}/fixture/whoami`, [
    ['X-Profile', profile],
    ['X-Value', value],
  ])
const outcomes = (exchange: Awaited<ReturnType<Lab['send']>>) =>
  Object.fromEntries(exchange.verdict?.checks.map(({ id, outcome }) => [id, outcome]) ?? [])

describe('one endpoint, three profiles', () => {
  it('names the branch and shows its list only', async () => {
    const exchange = await lab().send(sent('number', '4'))
    expect(exchange.verdict).toMatchObject({ endpoint: 'whoami', branch: 'number', outcome: 'accepted' })
    expect(outcomes(exchange)).toEqual({
      'profile-recognised': 'passed',
      'number-even': 'passed',
      'sent-once': 'passed',
    })
  })

  it('shows what all branches begin with where none was chosen', async () => {
    const exchange = await lab().get('/fixture/whoami')
    expect(exchange.verdict?.checks).toEqual([
      { id: 'profile-recognised', outcome: 'failed', clause: 'RFC 9110 §11.4' },
    ])
    expect(exchange.verdict?.branch).toBeUndefined()
    expect(exchange.response.status).toBe(401)
  })

  it('cites the clause of the branch for a check that ran before it was chosen', async () => {
    const exchange = await lab().send(sent('colour', 'red'))
    expect(exchange.verdict?.checks[0]?.clause).toBe('policy; RFC 9110 §11.4')
  })

  it('ends at the first check that fails, and says what was not reached', async () => {
    const exchange = await lab().send(sent('number', '3'))
    expect(outcomes(exchange)).toEqual({
      'profile-recognised': 'passed',
      'number-even': 'failed',
      'sent-once': 'not-reached',
    })
    expect(exchange.verdict?.checks[1]).toMatchObject({ actual: '3' })
  })

  it('spends nothing before the proof holds', async () => {
    const here = lab()
    await here.send(sent('word', 'wrong'))
    expect((await here.send(sent('word', 'swordfish'))).verdict?.outcome).toBe('accepted')
    expect(failedCheck(await here.send(sent('word', 'swordfish')))).toBe('sent-once')
  })
})

describe('a check taken away', () => {
  it('is recorded as removed, and the world says so in its answer', async () => {
    const exchange = await lab().send(sent('number', '3', '/s/lab/without/fixture.number-even'))
    expect(outcomes(exchange)['number-even']).toBe('removed')
    expect(answerField(exchange, 'Lockstep-Without')).toBe('fixture.number-even')
    expect(exchange.response.status).toBe(200)
  })

  it('lets a substitute stand in, there and nowhere else', async () => {
    const here = lab()
    expect(failedCheck(await here.send(sent('colour', 'mauve')))).toBe('colour-known')
    const weak = await here.send(sent('colour', 'mauve', '/s/lab/without/fixture.colour-known'))
    expect(weak.verdict?.principal?.id).toBe('mauve')
  })

  it('makes later checks moot', async () => {
    const exchange = await lab().send(sent('word', 'guess', '/s/lab/without/fixture.word-right'))
    expect(outcomes(exchange)).toMatchObject({ 'word-right': 'removed', 'sent-once': 'not-applicable' })
  })

  it('keeps rows of its own: what is spent there is unspent in the real world', async () => {
    const here = lab()
    await here.send(sent('number', '4', '/s/lab/without/fixture.word-right'))
    expect((await here.send(sent('number', '4'))).verdict?.outcome).toBe('accepted')
  })

  it.each([
    ['structural', 'fixture.profile-recognised'],
    ['unknown', 'fixture.nothing-like-it'],
    ['of an unknown scheme', 'other.word-right'],
    ['nested', 'fixture.word-right/without/fixture.number-even'],
  ])('is 404 where it is %s', async (_, world) => {
    const exchange = await lab().send(sent('word', 'x', `/s/lab/without/${world}`))
    expect(exchange.response.status).toBe(404)
    expect(exchange.verdict).toBeNull()
  })
})

describe('one token endpoint, four grants', () => {
  const token = (form: string) => lab().get('/fixture/token', [], 'POST', form)

  it.each([
    ['refresh', 'RFC 6749 §6'],
    ['client', 'RFC 6749 §4.4'],
  ])('judges %s by its own list', async (grant, clause) => {
    const exchange = await token(`grant_type=${grant}&scope=notes`)
    expect(exchange.verdict).toMatchObject({ branch: grant, outcome: 'accepted' })
    expect(exchange.verdict?.checks[0]?.clause).toBe(clause)
  })

  it('asks without refusing', async () => {
    const exchange = await token('grant_type=device')
    expect(exchange.verdict).toMatchObject({
      outcome: 'interaction',
      accepted: false,
      asked: 'Do you agree?',
    })
    expect(outcomes(exchange)).toEqual({ 'grant-supported': 'passed', 'owner-agreed': 'not-reached' })
    expect(exchange.response.body).toMatchObject({ text: expect.stringContaining('authorization_pending') })
  })

  it('leans on what another endpoint stored, for its owner only', async () => {
    const here = lab()
    expect((await here.get('/fixture/codes/abc', [], 'PUT')).response.status).toBe(401)
    await here.send(request('PUT', '/s/lab/fixture/codes/abc'), { owner: true })
    const exchange = await here.get('/fixture/token', [], 'POST', 'grant_type=code&code=abc&agreed=yes')
    expect(exchange.verdict?.outcome).toBe('accepted')
  })

  it('refuses an unknown grant before any branch', async () => {
    expect(failedCheck(await token('grant_type=password'))).toBe('grant-supported')
  })
})

describe('a question that can be taken away', () => {
  const rules = { 'said-yes': { says: 'The user has said yes.' } }
  const verify = verifier(
    rules,
    list('page', [['said-yes', 'RFC 6749 §4.1.1']]),
    (yes: boolean, _: null, run) => {
      run.ask(yes, 'said-yes', 'Do you agree?')
      return { principal: { type: 'user', id: 'ada' } }
    },
  )

  it.each([
    [true, null, 'accepted', 'passed'],
    [false, null, 'interaction', 'not-reached'],
    [false, 'said-yes', 'accepted', 'removed'],
  ] as const)('answer %s without %s: %s', async (yes, without, outcome, check) => {
    const verdict = await verify(yes, null, without)
    expect([verdict.outcome, verdict.checks[0]?.outcome]).toEqual([outcome, check])
  })
})

describe('the client half', () => {
  const answer = { status: 200, headers: [], body: octets('abc') }

  it('judges an answer by the same engine', async () => {
    expect(await verifyCallback(answer, { state: 'abc' }, null)).toMatchObject({
      endpoint: 'page',
      outcome: 'accepted',
    })
    expect(await verifyCallback(answer, { state: 'xyz' }, null)).toMatchObject({
      outcome: 'refused',
      end: 'state-matches',
    })
  })

  it('can lose a check as well', async () => {
    expect(await verifyCallback(answer, { state: 'xyz' }, 'state-matches')).toMatchObject({
      outcome: 'accepted',
    })
  })
})

describe('metadata outside the base', () => {
  it('is found where RFC 8414 puts it, in each world', async () => {
    const here = lab()
    for (const base of ['/s/lab', '/s/lab/without/fixture.word-right']) {
      const { response } = await here.send(request('GET', `/.well-known/fixture-server${base}`))
      expect(response.body).toMatchObject({
        text: JSON.stringify({ issuer: `http://localhost:8787${base}` }),
      })
    }
  })
})

describe('players', () => {
  it('play a walkthrough to its end, client checks included', async () => {
    const here = lab()
    const history = await here.play(fixture, fixture.walkthroughs[0] ?? expect.fail('no walkthrough'))
    expect(history.get('call')?.exchanges[0]?.response.status).toBe(200)
    expect(history.get('check-state')?.verdict?.outcome).toBe('accepted')
  })

  it.each(fixture.attacks.map((attack) => [attack.id, attack] as const))(
    'play %s both ways',
    async (_, attack) => {
      const run = await lab().attack(fixture, attack)
      expect(run.with).toMatchObject({ stoppedBy: attack.stoppedBy, got: null })
      expect(run.without?.got).toEqual(expect.any(String))
    },
  )

  it('leave no row behind', async () => {
    const here = lab()
    for (const attack of fixture.attacks) await here.attack(fixture, attack)
    expect(await here.installation.store.list('')).toEqual([])
    expect(await here.installation.volatile.list('')).toEqual([])
  })
})

describe('mistakes in a scheme are loud', () => {
  const rules = {
    first: { says: 'One.' },
    second: { says: 'Two.' },
    base: { says: 'Base.', structural: true },
  } satisfies Rules
  const both = list('whoami', [
    ['first', 'RFC 1'],
    ['second', 'RFC 2'],
  ])
  const nobody = { principal: { type: 'client', id: 'x' } } as const
  const server = { without: null } as Server
  const message = request('GET', '/')

  it('a check that recorded nothing', async () => {
    const verify = verifier(rules, both, (_: typeof message, __: Server, run) => {
      run.check(true, 'first')
      return nobody
    })
    await expect(verify(message, server)).rejects.toThrow('"second" recorded nothing')
  })

  it('checks out of order', async () => {
    const verify = verifier(rules, both, (_: typeof message, __: Server, run) => {
      run.check(true, 'second')
      return nobody
    })
    await expect(verify(message, server)).rejects.toThrow(
      'Unexpected check "second" at whoami, expected "first"',
    )
  })

  it('a list with an id that has no rule', () => {
    const wrong = list('whoami', [['third', 'RFC 3']])
    // @ts-expect-error the compiler refuses it too
    expect(() => verifier(rules, wrong, () => nobody)).toThrow('no rule')
  })

  it('something called moot in the real world', async () => {
    const verify = verifier(rules, both, (_: typeof message, __: Server, run) => {
      run.moot('first')
      return nobody
    })
    await expect(verify(message, server)).rejects.toThrow('moot')
  })

  it('a branch that does not begin with what has run', async () => {
    const ways = branches('whoami', { a: [['first', 'RFC 1']], b: [['second', 'RFC 2']] })
    const verify = verifier(rules, ways, (_: typeof message, __: Server, run) => {
      run.branch('a')
      run.check(true, 'first')
      run.branch('b')
      return nobody
    })
    await expect(verify(message, server)).rejects.toThrow('Unexpected start of branch "b"')
  })
})

it('a structural check cannot be taken away even by its own name', async () => {
  const verdict = await verifyWhoami(request('GET', '/'), { without: 'profile-recognised' } as Server)
  expect(verdict).toMatchObject({ outcome: 'refused', end: 'profile-recognised' })
  expect(verifyToken.lists.map(({ branch }) => branch)).toEqual(['code', 'refresh', 'client', 'device'])
})
