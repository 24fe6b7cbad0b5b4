/** CLIENT HALF, at the client's own address: is this the end of a flow that this user agent began (RFC 5849 §4.13)? */
import { list, verifier } from '../../run-checks.ts'
import type { Principal } from '../../scheme.ts'
import { rules } from './rules.ts'

const checks = list('client-callback', [['callback-expected', 'RFC 5849 §4.13']])

export type Callback = {
  /** The `oauth_token` that the callback names; empty for none. */
  readonly token: string
  /** The flows that this user agent began. */
  readonly begun: readonly string[]
}

export const verifyClientCallback = verifier<typeof rules, { readonly principal: Principal }, Callback, null>(
  rules,
  checks,
  ({ token, begun }, _, { check }) => {
    check(token !== '' && begun.includes(token), 'callback-expected', {
      expected: begun.length === 0 ? 'no flow was begun here' : begun.join(' or '),
      actual: token === '' ? 'no oauth_token' : token.slice(0, 64),
    })
    return { principal: { type: 'client', id: 'reader' } }
  },
)
