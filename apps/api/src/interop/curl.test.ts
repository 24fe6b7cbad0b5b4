import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { curlAnswer, curlAnswers } from './testing/curl-answers.ts'
import { type InteropLab, type LabSandbox, startInteropLab, told } from './testing/interop-lab.ts'
import { parameterOf } from './testing/parameters.ts'
import { expectRefused } from './testing/refusal.ts'
import { basicChallenges, tamperedBasic } from './testing/tampered-basic.ts'
import { challengesFor, digestChallenges, tamperedDigest } from './testing/tampered-digest.ts'
import { curl, describeWith, missing } from './testing/tools.ts'

let lab: InteropLab
let sandbox: LabSandbox

beforeAll(async () => {
  lab = await startInteropLab()
  sandbox = await lab.newSandbox()
})
afterAll(() => lab.close())

/** Who the last answer says that it is, and who the exchange says. */
async function loggedIn(...args: readonly string[]) {
  const answers = await curlAnswers(...args)
  const last = answers.at(-1)
  if (!last) throw new Error('curl got no answer')
  const outcome = told(await sandbox.exchange(last.field('exchange-id')))
  return {
    statuses: answers.map(({ status }) => status),
    answers,
    last,
    outcome,
    body: JSON.parse(last.body),
  }
}

const sent = async (...args: readonly string[]) => {
  const answer = await curlAnswer(...args)
  return { answer, outcome: told(await sandbox.exchange(answer.field('exchange-id'))) }
}

