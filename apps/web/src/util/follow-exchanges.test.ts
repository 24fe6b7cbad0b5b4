import type { Exchange } from '@lockstep/schemes/scheme'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { ApiError } from './api.ts'
import { followExchanges } from './follow-exchanges.ts'

const answers: (() => Response)[] = []
const asked: (string | null)[] = []

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('location', new URL('http://localhost:8787/'))
  vi.stubGlobal('fetch', async (request: Request) => {
    asked.push(request.headers.get('last-event-id'))
    const answer = answers.shift()
    if (!answer) throw new TypeError('nobody there')
    return answer()
  })
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
  answers.length = 0
  asked.length = 0
})

const stream = (text: string) => () =>
  new Response(text, { headers: { 'content-type': 'text/event-stream' } })
const event = (id: string) => `id: ${id}\nevent: exchange\ndata: {"id":"${id}"}\n\n`

async function follow(after: string | undefined, most: number) {
  const leave = new AbortController()
  const seen: string[] = []
  const following = followExchanges({
    sandbox: 's',
    after,
    signal: leave.signal,
    untilUp: () => new Promise(() => {}),
    onExchange: ({ id }: Exchange) => {
      seen.push(id)
      if (seen.length === most) leave.abort()
    },
  })
  following.catch(() => {})
  await vi.advanceTimersByTimeAsync(60_000)
  return { seen, following }
}

it('comes back after a break and begins after what it has', async () => {
  answers.push(stream(event('a') + event('b')), stream(event('c')))
  const { seen } = await follow('z', 3)
  expect(seen).toEqual(['a', 'b', 'c'])
  expect(asked).toEqual(['z', 'b'])
})

it('asks for everything that is kept where it has nothing yet', async () => {
  answers.push(stream(event('a')))
  await follow(undefined, 1)
  expect(asked).toEqual(['none'])
})

it('comes again where too many streams are open, and gives up where the sandbox is gone', async () => {
  const problem = (status: number, type: string) => () =>
    new Response(JSON.stringify({ type, title: 'No.', status }), {
      status,
      headers: { 'content-type': 'application/problem+json' },
    })
  answers.push(problem(429, '/problems/too-many-streams'), problem(404, '/problems/sandbox-unknown'))
  const { following } = await follow(undefined, 1)
  await expect(following).rejects.toBeInstanceOf(ApiError)
  expect(asked).toHaveLength(2)
})
