import { equalConstantTime } from '@lockstep/crypto/bytes'
import { hmacSha256 } from '@lockstep/crypto/mac'
import { octets } from '@lockstep/http/message'
import { isJwtAlgorithm, jwtAlgorithms } from '../jose/jwt-algorithm.ts'
import { beginning } from '../jose/token-derivation.ts'
import { list, verifier } from '../run-checks.ts'
import type { Derived, Principal, Server } from '../scheme.ts'
import { issueToken } from './issue-token.ts'
import { tokenLifetime } from './key-ring.ts'
import { readLogin } from './login-body.ts'
import { placeLeft, tries, tryWindow } from './login-tries.ts'
import { jwtCredentials } from './sandbox.ts'
import { shown } from './shown.ts'
import { rules } from './verify.ts'

export const loginChecks = list('login', [
  ['body-well-formed', 'RFC 6749 §5.2; RFC 8259 §4'],
  ['attempts-left', 'policy; RFC 6585 §4, ASVS 6.3.1'],
  ['alg-offered', 'policy; RFC 8725 §3.1'],
  ['password-matches', 'RFC 6749 §5.2'],
])

export type LoggedIn = {
  readonly principal: Principal
  readonly token: string
  readonly scope: string
  /** Seconds. */
  readonly expiresIn: number
}

/** Takes a password and gives a token. Nothing is stored: all that will be asked of the token is in it. */
export const verifyLogin = verifier(
  rules,
  loginChecks,
  async (request, server: Server, { need, check, derive }): Promise<LoggedIn> => {
    const read = readLogin(request)
    const wanted = need(
      typeof read === 'string' ? undefined : read,
      'body-well-formed',
      typeof read === 'string' ? { actual: read } : undefined,
    )
    const matches = isPasswordOf(server, wanted.userId, wanted.password)
    check(await placeLeft(server, wanted.userId, matches), 'attempts-left', {
      expected: `at most ${tries} failed in ${tryWindow} s`,
    })
    const alg = need(isJwtAlgorithm(wanted.alg) ? wanted.alg : undefined, 'alg-offered', {
      expected: jwtAlgorithms.join(', '),
      actual: shown(wanted.alg),
    })
    // A user who is not there and a password that is wrong are one answer, after the same work.
    check(matches, 'password-matches', {
      expected: 'the password on record',
      actual: matches ? 'the same' : 'another, or no such user',
    })
    const { scope } = wanted
    const issued = await issueToken(server, { alg, claims: { sub: wanted.userId, scope } })
    for (const value of issued.derivation) derive(withoutProof(value))
    return {
      principal: { type: 'user', id: wanted.userId, scope },
      token: issued.token,
      scope,
      expiresIn: tokenLifetime,
    }
  },
)

/** A trace tells no finished proof: the token is in the answer, for whoever it was meant for. */
function withoutProof(value: Derived): Derived {
  if (value.name !== 'signature' && value.name !== 'compactSerialization') return value
  return { ...value, parts: value.parts.map((part) => ({ ...part, text: beginning(part.text) })) }
}

function isPasswordOf(server: Server, userId: string, password: string): boolean {
  const user = jwtCredentials(server)
  // MACs of equal length: how long the password is must not show in the time.
  const mac = (text: string) => hmacSha256(server.processKey, octets(text))
  const same = equalConstantTime(mac(password), mac(user.password))
  return same && userId === user.userId
}