describeWith(missing(curl), 'curl', () => {
  describe('--user (Basic)', () => {
    it('logs in at the first request', async () => {
      const { userId, password } = sandbox.credentials.basic
      const { statuses, body, outcome } = await loggedIn(
        '-u',
        `${userId}:${password}`,
        sandbox.url('/basic/whoami'),
      )
      expect(statuses).toEqual([200])
      expect(body).toMatchObject({ scheme: 'basic', principal: { type: 'user', id: userId } })
      expect(outcome).toEqual({ status: 200, principal: userId, failed: null, challenges: [] })
    })

    it('logs in when it first asks what there is', async () => {
      const { userId, password } = sandbox.credentials.basic
      const { statuses } = await loggedIn(
        '--anyauth',
        '-u',
        `${userId}:${password}`,
        sandbox.url('/basic/whoami'),
      )
      expect(statuses).toEqual([401, 200])
    })

    it.each(tamperedBasic)('is refused with $failed: $title', async ({ title, lines, ...refused }) => {
      const fields = lines(sandbox.credentials.basic).flatMap((line) => ['-H', `Authorization: ${line}`])
      const { answer, outcome } = await sent(...fields, sandbox.url('/basic/whoami'))
      expect(answer.status).toBe(outcome.status)
      expectRefused(outcome, refused, basicChallenges(sandbox.base), title)
    })

    it('is refused with origin-expected where a form of another site posts', async () => {
      const { userId, password } = sandbox.credentials.basic
      const { outcome } = await sent(
        '-u',
        `${userId}:${password}`,
        '-H',
        'Origin: https://evil.test',
        '-d',
        'note=1',
        sandbox.url('/basic/whoami'),
      )
      expectRefused(outcome, { status: 403, failed: 'origin-expected' }, () => [])
    })

    it('is refused with attempts-left after ten failures of one user', async () => {
      const url = sandbox.url('/basic/whoami')
      const guesses = Array.from({ length: 11 }, (_, i) => i)
      const outcomes = []
      for (const guess of guesses) outcomes.push(await sent('-u', `kit:guess-${guess}`, url))
      expect(outcomes.map(({ answer }) => answer.status)).toEqual([...Array(10).fill(401), 429])
      const last = outcomes.at(-1)
      expect(last?.answer.field('retry-after')).toBe('60')
      expect(last?.outcome.failed).toBe('attempts-left')
    })
  })

  describe('--digest', () => {
    const digest = (...args: readonly string[]) => {
      const { userId, password } = sandbox.credentials.digest
      return loggedIn('--digest', '-u', `${userId}:${password}`, ...args)
    }

    it('logs in with the first challenge, the best, whatever the target looks like', async () => {
      const target = '/digest/whoami?page=2&x=%C3%A9&y=%7e//a'
      const { statuses, last, body, outcome } = await digest(sandbox.url(target))
      expect(statuses).toEqual([401, 200])
      expect(body).toMatchObject({ scheme: 'digest', principal: { id: 'ada' } })
      expect(outcome).toEqual({ status: 200, principal: 'ada', failed: null, challenges: [] })
      const line = await authorizationOf(last)
      expect(parameterOf(line, 'nc')).toBe('00000001')
      expect(parameterOf(line, 'algorithm')).toBe('SHA-256')
      expect(parameterOf(line, 'uri')).toBe(`${sandbox.base}${target}`)
      // The challenge offers it, and curl takes the offer: the name does not travel (RFC 7616 §3.4.4).
      expect(parameterOf(line, 'userhash')).toBe('true')
      expect(parameterOf(line, 'username')).toMatch(/^[0-9a-f]{64}$/)
    })

    it('gets proof of the server in return (RFC 7616 §3.5)', async () => {
      const { last } = await digest(sandbox.url('/digest/whoami'))
      const line = await authorizationOf(last)
      expect(last.field('authentication-info')).toMatch(
        new RegExp(
          `^rspauth="[0-9a-f]{64}", qop=auth, cnonce="${parameterOf(line, 'cnonce').replace(/[^\w]/g, '.')}", nc=00000001$`,
        ),
      )
    })

    it('logs in as a user whose name needs escapes and UTF-8 (RFC 7616 §3.4)', async () => {
      const { userId, password } = sandbox.credentials.digest.awkward
      const { outcome } = await loggedIn(
        '--digest',
        '-u',
        `${userId}:${password}`,
        sandbox.url('/digest/whoami'),
      )
      expect(outcome).toMatchObject({ status: 200, principal: userId })
    })

    it.each(tamperedDigest)(
      'is refused with $failed: $title',
      async ({ title, change, method, query = '', ...refused }) => {
        const url = sandbox.url('/digest/whoami')
        const line = change(await authorizationOf((await digest(url)).last))
        const how = method === undefined ? [] : ['-X', method]
        const { answer, outcome } = await sent('-H', `Authorization: ${line}`, ...how, `${url}${query}`)
        expect(answer.status).toBe(outcome.status)
        expectRefused(outcome, refused, digestChallenges, title)
        expect(answer.headers.filter(([name]) => name === 'WWW-Authenticate').length).toBe(
          refused.status === 401 ? 2 : 0,
        )
      },
    )

    it('is refused with two lines, with none, and with a wrong password', async () => {
      const url = sandbox.url('/digest/whoami')
      const line = `Authorization: ${await authorizationOf((await digest(url)).last)}`
      const two = await sent('-H', line, '-H', line, url)
      expectRefused(two.outcome, { status: 400, failed: 'authorization-single' }, digestChallenges)
      const none = await sent(url)
      expectRefused(none.outcome, { status: 401, failed: 'authorization-present' }, digestChallenges)
      const answers = await curlAnswers('--digest', '-u', 'ada:wrong', url)
      expect(answers.map(({ status }) => status)).toEqual([401, 401])
      const wrong = told(await sandbox.exchange(answers[1]?.field('exchange-id')))
      expectRefused(wrong, { status: 401, failed: 'response-matches' }, digestChallenges)
    })

    it('is told stale once the nonce has died, and only where the rest was right', async () => {
      const other = await lab.newSandbox()
      const { userId, password } = other.credentials.digest
      const url = other.url('/digest/whoami')
      const before = await curlAnswer('--digest', '-u', `${userId}:${password}`, url)
      const line = await authorizationOf(before, other)
      await other.advance(301)
      for (const [change, refused] of [
        [(text: string) => text, { status: 401, failed: 'nonce-fresh', stale: true }],
        [
          (text: string) => text.replace(/response="./, 'response="x'),
          { status: 401, failed: 'response-matches' },
        ],
      ] as const) {
        const answer = await curlAnswer('-H', `Authorization: ${change(line)}`, url)
        expectRefused(told(await other.exchange(answer.field('exchange-id'))), refused, digestChallenges)
      }
    })

    it.each([['MD5'], ['MD5-sess'], ['SHA-256'], ['SHA-256-sess']])(
      'logs in where only %s is offered',
      async (algorithm) => {
        const other = await lab.newSandbox()
        await other.owner('PUT', `${other.base}/digest/offer`, { algorithms: [algorithm] })
        const { userId, password } = other.credentials.digest
        const [challenge, answer] = await curlAnswers(
          '--digest',
          '-u',
          `${userId}:${password}`,
          other.url('/digest/whoami'),
        )
        expect(told(await other.exchange(challenge?.field('exchange-id'))).challenges).toEqual(
          challengesFor([algorithm], false).map((line) => expect.stringMatching(line)),
        )
        expect(told(await other.exchange(answer?.field('exchange-id')))).toMatchObject({
          status: 200,
          principal: userId,
          failed: null,
        })
      },
    )

    async function authorizationOf(
      answer: { field(name: string): string | null },
      of: LabSandbox = sandbox,
    ): Promise<string> {
      const { request } = await of.exchange(answer.field('exchange-id'))
      const line = request.headers.find(([name]) => name.toLowerCase() === 'authorization')
      if (!line) throw new Error('The request had no Authorization field')
      return line[1]
    }
  })

  describe('a key', () => {
    const whoami = () => sandbox.url('/api-key/whoami')
    const challenges = () => [`ApiKey realm="notes@${sandbox.id}"`]
    const made = async (settings: object) =>
      (await (await sandbox.owner('POST', `${sandbox.base}/api-key/keys`, settings)).json()) as {
        key: string
        id: string
      }

    it.each([
      ['X-API-Key', (key: string) => `X-API-Key: ${key}`],
      ['Authorization', (key: string) => `Authorization: ApiKey ${key}`],
      ['Authorization, in another case', (key: string) => `authorization: APIKEY ${key}`],
    ])('opens in %s', async (_, field) => {
      const { body, outcome } = await loggedIn('-H', field(sandbox.credentials['api-key'].key), whoami())
      expect(body).toMatchObject({
        scheme: 'api-key',
        principal: { type: 'client', id: 'notebook-sync' },
      })
      expect(outcome).toMatchObject({ status: 200, failed: null, challenges: [] })
    })

    it.each([
      ['no key', () => [], 401, 'key-present'],
      ['in a cookie', (key: string) => ['-b', `api_key=${key}`], 401, 'key-present'],
      ['an unknown one', () => ['-H', `X-API-Key: pg_live_${'x'.repeat(43)}`], 401, 'key-known'],
      [
        'another last character',
        (key: string) => ['-H', `X-API-Key: ${key.slice(0, -1)}${key.endsWith('A') ? 'B' : 'A'}`],
        401,
        'key-matches',
      ],
      [
        'in two places',
        (key: string) => ['-H', `X-API-Key: ${key}`, '-H', `Authorization: ApiKey ${key}`],
        400,
        'key-sent-once',
      ],
      [
        'on two lines',
        (key: string) => ['-H', `X-API-Key: ${key}`, '-H', `X-API-Key: ${key}`],
        400,
        'key-sent-once',
      ],
      ['in the query', (key: string) => ['-G', '-d', `api_key=${key}`], 401, 'key-place-allowed'],
      ['in a form', (key: string) => ['-d', `api_key=${key}`], 401, 'key-place-allowed'],
    ] as const)('is refused: %s', async (_, args, status, failed) => {
      const { answer, outcome } = await sent(...args(sandbox.credentials['api-key'].key), whoami())
      expect(answer.status).toBe(status)
      expectRefused(outcome, { status, failed }, challenges)
    })

    it('is refused with 403 where its scope is too small, and says which it needs', async () => {
      const { key } = await made({ scope: 'notes:read' })
      const { answer, outcome } = await sent('-H', `X-API-Key: ${key}`, '-X', 'POST', whoami())
      expectRefused(outcome, { status: 403, failed: 'scope-covers-request' }, challenges)
      expect(JSON.parse(answer.body)).toMatchObject({ detail: 'POST needs the scope notes:write.' })
    })

    it('is refused with 401 once it is revoked, and once it is past its lifetime', async () => {
      const other = await lab.newSandbox()
      const make = async (settings: object) =>
        (await (await other.owner('POST', `${other.base}/api-key/keys`, settings)).json()) as {
          key: string
          id: string
        }
      const [revoked, expired] = [await make({}), await make({ lifetime: 60 })]
      const call = async (key: string) => {
        const answer = await curlAnswer('-H', `X-API-Key: ${key}`, other.url('/api-key/whoami'))
        return told(await other.exchange(answer.field('exchange-id')))
      }
      expect(await call(revoked.key)).toMatchObject({ status: 200 })
      await other.owner('POST', `${other.base}/api-key/keys/${revoked.id}/revoke`)
      const only = () => [`ApiKey realm="notes@${other.id}"`]
      expectRefused(await call(revoked.key), { status: 401, failed: 'key-not-revoked' }, only)
      expect(await call(expired.key)).toMatchObject({ status: 200 })
      await other.advance(61)
      expectRefused(await call(expired.key), { status: 401, failed: 'key-not-expired' }, only)
    })

    it('is refused with 429 past its quota, and told when to come again', async () => {
      const { key } = await made({ quota: 2 })
      const statuses = []
      let last = await sent('-H', `X-API-Key: ${key}`, whoami())
      for (let i = 0; i < 5 && last.answer.status === 200; i++) {
        statuses.push(last.answer.status)
        last = await sent('-H', `X-API-Key: ${key}`, whoami())
      }
      // Two, or up to four where a minute ended in between.
      expect(statuses.length).toBeGreaterThanOrEqual(2)
      expect(statuses.length).toBeLessThanOrEqual(4)
      expectRefused(last.outcome, { status: 429, failed: 'quota-left' }, challenges)
      expect(Number(last.answer.field('retry-after'))).toBeGreaterThan(0)
    })
  })
})
