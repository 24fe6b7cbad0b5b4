/** SERVER HALF: the checks, and the verdict. */
import { equalConstantTime } from '@lockstep/crypto/bytes'
import { field, octets } from '@lockstep/http/message'
import { list, verifier } from '../run-checks.ts'
import type { Rules } from '../scheme.ts'
import { fieldName } from './credentials.ts'
import { seededSecret } from './sandbox.ts'

/** Seconds for which a number is remembered. */
const remembered = 3600

export const rules = {
  'field-present': { says: `The request has the field ${fieldName}.`, structural: true },
  'field-readable': { says: 'It holds a secret, a space and a number.', structural: true },
  'secret-matches': { says: 'The secret is the one on record.' },
  'number-unused': { says: 'The number was not used before.' },
} satisfies Rules

const whoami = list('whoami', [
  ['field-present', 'RFC 9110 §11.4'],
  ['field-readable', 'RFC 9110 §5.5'],
  ['secret-matches', 'RFC 9110 §11.4'],
  ['number-unused', 'policy; RFC 7616 §5.5'],
])

export const verify = verifier(rules, whoami, async (request, server, { need, check }) => {
  const value = need(field(request, fieldName), 'field-present')
  const parts = need(/^(\S{1,64}) (\d{1,16})$/.exec(value), 'field-readable', {
    expected: 'a secret, a space and up to 16 digits',
    actual: `${value.length} characters`,
  })
  const [, secret = '', number = ''] = parts
  const matches = equalConstantTime(octets(secret), octets(seededSecret(server)))
  check(matches, 'secret-matches', {
    expected: 'the secret on record',
    actual: matches ? 'the same' : 'another',
  })
  // Claimed last: a number is spent by a request that is good in all else.
  const unused = await server.store.claim(`oidc/numbers/${number}`, { ttl: remembered })
  check(unused, 'number-unused', { expected: 'a new number', actual: number })
  return { principal: { type: 'client', id: 'reader', scope: 'notes:read notes:write' } }
})
