import { numericDateOf } from '../../jose/numeric-date.ts'
import type { Derived, Step } from '../../scheme.ts'
import { tokenDerivation } from '../credentials.ts'
import { claimsOf, endOf, tokenFrom } from './run-values.ts'

export const read: Step = {
  id: 'read',
  from: 'user-agent',
  messages: [],
  derive: (run) => takenApart(tokenFrom(run, 'log-in')),
  predict: {
    ask: 'The claim sub says who the token is about. Who can read it?',
    kind: 'who-can-read',
    options: ['the server that signed it', 'whoever has the public key', 'whoever has the token'],
    answer: 'whoever has the token',
    truth: (run) =>
      claimsOf(tokenFrom(run, 'log-in')).sub === run.credentials.userId
        ? 'whoever has the token'
        : 'the server that signed it',
    because:
      'No key was used to read it. A signature shows that nobody changed the text; it hides nothing of it.',
    clause: 'RFC 7515 §3',
    misconception: 'A JWT is encrypted.',
  },
  values: (run) => ({ ends: endOf(tokenFrom(run, 'log-in')) }),
}

/** What base64url alone gives: the token, its two JSON texts, and its times in words. */
function takenApart(token: string): Derived[] {
  const [header = '', claims = '', signature = ''] = token.split('.')
  return [
    {
      name: 'compactSerialization',
      how: 'BASE64URL(protectedHeader) "." BASE64URL(claimsSet) "." BASE64URL(signature)',
      parts: [
        { text: header, maker: 'server', component: 'protected header' },
        { text: '.' },
        { text: claims, maker: 'server', component: 'claims set' },
        { text: '.' },
        { text: signature, maker: 'server', component: 'signature', secret: true },
      ],
      clause: 'RFC 7515 §3.1',
    },
    ...tokenDerivation(token)
      .filter(({ name }) => name === 'protectedHeader' || name === 'claimsSet')
      .map((value) => ({ ...value, parts: value.parts.map((part) => ({ ...part, maker: 'server' })) })),
    ...times(claimsOf(token)),
  ]
}

function times(claims: Readonly<Record<string, unknown>>): Derived[] {
  return timeClaims.flatMap(([name, clause]): Derived[] => {
    const words = numericDateOf(claims[name])
    if (words === undefined) return []
    return [
      {
        name,
        how: `${claims[name]} seconds after 1970-01-01`,
        parts: [{ text: words, maker: 'server' }],
        clause,
      },
    ]
  })
}

const timeClaims = [
  ['iat', 'RFC 7519 §4.1.6'],
  ['nbf', 'RFC 7519 §4.1.5'],
  ['exp', 'RFC 7519 §4.1.4'],
] as const
