import { request } from '@lockstep/http/message'
import type { Exchange } from '@lockstep/schemes/scheme'
import { expect, test } from 'vitest'
import { isByHand, isNavigation, isSent, leadsTo } from './front-fits.ts'

type Sent = Partial<Exchange['request']> & { text?: string }

function exchange({ text = '', ...sent }: Sent, response: Partial<Exchange['response']> = {}): Exchange {
  const body = { text, bytes: text.length, truncated: false }
  return {
    request: { method: 'POST', target: '/s/a/authorize?t=1', headers: [], body, ...sent },
    response: { status: 200, headers: [], body: { text: '', bytes: 0, truncated: false }, ...response },
  } as unknown as Exchange
}

const logIn = request('POST', '/s/a/authorize?t=1', [], 'token=1&userId=ada&password=pw')
const decide = request('POST', '/s/a/authorize?t=1', [], 'token=1&decision=approve&scope=read')

test('a form that was sent by hand is told by its fields, whatever is in them', () => {
  const wrong = exchange({ text: 'token=1&userId=ada&password=guess' })
  expect(isByHand(logIn, wrong)).toBe(true)
  expect(isByHand(decide, wrong)).toBe(false)
  // A box that is not ticked is not sent.
  expect(isByHand(decide, exchange({ text: 'token=1&decision=deny' }))).toBe(true)
})

test('by hand the query may be another, sent by the lesson it may not', () => {
  const other = exchange({ target: '/s/a/authorize?t=2', text: 'token=1&userId=ada&password=pw' })
  expect(isByHand(logIn, other)).toBe(true)
  expect(isSent(logIn, other)).toBe(false)
  expect(isSent(logIn, exchange({ text: 'token=1&userId=ada&password=pw' }))).toBe(true)
  expect(isSent(logIn, exchange({ method: 'GET' }))).toBe(false)
})

test('knows a window from a script and from a program', () => {
  const by = (...headers: Exchange['request']['headers']) => isNavigation(exchange({ headers }))
  expect(by(['Sec-Fetch-Dest', 'iframe'])).toBe(true)
  expect(by(['Sec-Fetch-Dest', 'empty'], ['Accept', 'text/html'])).toBe(false)
  expect(by(['Accept', 'text/html,*/*'])).toBe(true)
  expect(by(['Accept', '*/*'])).toBe(false)
})

test('follows a redirect to its target, relative or absolute', () => {
  const origin = 'http://localhost:8787'
  const to = (location: string, status = 302) =>
    leadsTo(exchange({}, { status, headers: [['Location', location]] }), '/s/a/callback?v=1', origin)
  expect(to('/s/a/callback?v=1')).toBe(true)
  expect(to('callback?v=1')).toBe(true)
  expect(to('http://localhost:8787/s/a/callback?v=1')).toBe(true)
  expect(to('https://evil.test/s/a/callback?v=1')).toBe(false)
  expect(to('/s/a/callback?v=2')).toBe(false)
  expect(to('/s/a/callback?v=1#token=t')).toBe(true)
  expect(to('/s/a/callback?v=1', 200)).toBe(false)
  expect(to('http://[')).toBe(false)
})
