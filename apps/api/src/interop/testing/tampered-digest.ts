/** Changes of a line that was accepted, each wrong in one way: SECURITY's DIG rows as any client can send them. */
import { otherEnd, parameterOf, withoutParameter, withParameter } from './parameters.ts'
import type { Refused } from './refusal.ts'

type Row = Refused & {
  readonly title: string
  /** The line in place of the accepted one. */
  change(line: string): string
  /** As the accepted request, unless said. */
  readonly method?: 'POST'
  /** Put behind the accepted target. */
  readonly query?: string
}

const set = (name: string, change: (value: string) => string) => (line: string) =>
  withParameter(line, name, change)
const drop = (name: string) => (line: string) => withoutParameter(line, name)
const otherAlgorithm = (name: string) => (/^MD5/i.test(name) ? 'SHA-256' : 'MD5')

/** The challenges of the standard offer: best first, a line each, stale and algorithm without quotes (RFC 7616 §3.3). */
export function digestChallenges(stale: boolean): readonly RegExp[] {
  return challengesFor(['SHA-256', 'MD5'], stale)
}

/** The challenges of an offer of these algorithms. */
export function challengesFor(algorithms: readonly string[], stale: boolean): readonly RegExp[] {
  const end = `${stale ? 'stale=true, ' : ''}charset=UTF-8, userhash=true`
  return algorithms.map(
    (name) =>
      new RegExp(
        `^Digest realm="reading room", qop="auth, auth-int", algorithm=${name}, nonce="[\\w-]{44}", opaque="[\\w-]{16}", ${end}$`,
      ),
  )
}

export const tamperedDigest: readonly Row[] = [
  {
    title: 'the same line again',
    change: (line) => line,
    status: 401,
    failed: 'nonce-count-unused',
    stale: true,
  },
  {
    title: 'the same line again, with the scheme in another case',
    change: (line) => line.replace(/^Digest/, 'dIGEST'),
    status: 401,
    failed: 'nonce-count-unused',
    stale: true,
  },
  {
    title: 'another response',
    change: set('response', otherEnd),
    status: 401,
    failed: 'response-matches',
  },
  {
    title: 'the next nc, not signed anew',
    change: set('nc', () => '00000fff'),
    status: 401,
    failed: 'response-matches',
  },
  {
    title: 'another cnonce',
    change: set('cnonce', otherEnd),
    status: 401,
    failed: 'response-matches',
  },
  {
    title: 'auth-int in place of auth',
    change: set('qop', () => 'auth-int'),
    status: 401,
    failed: 'response-matches',
  },
  {
    title: 'another method',
    change: (line) => line,
    method: 'POST',
    status: 401,
    failed: 'response-matches',
  },
  {
    title: 'another user',
    change: set('username', () => 'eve'),
    status: 401,
    failed: 'user-known',
  },
  {
    title: 'the other algorithm on offer',
    change: set('algorithm', otherAlgorithm),
    status: 401,
    failed: 'algorithm-offered',
  },
  {
    title: 'another opaque',
    change: set('opaque', otherEnd),
    status: 401,
    failed: 'realm-and-opaque-echoed',
  },
  {
    title: 'no opaque',
    change: drop('opaque'),
    status: 401,
    failed: 'realm-and-opaque-echoed',
  },
  {
    title: 'another realm',
    change: set('realm', () => 'boiler room'),
    status: 401,
    failed: 'realm-and-opaque-echoed',
  },
  {
    title: 'a forged nonce',
    change: set('nonce', otherEnd),
    status: 401,
    failed: 'nonce-is-ours',
  },
  {
    title: 'the line on another target',
    change: (line) => line,
    query: '?view=private',
    status: 400,
    failed: 'uri-matches-target',
  },
  {
    title: 'another uri',
    change: set('uri', (uri) => `${uri}?view=private`),
    status: 400,
    failed: 'uri-matches-target',
  },
  {
    title: 'a qop that is not offered',
    change: set('qop', () => 'auth-conf'),
    status: 400,
    failed: 'qop-offered',
  },
  ...['qop', 'nc', 'cnonce'].map(
    (name): Row => ({
      title: `no ${name}`,
      change: drop(name),
      status: 400,
      failed: 'qop-present',
    }),
  ),
  ...['username', 'realm', 'nonce', 'uri', 'response'].map(
    (name): Row => ({
      title: `no ${name}`,
      change: drop(name),
      status: 400,
      failed: 'parameters-well-formed',
    }),
  ),
  {
    title: 'nc of one digit',
    change: set('nc', () => '1'),
    status: 400,
    failed: 'parameters-well-formed',
  },
  {
    title: 'the nonce twice',
    change: (line) => `${line}, nonce="${parameterOf(line, 'nonce')}"`,
    status: 400,
    failed: 'parameters-well-formed',
  },
  {
    title: 'username and username* both',
    change: (line) => `${line}, username*=UTF-8''ada`,
    status: 400,
    failed: 'parameters-well-formed',
  },
]
