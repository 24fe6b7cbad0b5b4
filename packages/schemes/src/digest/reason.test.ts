import { request, withField } from '@lockstep/http/message'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { differenceOf } from '../difference.ts'
import { failedCheck, Lab } from '../testing/lab.ts'
import { readChallenges, signDigest } from './credentials.ts'
import { digest } from './index.ts'
import { reason } from './reason.ts'
import { type DigestCredentials, digestCredentials } from './sandbox.ts'
import { rules } from './verify.ts'

const target = '/s/lab/digest/whoami?shelf=3'

async function signed(qop: 'auth' | 'auth-int', user?: Partial<DigestCredentials>) {
  const lab = new Lab([digest])
  const { userId, password } = { ...digestCredentials(lab.server()), ...user }
  const { response } = await lab.send(request('POST', target))
  const [challenge] = readChallenges(response)
  if (!challenge) throw new Error('Unexpected answer without a challenge')
  const body = new TextEncoder().encode('{"lend":1}')
  const made = signDigest({
    challenge,
    userId,
    password,
    method: 'POST',
    target,
    body,
    qop,
    count: 1,
    cnonce: 'f2/wE4q7',
  })
  return { lab, made, message: request('POST', target, [['Authorization', made.authorization]], body) }
}

/** One character of a parameter's value replaced by another of the same kind. */
const flip = (authorization: string, name: string, at: number) =>
  authorization.replace(new RegExp(`(${name}="?)([^",]+)`), (_, start: string, value: string) => {
    const i = at % value.length
    const other = /[0-9a-f]/.test(value[i] ?? '')
      ? value[i] === '1'
        ? '2'
        : '1'
      : value[i] === 'x'
        ? 'y'
        : 'x'
    return start + value.slice(0, i) + other + value.slice(i + 1)
  })

/** What says which component was changed: the check that is about it, or the first difference. */
const named: Readonly<Record<string, string>> = {
  username: 'user-known',
  realm: 'realm-and-opaque-echoed',
  nonce: 'nonce-is-ours',
  uri: 'uri-matches-target',
  cnonce: 'cnonce',
  nc: 'nc',
  response: 'digestResponse',
  opaque: 'realm-and-opaque-echoed',
}

test('one character changed in any parameter is named', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...Object.keys(named)),
      fc.nat(),
      fc.constantFrom('auth' as const, 'auth-int' as const),
      async (name, at, qop) => {
        const { lab, made, message } = await signed(qop)
        const authorization = flip(made.authorization, name, at)
        expect(authorization).not.toBe(made.authorization)
        const exchange = await lab.send(withField(message, 'Authorization', authorization))
        const difference =
          exchange.verdict && differenceOf(made.derivation, exchange.verdict, rules)?.component
        expect([failedCheck(exchange), difference]).toContain(named[name])
      },
    ),
    { numRuns: 60 },
  )
})

describe('what is outside of the field is named too', () => {
  const component = async (qop: 'auth' | 'auth-int', change: (m: ReturnType<typeof request>) => typeof m) => {
    const { lab, made, message } = await signed(qop)
    const exchange = await lab.send(change(message))
    expect(failedCheck(exchange)).toBe('response-matches')
    const difference = exchange.verdict && differenceOf(made.derivation, exchange.verdict, rules)
    return [difference?.component, difference && reason(difference)]
  }

  test('method, content and qop', async () => {
    expect(await component('auth', (message) => ({ ...message, method: 'GET' }))).toEqual([
      'method',
      expect.stringContaining('another method'),
    ])
    const body = new TextEncoder().encode('{"lend":2}')
    expect(await component('auth-int', (message) => ({ ...message, body }))).toEqual([
      'body',
      expect.stringContaining('written out again'),
    ])
    for (const [from, to] of [
      ['auth', 'auth-int'],
      ['auth-int', 'auth'],
    ] as const) {
      const renamed = await component(from, (message) => {
        const [[name = '', value = ''] = []] = message.headers
        return withField(message, name, value.replace(`qop=${from}`, `qop=${to}`))
      })
      expect(renamed).toEqual(['qop', expect.stringContaining('names one qop')])
    }
  })

  test('another password', async () => {
    const { lab, made, message } = await signed('auth', { password: 'guessed' })
    const { verdict } = await lab.send(message)
    expect(verdict && differenceOf(made.derivation, verdict, rules)).toMatchObject({ component: 'password' })
  })
})

test('the more particular reason comes first', () => {
  const say = (component: string, client: string, server: string) =>
    reason({ value: '', component, at: 0, client, server })
  expect(say('username', 'O\\\\Hara', 'O\\Hara')).toMatch(/backslashes/)
  expect(say('username', 'Zoe\u0308', 'Zo\u00eb')).toMatch(/normalization form C/)
  expect(say('username', 'ada', 'kit')).toMatch(/not the name that was hashed/)
  expect(say('method', 'get', 'GET')).toMatch(/case-sensitive/)
  expect(say('uri', '/a', '/a?b')).toMatch(/query/)
  expect(say('uri', '/a%20b', '/a b')).toMatch(/escapes/)
  expect(say('uri', '/a', '/b')).toMatch(/rewrote/)
  expect(say('body', '', 'd41d')).toMatch(/disagree about qop/)
  expect(say('constructor', '', '')).toBeUndefined()
})
