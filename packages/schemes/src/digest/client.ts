import { parameter, parseCredentials } from '@lockstep/http/authentication'
import { field, type HttpResponse } from '@lockstep/http/message'
import { list, verifier } from '../run-checks.ts'
import type { Derived, Principal } from '../scheme.ts'
import type { Signed } from './credentials.ts'
import { answerProofOf } from './digest-response.ts'
import { rules } from './verify.ts'

/** The parameters of Authentication-Info (RFC 7616 §3.5): a list without a scheme before it. */
export function readAuthenticationInfo(value: string): (name: string) => string | undefined {
  const read = parseCredentials(`Info ${value}`)
  return (name) => read && parameter(read, name)?.value
}

/** What the server must have computed for this request and this answer: one value the user agent can make as well. */
export function answerDerivation(
  { inputs, proof }: Pick<Signed, 'inputs' | 'proof'>,
  body: Uint8Array,
): { rspAuth: string; derivation: Derived[] } {
  const { a2Response, rspAuth } = answerProofOf(proof.hashA1, { ...inputs, body })
  const made = (name: string, how: string, text: string): Derived => ({
    name,
    how,
    parts: [{ text, maker: 'user-agent' }],
    clause: 'RFC 7616 §3.5',
  })
  const a2How = inputs.qop === 'auth-int' ? '":" uri ":" H(entity-body)' : '":" uri'
  return {
    rspAuth,
    derivation: [
      made('a2Response', a2How, a2Response),
      made('rspAuth', 'KD(H(A1), unq(nonce) ":" nc ":" unq(cnonce) ":" unq(qop) ":" H(A2))', rspAuth),
    ],
  }
}

export const pageChecks = list('page', [['server-proved-itself', 'RFC 7616 §3.5']])

type Answered = { readonly principal: Principal }
type Sent = Pick<Signed, 'inputs' | 'proof'> & { readonly userId: string }

/** The client half's own check: an answer counts only when its sender knows H(A1), and means this very request. */
export const verifyAnswer = verifier<typeof rules, Answered, HttpResponse, Sent>(
  rules,
  pageChecks,
  (answer, sent, { check, derive }) => {
    const info = readAuthenticationInfo(field(answer, 'authentication-info') ?? '')
    const { rspAuth, derivation } = answerDerivation(sent, answer.body)
    for (const value of derivation) derive(value)
    const { qop, nc, cnonce } = sent.inputs
    const echoed = info('cnonce') === cnonce && info('nc') === nc && info('qop') === qop
    check(echoed && info('rspauth') === rspAuth, 'server-proved-itself', {
      expected: `rspauth ${rspAuth.slice(0, 8)}…`,
      actual: info('rspauth') === undefined ? 'no rspauth' : `rspauth ${info('rspauth')?.slice(0, 8)}…`,
    })
    return { principal: { type: 'user', id: sent.userId } }
  },
)
