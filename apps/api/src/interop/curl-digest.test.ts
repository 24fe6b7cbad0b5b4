import { afterAll, beforeAll, expect, it } from 'vitest'
import { curlAnswer, curlAnswers } from './testing/curl-answers.ts'
import { curlCall, curlLogin } from './testing/curl-login.ts'
import { type InteropLab, type LabSandbox, startInteropLab, told } from './testing/interop-lab.ts'
import { parameterOf } from './testing/parameters.ts'
import { expectRefused } from './testing/refusal.ts'
import { challengesFor, digestChallenges, tamperedDigest } from './testing/tampered-digest.ts'
import { curl, describeWith, missing } from './testing/tools.ts'

let lab: InteropLab
let sandbox: LabSandbox

beforeAll(async () => {
  lab = await startInteropLab()
  sandbox = await lab.newSandbox()
})
afterAll(() => lab.close())

describeWith(missing(curl), 'curl --digest', () => {
  const digest = (...args: readonly string[]) => {
    const { userId, password } = sandbox.credentials.digest
    return curlLogin(sandbox, '--digest', '-u', `${userId}:${password}`, ...args)
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
    const { outcome } = await curlLogin(
      sandbox,
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
      const { answer, outcome } = await curlCall(
        sandbox,
        '-H',
        `Authorization: ${line}`,
        ...how,
        `${url}${query}`,
      )
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
    const two = await curlCall(sandbox, '-H', line, '-H', line, url)
    expectRefused(two.outcome, { status: 400, failed: 'authorization-single' }, digestChallenges)
    const none = await curlCall(sandbox, url)
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
