import DigestClient from 'digest-fetch'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type InteropLab, type LabSandbox, startInteropLab, told } from './testing/interop-lab.ts'
import { otherEnd, parameterOf, withParameter } from './testing/parameters.ts'
import { expectRefused } from './testing/refusal.ts'
import { challengesFor, tamperedDigest } from './testing/tampered-digest.ts'

type Client = {
  fetch(url: string, init?: RequestInit): Promise<Response>
  /** Where digest-fetch asks for the function that it sends with. */
  getClient(): Promise<typeof fetch>
}

let lab: InteropLab
beforeAll(async () => {
  lab = await startInteropLab()
})
afterAll(() => lab.close())

function newClient(sandbox: LabSandbox, algorithm: string, password?: string): Client {
  const { userId, password: right } = sandbox.credentials.digest
  return new (DigestClient as unknown as new (...given: unknown[]) => Client)(userId, password ?? right, {
    algorithm,
  })
}

/** The client with its line changed on the way out. */
function tampering(client: Client, change: (line: string) => string): Client {
  client.getClient = async () => (url, init) => {
    const headers = { ...(init?.headers as Record<string, string> | undefined) }
    if (headers.Authorization) headers.Authorization = change(headers.Authorization)
    return fetch(url, { ...init, headers })
  }
  return client
}

const outcomeOf = async (sandbox: LabSandbox, { headers }: Response) =>
  told(await sandbox.exchange(headers.get('exchange-id')))

describe.each([['MD5'], ['SHA-256'], ['SHA-512-256'], ['MD5-sess'], ['SHA-256-sess'], ['SHA-512-256-sess']])(
  'digest-fetch with %s',
  (algorithm) => {
    const challenges = (stale: boolean) => challengesFor([algorithm], stale)
    let sandbox: LabSandbox
    let url: string

    beforeAll(async () => {
      sandbox = await lab.newSandbox()
      url = sandbox.url('/digest/whoami')
      const answer = await sandbox.owner('PUT', `${sandbox.base}/digest/offer`, { algorithms: [algorithm] })
      expect(answer.status).toBe(200)
    })

    it('logs in, and goes on with the same nonce and the next count', async () => {
      const client = newClient(sandbox, algorithm)
      // Its -sess forms make a new A1 for each count only when the challenge is new, which is what RFC 7616 asks.
      for (const nc of ['00000001', '00000002', '00000003']) {
        const answer = await client.fetch(url)
        expect(answer.status).toBe(200)
        expect(await answer.json()).toMatchObject({ scheme: 'digest', principal: { id: 'ada' } })
        const { request } = await sandbox.exchange(answer.headers.get('exchange-id'))
        const line = request.headers.find(([name]) => name.toLowerCase() === 'authorization')?.[1] ?? ''
        expect([parameterOf(line, 'algorithm'), parameterOf(line, 'nc')]).toEqual([algorithm, nc])
        expect(await outcomeOf(sandbox, answer)).toEqual({
          status: 200,
          principal: 'ada',
          failed: null,
          challenges: [],
        })
      }
    })

    it('is refused with a wrong password', async () => {
      const answer = await newClient(sandbox, algorithm, 'wrong').fetch(url)
      const refused = { status: 401, failed: 'response-matches' } as const
      expectRefused(await outcomeOf(sandbox, answer), refused, challenges)
    })

    it('is refused where its own line is changed on the way out', async () => {
      for (const name of ['response', 'cnonce']) {
        const client = tampering(newClient(sandbox, algorithm), (line) => withParameter(line, name, otherEnd))
        const answer = await client.fetch(url)
        const refused = { status: 401, failed: 'response-matches' } as const
        expectRefused(await outcomeOf(sandbox, answer), refused, challenges, name)
      }
    })

    it.each(tamperedDigest)(
      'is refused with $failed: $title',
      async ({ title, change, method = 'GET', query = '', ...refused }) => {
        const honest = await newClient(sandbox, algorithm).fetch(url)
        const { request } = await sandbox.exchange(honest.headers.get('exchange-id'))
        const line = request.headers.find(([name]) => name.toLowerCase() === 'authorization')?.[1] ?? ''
        const headers = { Authorization: change(line) }
        const answer = await fetch(`${url}${query}`, { method, headers })
        expect(answer.status).toBe(refused.status)
        expectRefused(await outcomeOf(sandbox, answer), refused, challenges, title)
      },
    )
  },
)
