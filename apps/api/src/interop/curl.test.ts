import { afterAll, beforeAll, expect, it } from 'vitest'
import { curlCall, curlLogin } from './testing/curl-login.ts'
import { type InteropLab, type LabSandbox, startInteropLab } from './testing/interop-lab.ts'
import { expectRefused } from './testing/refusal.ts'
import { basicChallenges, tamperedBasic } from './testing/tampered-basic.ts'
import { curl, describeWith, missing } from './testing/tools.ts'

let lab: InteropLab
let sandbox: LabSandbox

beforeAll(async () => {
  lab = await startInteropLab()
  sandbox = await lab.newSandbox()
})
afterAll(() => lab.close())

describeWith(missing(curl), 'curl --user (Basic)', () => {
  it('logs in at the first request', async () => {
    const { userId, password } = sandbox.credentials.basic
    const { statuses, body, outcome } = await curlLogin(
      sandbox,
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
    const { statuses } = await curlLogin(
      sandbox,
      '--anyauth',
      '-u',
      `${userId}:${password}`,
      sandbox.url('/basic/whoami'),
    )
    expect(statuses).toEqual([401, 200])
  })

  it.each(tamperedBasic)('is refused with $failed: $title', async ({ title, lines, ...refused }) => {
    const fields = lines(sandbox.credentials.basic).flatMap((line) => ['-H', `Authorization: ${line}`])
    const { answer, outcome } = await curlCall(sandbox, ...fields, sandbox.url('/basic/whoami'))
    expect(answer.status).toBe(outcome.status)
    expectRefused(outcome, refused, basicChallenges(sandbox.base), title)
  })

  it('is refused with origin-expected where a form of another site posts', async () => {
    const { userId, password } = sandbox.credentials.basic
    const { outcome } = await curlCall(
      sandbox,
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
    for (const guess of guesses) outcomes.push(await curlCall(sandbox, '-u', `kit:guess-${guess}`, url))
    expect(outcomes.map(({ answer }) => answer.status)).toEqual([...Array(10).fill(401), 429])
    const last = outcomes.at(-1)
    expect(last?.answer.field('retry-after')).toBe('60')
    expect(last?.outcome.failed).toBe('attempts-left')
  })
})
