import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type InteropLab, type LabSandbox, startInteropLab, told } from './testing/interop-lab.ts'
import { parameterOf } from './testing/parameters.ts'
import { type PythonAnswer, type PythonCall, pythonCalls } from './testing/python-calls.ts'
import { expectRefused } from './testing/refusal.ts'
import { basicChallenges, tamperedBasic } from './testing/tampered-basic.ts'
import { challengesFor, digestChallenges, tamperedDigest } from './testing/tampered-digest.ts'
import { describeWith, missing, python } from './testing/tools.ts'

let lab: InteropLab
let sandbox: LabSandbox

beforeAll(async () => {
  lab = await startInteropLab()
  sandbox = await lab.newSandbox()
})
afterAll(() => lab.close())

const outcomeOf = async ({ exchange }: { exchange: string }, of = sandbox) =>
  told(await of.exchange(exchange))

const only = async (call: PythonCall): Promise<PythonAnswer> => {
  const [answer] = await pythonCalls([call])
  if (!answer) throw new Error('Python gave no answer')
  return answer
}

describeWith(missing(python), 'Python requests', () => {
  describe('Basic', () => {
    it('logs in at the first request', async () => {
      const { userId, password } = sandbox.credentials.basic
      const answer = await only({ url: sandbox.url('/basic/whoami'), auth: ['basic', userId, password] })
      expect(answer).toMatchObject({ status: 200, history: [] })
      expect(JSON.parse(answer.body)).toMatchObject({ scheme: 'basic', principal: { id: userId } })
      expect(await outcomeOf(answer)).toEqual({
        status: 200,
        principal: userId,
        failed: null,
        challenges: [],
      })
    })

    it('is refused, each tampered request as it has to be', async () => {
      // http.client sends no line of a name twice, so that row is curl's.
      const rows = tamperedBasic.filter(({ failed }) => failed !== 'authorization-single')
      const url = sandbox.url('/basic/whoami')
      const answers = await pythonCalls(
        rows.map(({ lines }) => {
          const [line] = lines(sandbox.credentials.basic)
          return { url, ...(line === undefined ? {} : { headers: { Authorization: line } }) }
        }),
      )
      expect(answers.length).toBe(rows.length)
      for (const [at, { title, status, failed }] of rows.entries()) {
        const answer = answers[at] as PythonAnswer
        expect(answer.status, title).toBe(status)
        expectRefused(await outcomeOf(answer), { status, failed }, basicChallenges(sandbox.base), title)
      }
    })

    it('is refused with a wrong password of its own', async () => {
      const answer = await only({
        url: sandbox.url('/basic/whoami'),
        auth: ['basic', 'ada', 'wrong'],
      })
      const refused = { status: 401, failed: 'password-matches' } as const
      expectRefused(await outcomeOf(answer), refused, basicChallenges(sandbox.base))
    })
  })

  describe('Digest', () => {
    const auth = (of = sandbox): NonNullable<PythonCall['auth']> => {
      const { userId, password } = of.credentials.digest
      return ['digest', userId, password]
    }

    it('logs in, and goes on with the same nonce and the next count (RFC 7616 §3.4)', async () => {
      const url = sandbox.url('/digest/whoami')
      const answers = await pythonCalls([
        { url, auth: auth() },
        { url: `${url}?page=2&x=%C3%A9`, auth: auth() },
        { url, method: 'POST', auth: auth() },
      ])
      expect(answers.map(({ status, history }) => [...history.map(([one]) => one), status])).toEqual([
        [401, 200],
        [200],
        [200],
      ])
      const lines = answers.map(({ sent }) => sent ?? '')
      expect(lines.map((line) => parameterOf(line, 'nc'))).toEqual(['00000001', '00000002', '00000003'])
      expect(new Set(lines.map((line) => parameterOf(line, 'nonce'))).size).toBe(1)
      for (const answer of answers) {
        expect(JSON.parse(answer.body)).toMatchObject({ scheme: 'digest', principal: { id: 'ada' } })
        expect(await outcomeOf(answer)).toMatchObject({ status: 200, principal: 'ada', failed: null })
      }
      // Receivers are liberal: requests quotes what RFC 7616 §3.4 leaves bare, and takes the last challenge.
      expect(lines[0]).toMatch(/ algorithm="MD5"| algorithm="SHA-256"/)
      expect(lines[0]).toContain(' qop="auth"')
    })

    it.each([['MD5'], ['SHA-256']])('logs in where only %s is offered', async (algorithm) => {
      const other = await lab.newSandbox()
      await other.owner('PUT', `${other.base}/digest/offer`, { algorithms: [algorithm] })
      const answer = await only({ url: other.url('/digest/whoami'), auth: auth(other) })
      expect(parameterOf(answer.sent ?? '', 'algorithm')).toBe(algorithm)
      expect(await outcomeOf(answer, other)).toMatchObject({ status: 200, principal: 'ada', failed: null })
      const [, first] = answer.history[0] ?? []
      expect(told(await other.exchange(first)).challenges).toEqual(
        challengesFor([algorithm], false).map((line) => expect.stringMatching(line)),
      )
    })

    it('repeats a stale request by itself, with the new nonce and count 1', async () => {
      const other = await lab.newSandbox()
      const url = other.url('/digest/whoami')
      const clock = new URL(`/api/sandboxes/${other.id}/clock`, url).href
      const [before, after] = await pythonCalls([
        { url, auth: auth(other) },
        {
          url,
          auth: auth(other),
          before: { url: clock, token: other.ownerToken, json: { advance: 301 } },
        },
      ])
      const [, stale] = after?.history[0] ?? []
      const refused = { status: 401, failed: 'nonce-fresh', stale: true } as const
      expectRefused(told(await other.exchange(stale)), refused, digestChallenges)
      expect(after?.status).toBe(200)
      const [old = '', fresh = ''] = [before?.sent ?? '', after?.sent ?? '']
      expect(parameterOf(fresh, 'nonce')).not.toBe(parameterOf(old, 'nonce'))
      expect(parameterOf(fresh, 'nc')).toBe('00000001')
    })

    it('is refused, each tampered request as it has to be', async () => {
      const url = sandbox.url('/digest/whoami')
      const honest = await pythonCalls([...tamperedDigest.keys()].map(() => ({ url, auth: auth() })))
      const answers = await pythonCalls(
        tamperedDigest.map(({ change, query = '', method = 'GET' }, at) => ({
          url: `${url}${query}`,
          method,
          headers: { Authorization: change(honest[at]?.sent ?? '') },
        })),
      )
      for (const [at, { title, status, failed, stale }] of tamperedDigest.entries()) {
        const answer = answers[at] as PythonAnswer
        expect(honest[at]?.status, title).toBe(200)
        expect(answer.status, title).toBe(status)
        const refused = { status, failed, ...(stale ? { stale } : {}) }
        expectRefused(await outcomeOf(answer), refused, digestChallenges, title)
      }
    })

    it('is refused where the line is changed after it was signed, before it was ever used', async () => {
      const url = sandbox.url('/digest/whoami')
      const rows = [
        ['response="..', 'response="00', 'response-matches', 401],
        ['uri="', 'uri="/other', 'uri-matches-target', 400],
        ['nc=0000000', 'nc=0000100', 'response-matches', 401],
        [', qop="auth"', '', 'qop-present', 400],
      ] as const
      for (const [pattern, replacement, failed, status] of rows) {
        const answer = await only({ url, auth: auth(), tamper: [pattern, replacement] })
        expectRefused(await outcomeOf(answer), { status, failed }, digestChallenges, pattern)
      }
    })

    it('is refused with a wrong password, after one more try and no third', async () => {
      const answer = await only({
        url: sandbox.url('/digest/whoami'),
        auth: ['digest', 'ada', 'wrong'],
      })
      expect(answer.history.map(([status]) => status)).toEqual([401])
      const refused = { status: 401, failed: 'response-matches' } as const
      expectRefused(await outcomeOf(answer), refused, digestChallenges)
    })
  })

  it('opens with a key in X-API-Key, and not in the query', async () => {
    const { key } = sandbox.credentials['api-key']
    const url = sandbox.url('/api-key/whoami')
    const [right, misplaced] = await pythonCalls([
      { url, headers: { 'X-API-Key': key } },
      { url: `${url}?api_key=${key}` },
    ])
    expect(await outcomeOf(right as PythonAnswer)).toMatchObject({
      status: 200,
      principal: 'notebook-sync',
    })
    const refused = { status: 401, failed: 'key-place-allowed' } as const
    const challenges = () => [`ApiKey realm="notes@${sandbox.id}"`]
    expectRefused(await outcomeOf(misplaced as PythonAnswer), refused, challenges)
  })
})
