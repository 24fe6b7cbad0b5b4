import type { Exchange, Inspect } from '@lockstep/schemes/scheme'
import { expect, test } from 'vitest'
import { makersOf } from './makers-of.ts'

/** A field `proof` in pieces, all of them the server's. */
const inspect: Inspect = (value, place) =>
  place.kind === 'field' && place.name === 'proof'
    ? value.split(/(?<= )/).map((text) => ({ text, maker: 'server' }))
    : undefined
const exchange = (from: string, proof: string, answered = ''): Exchange => ({
  id: proof,
  sandbox: '1',
  scheme: 's',
  endpoint: 'whoami',
  without: null,
  startedAt: '2026-01-01T00:00:00Z',
  durationMicros: 1,
  transport: 'http',
  request: {
    method: 'GET',
    target: '/',
    headers: [['proof', proof]],
    body: { text: '', bytes: 0, truncated: false },
  },
  response: {
    status: 200,
    headers: [['proof', answered]],
    body: { text: '', bytes: 0, truncated: false },
  },
  verdict: null,
  from,
  to: 'server',
})
const makers = (exchanges: readonly Exchange[], credentials: unknown, value: string) =>
  makersOf(
    inspect,
    exchanges,
    'mallory',
    credentials,
  )(value, {
    kind: 'field',
    name: 'proof',
    of: 'request',
  })?.map(({ maker }) => maker)

test('what the attacker was the first to send is the attacker’s, what came before is not', () => {
  const run = [exchange('user-agent', 'key token', 'minted'), exchange('mallory', 'key forged minted')]
  expect(makers(run, {}, 'key forged minted')).toEqual(['server', 'mallory', 'server'])
})

test('it stays the attacker’s where somebody else carries it on', () => {
  const run = [exchange('mallory', 'guess'), exchange('client', 'guess')]
  expect(makers(run, {}, 'guess')).toEqual(['mallory'])
  expect(makers(run, {}, '"guess"')).toEqual(['mallory'])
})

test('what stands among the credentials was given to somebody, and keeps its maker', () => {
  expect(makers([exchange('mallory', 'ada-1')], { keyId: 'ada-1' }, 'ada-1')).toEqual(['server'])
  expect(makers([exchange('mallory', 'ada')], { keyId: 'ada-1' }, 'ada')).toEqual(['mallory'])
})

test('an honest run is as it is inspected', () => {
  expect(makers([exchange('user-agent', 'a b')], {}, 'a b')).toEqual(['server', 'server'])
})
