import { firstDifference } from '@lockstep/schemes/first-difference'
import { expect, test } from 'vitest'
import { challengesOf } from './challenges-of.ts'
import { hexGroups } from './hex-groups.ts'
import { toCurl } from './to-curl.ts'
import { checkingWords, verdictWords } from './verdict-words.ts'
import { shortTarget } from './wire-rows.ts'

const check = (outcome: 'passed' | 'failed' | 'not-reached') =>
  ({ id: outcome, clause: 'policy', outcome }) as const

test('counts the check at which a verdict ended', () => {
  const checks = [check('passed'), check('passed'), check('failed'), check('not-reached')]
  expect(verdictWords({ outcome: 'refused', checks, principal: null })).toBe('refused at check 3 of 4')
  expect(checkingWords(checks)).toBe('2 checks passed, stopped at the 3rd')
  expect(checkingWords([check('passed')])).toBe('the one check passed')
  expect(checkingWords([check('passed'), check('not-reached')])).toBe('1 of 2 checks passed, then it asks')
})

test('names who was let in, and through whom', () => {
  const principal = { type: 'user', id: 'ada', client: 'reader' } as const
  expect(verdictWords({ outcome: 'accepted', checks: [], principal })).toBe('accepted as ada through reader')
})

test('says which challenge was answered', () => {
  const offer = [
    ['WWW-Authenticate', 'Digest realm="a", algorithm=SHA-256'],
    ['WWW-Authenticate', 'Digest realm="a", algorithm=MD5, Basic realm="b"'],
  ] as const
  expect(challengesOf(offer).map(({ state }) => state)).toEqual(['offered', 'offered', 'offered'])
  expect(challengesOf(offer, 'Digest username="x", algorithm=MD5')).toEqual([
    { text: 'Digest SHA-256', state: 'passed-over' },
    { text: 'Digest MD5', state: 'chosen' },
    { text: 'Basic', state: 'passed-over' },
  ])
})

test('groups long runs of hexadecimal digits and nothing else', () => {
  expect(hexGroups(`"${'0123abcd'.repeat(4)}"`).map(({ groups }) => groups?.length)).toEqual([
    undefined,
    4,
    undefined,
  ])
  expect(hexGroups(`/s/${'0123abcd'.repeat(4)}/x`)).toEqual([{ text: `/s/${'0123abcd'.repeat(4)}/x` }])
  expect(hexGroups('deadbeef cafe')).toEqual([{ text: 'deadbeef cafe' }])
})

test('finds nothing between equal texts, and the whole of short ones', () => {
  expect(firstDifference('a', 'a')).toBeUndefined()
  expect(firstDifference('POST', 'PUT')?.map(({ differs }) => differs)).toEqual(['POST', 'PUT'])
})

test('marks whole short words, and characters of long ones', () => {
  const marked = (one: string, other: string) => firstDifference(one, other)?.map(({ differs }) => differs)
  expect(marked('/a/whoami?view=private', '/a/whoami?view=public')).toEqual(['private', 'public'])
  expect(marked(`nonce=${'a'.repeat(30)}b`, `nonce=${'a'.repeat(30)}c`)).toEqual(['b', 'c'])
})

test('shortens a target to its end', () => {
  expect(shortTarget('/s/abc/one/whoami')).toBe('…/one/whoami')
  expect(shortTarget('/s/abc/one/whoami?a=b')).toBe('…/whoami?a=b')
  expect(shortTarget(`/s/abc/one/whoami?key=${'x'.repeat(40)}`)).toHaveLength(26)
})

test('writes a command that a shell reads as it is meant', () => {
  const command = toCurl('http://localhost:8787', {
    of: 'request',
    method: 'POST',
    target: '/s/a/one?x=1&y=2',
    headers: [
      ['Host', 'x'],
      ['X-Note', "it's"],
      ['sec-fetch-mode', 'cors'],
      ['X-Empty', ''],
    ],
    body: '{"a":"$b"}',
  })
  expect(command).toBe(
    `curl -i -X POST 'http://localhost:8787/s/a/one?x=1&y=2' \\\n  -H 'X-Note: it'\\''s' \\\n  -H 'X-Empty;' \\\n  --data-raw '{"a":"$b"}'`,
  )
})
