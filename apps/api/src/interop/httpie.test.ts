import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { type InteropLab, type LabSandbox, startInteropLab, told } from './testing/interop-lab.ts'
import { otherEnd, withParameter } from './testing/parameters.ts'
import { expectRefused } from './testing/refusal.ts'
import { runProgram } from './testing/run-program.ts'
import { basicChallenges } from './testing/tampered-basic.ts'
import { digestChallenges } from './testing/tampered-digest.ts'
import { describeWith, httpie, missing } from './testing/tools.ts'

vi.setConfig({ testTimeout: 60_000 })

let lab: InteropLab
let sandbox: LabSandbox

beforeAll(async () => {
  lab = await startInteropLab()
  sandbox = await lab.newSandbox()
})
afterAll(() => lab.close())

/** One call of HTTPie: what it printed of the last answer, and the exchange. */
async function http(...args: readonly string[]) {
  const ran = await runProgram(httpie.command, ['--ignore-stdin', '--print=hb', ...args])
  const [head = '', ...body] = ran.stdout.split(/\r?\n\r?\n/)
  const id = /^exchange-id: *(\S+)/im.exec(head)?.[1]
  if (id === undefined) throw new Error(`HTTPie got no answer of ours: ${ran.stdout}${ran.stderr}`)
  const exchange = await sandbox.exchange(id)
  return {
    status: Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1]),
    body: body.join('\n\n'),
    exchange,
    outcome: told(exchange),
  }
}

// Each call starts Python and its packages, so there are few.
describeWith(missing(httpie), 'HTTPie', () => {
  it('logs in with --auth (Basic), and is refused with a wrong password and without a colon', async () => {
    const { userId, password } = sandbox.credentials.basic
    const url = sandbox.url('/basic/whoami')
    const [right, wrong, broken] = await Promise.all([
      http('--auth', `${userId}:${password}`, url),
      http('--auth', `${userId}:wrong`, url),
      http(url, 'Authorization:Basic YWRh'),
    ])
    expect(right.status).toBe(200)
    expect(JSON.parse(right.body)).toMatchObject({ scheme: 'basic', principal: { id: userId } })
    expect(right.outcome).toEqual({ status: 200, principal: userId, failed: null, challenges: [] })
    expect(wrong.status).toBe(401)
    const challenges = basicChallenges(sandbox.base)
    expectRefused(wrong.outcome, { status: 401, failed: 'password-matches' }, challenges)
    expectRefused(broken.outcome, { status: 400, failed: 'user-pass-has-colon' }, challenges)
  })

  it('logs in with --auth-type=digest, and is refused with what a thief makes of its line', async () => {
    const { userId, password } = sandbox.credentials.digest
    const url = sandbox.url('/digest/whoami')
    const right = await http('--auth-type=digest', '--auth', `${userId}:${password}`, url)
    expect(JSON.parse(right.body)).toMatchObject({ scheme: 'digest', principal: { id: userId } })
    expect(right.outcome).toEqual({ status: 200, principal: userId, failed: null, challenges: [] })
    const statuses = (await sandbox.exchanges())
      .filter(({ scheme }) => scheme === 'digest')
      .map(({ response }) => response.status)
    expect(statuses).toEqual([401, 200])

    const line = right.exchange.request.headers.find(([name]) => name === 'Authorization')?.[1] ?? ''
    const [again, moved, changed, wrong] = await Promise.all([
      http(url, `Authorization:${line}`),
      http(`${url}?view=private`, `Authorization:${line}`),
      http(url, `Authorization:${withParameter(line, 'response', otherEnd)}`),
      http('--auth-type=digest', '--auth', `${userId}:wrong`, url),
    ])
    const spent = { status: 401, failed: 'nonce-count-unused', stale: true } as const
    expectRefused(again.outcome, spent, digestChallenges)
    expectRefused(moved.outcome, { status: 400, failed: 'uri-matches-target' }, digestChallenges)
    expectRefused(changed.outcome, { status: 401, failed: 'response-matches' }, digestChallenges)
    expectRefused(wrong.outcome, { status: 401, failed: 'response-matches' }, digestChallenges)
  })

  it('opens with a key, and is refused where the query has it', async () => {
    const { key } = sandbox.credentials['api-key']
    const url = sandbox.url('/api-key/whoami')
    const [right, misplaced] = await Promise.all([
      http(url, `X-API-Key:${key}`),
      http(url, `api_key==${key}`),
    ])
    expect(right.outcome).toMatchObject({ status: 200, principal: 'notebook-sync', failed: null })
    const challenges = () => [`ApiKey realm="notes@${sandbox.id}"`]
    expectRefused(misplaced.outcome, { status: 401, failed: 'key-place-allowed' }, challenges)
  })
})
