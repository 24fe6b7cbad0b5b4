import type { Run, Step } from '../../scheme.ts'
import { tokenDerivation } from '../credentials.ts'
import { withClaims } from '../with-claims.ts'
import { callWith, claimsOf, endedBy, tokenFrom } from './run-values.ts'

const claimNames = ['sub', 'scope', 'client_id', 'iss', 'aud', 'exp', 'nbf', 'iat', 'jti']

export const edit: Step = {
  id: 'edit',
  from: 'user-agent',
  inputs: [
    { name: 'claim', label: 'Claim', kind: 'choice', options: claimNames, initial: () => 'sub' },
    { name: 'value', label: 'New value', kind: 'text', initial: () => 'admin' },
  ],
  messages: [
    {
      from: 'user-agent',
      to: 'server',
      channel: 'back',
      words: 'one claim changed',
      // The values behind the token as it was issued: what the signature was made over.
      build: (run) => ({
        ...callWith(run, edited(run)),
        derivation: tokenDerivation(tokenFrom(run, 'log-in')),
      }),
      expect: 401,
    },
  ],
  predict: {
    ask: 'The text decodes as well as before. Which check stops it?',
    kind: 'check',
    options: ['compact-form-strict', 'key-known', 'signature-matches', 'not-expired'],
    answer: 'signature-matches',
    truth: (run) => endedBy(run.exchanges('edit')[0]),
    because:
      'The signature was made over the old octets. To make one over the new ones takes the private key.',
    clause: 'RFC 7515 §5.2',
    misconception: 'Decoding a token is checking it.',
  },
  values: (run) => {
    const { claim, value } = changeIn(run)
    return {
      claim,
      value: JSON.stringify(value),
      original: JSON.stringify(claimsOf(tokenFrom(run, 'log-in'))[claim]),
    }
  },
}

function changeIn({ inputs }: Run) {
  const { claim = 'sub', value = '' } = inputs
  // A time stays a number, so that it is the signature that is wrong and not the shape.
  const isTime = ['exp', 'nbf', 'iat'].includes(claim) && /^\d{1,15}$/.test(value)
  return { claim, value: isTime ? Number(value) : value }
}

function edited(run: Run): string {
  const token = tokenFrom(run, 'log-in')
  const { claim, value } = changeIn(run)
  return withClaims(token, { ...claimsOf(token), [claim]: value })
}
