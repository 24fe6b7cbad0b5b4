import { afterAll, beforeAll, expect, it } from 'vitest'
import { curlAnswer } from './testing/curl-answers.ts'
import { curlCall, curlLogin } from './testing/curl-login.ts'
import { type InteropLab, type LabSandbox, startInteropLab, told } from './testing/interop-lab.ts'
import { expectRefused } from './testing/refusal.ts'
import { curl, describeWith, missing } from './testing/tools.ts'

let lab: InteropLab
let sandbox: LabSandbox

beforeAll(async () => {
  lab = await startInteropLab()
  sandbox = await lab.newSandbox()
})
afterAll(() => lab.close())

describeWith(missing(curl), 'curl with a key', () => {
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
    const { body, outcome } = await curlLogin(
      sandbox,
      '-H',
      field(sandbox.credentials['api-key'].key),
      whoami(),
    )
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
    const { answer, outcome } = await curlCall(sandbox, ...args(sandbox.credentials['api-key'].key), whoami())
    expect(answer.status).toBe(status)
    expectRefused(outcome, { status, failed }, challenges)
  })

  it('is refused with 403 where its scope is too small, and says which it needs', async () => {
    const { key } = await made({ scope: 'notes:read' })
    const { answer, outcome } = await curlCall(sandbox, '-H', `X-API-Key: ${key}`, '-X', 'POST', whoami())
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
    let last = await curlCall(sandbox, '-H', `X-API-Key: ${key}`, whoami())
    for (let i = 0; i < 5 && last.answer.status === 200; i++) {
      statuses.push(last.answer.status)
      last = await curlCall(sandbox, '-H', `X-API-Key: ${key}`, whoami())
    }
    // Two, or up to four where a minute ended in between.
    expect(statuses.length).toBeGreaterThanOrEqual(2)
    expect(statuses.length).toBeLessThanOrEqual(4)
    expectRefused(last.outcome, { status: 429, failed: 'quota-left' }, challenges)
    expect(Number(last.answer.field('retry-after'))).toBeGreaterThan(0)
  })
})
