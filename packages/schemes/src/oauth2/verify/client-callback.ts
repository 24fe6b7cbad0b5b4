/** CLIENT HALF, at the client's own address: is this the answer to what this user agent was sent off with? */
import { list, verifier } from '../../run-checks.ts'
import type { Principal } from '../../scheme.ts'
import type { BegunFlow } from '../authorization/begun-flows.ts'
import { rules } from './rules.ts'

const checks = list('client-callback', [
  ['state-matches', 'RFC 6749 §10.12'],
  ['issuer-matches', 'RFC 9207 §2.4'],
])

export type Callback = {
  /** Undefined where none came, or more than one. */
  readonly state: string | undefined
  readonly iss: string | undefined
  /** What this user agent began here, the last flow first. */
  readonly begun: readonly BegunFlow[]
  /** What Reader believes where it does not look at what was begun: the one server that it is set up for. */
  readonly otherwise: BegunFlow
}
export type Returned = { readonly principal: Principal; readonly flow: BegunFlow }

export const verifyClientCallback = verifier<typeof rules, Returned, Callback, null>(
  rules,
  checks,
  ({ state, iss, begun, otherwise }, _, { check }) => {
    // A client that keeps no state began without one, and then none may come back: there PKCE binds the code to the
    // flow (RFC 9700 §2.1).
    const found = begun.find((flow) => flow.state === state)
    const flow = check.or(
      found,
      'state-matches',
      { without: () => begun[0] ?? otherwise },
      {
        expected: begun.map((one) => one.state ?? 'no state').join(' or ') || 'no flow was begun here',
        actual: state === undefined ? 'no state' : state.slice(0, 64),
      },
    )
    check(iss === flow.issuer, 'issuer-matches', {
      expected: flow.issuer,
      actual: iss === undefined ? 'no iss' : iss.slice(0, 200),
    })
    return { principal: { type: 'client', id: flow.client_id }, flow }
  },
)
