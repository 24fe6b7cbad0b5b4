/** Basic, wrong in one way each: SECURITY's BAS and HTTP rows as any client can send them. */
import { Buffer } from 'node:buffer'
import type { Refused } from './refusal.ts'

type Row = Refused & {
  readonly title: string
  /** The values of the Authorization lines. */
  lines(user: { userId: string; password: string }): readonly string[]
}

const basic = (userPass: string | Uint8Array) => `Basic ${Buffer.from(userPass).toString('base64')}`

/** The one challenge of a sandbox (RFC 7617 §2, §2.1). */
export function basicChallenges(base: string): () => readonly string[] {
  return () => [`Basic realm="Notes at ${base}/basic", charset="UTF-8"`]
}

export const tamperedBasic: readonly Row[] = [
  {
    title: 'no credentials',
    lines: () => [],
    status: 401,
    failed: 'authorization-present',
  },
  {
    title: 'a wrong password',
    lines: ({ userId }) => [basic(`${userId}:wrong`)],
    status: 401,
    failed: 'password-matches',
  },
  {
    title: 'an unknown user',
    lines: ({ password }) => [basic(`eve:${password}`)],
    status: 401,
    failed: 'user-known',
  },
  {
    title: 'an empty user-id and an empty password',
    lines: () => ['Basic Og=='],
    status: 401,
    failed: 'user-known',
  },
  {
    title: 'octets of ISO 8859-1 (RFC 7617 §2.1, "test:123£")',
    lines: () => ['Basic dGVzdDoxMjOj'],
    status: 401,
    failed: 'user-pass-is-utf-8',
  },
  {
    title: 'no colon',
    lines: () => [basic('ada')],
    status: 400,
    failed: 'user-pass-has-colon',
  },
  ...[0x00, 0x0a, 0x7f].map(
    (control): Row => ({
      title: `the control character ${control} in the password`,
      lines: ({ userId, password }) => [basic(`${userId}:${password}${String.fromCharCode(control)}`)],
      status: 400,
      failed: 'no-control-characters',
    }),
  ),
  {
    title: 'one character of the base64 cut off',
    lines: ({ userId, password }) => [basic(`${userId}:${password}`).replace(/=*$/, '').slice(0, -1)],
    status: 400,
    failed: 'token68-decodes',
  },
  {
    title: 'two tokens',
    lines: ({ userId, password }) => [`${basic(`${userId}:${password}`)} Og==`],
    status: 400,
    failed: 'token68-decodes',
  },
  {
    title: 'no token',
    lines: () => ['Basic'],
    status: 400,
    failed: 'token68-decodes',
  },
  {
    title: 'another scheme',
    lines: ({ password }) => [`Bearer ${password}`],
    status: 401,
    failed: 'auth-scheme-is-basic',
  },
  {
    title: 'the right line twice',
    lines: ({ userId, password }) => [basic(`${userId}:${password}`), basic(`${userId}:${password}`)],
    status: 400,
    failed: 'authorization-single',
  },
]
