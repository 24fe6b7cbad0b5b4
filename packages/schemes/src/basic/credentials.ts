/** CLIENT HALF: the request, and how its Authorization field came about. */
import { base64 } from '@lockstep/crypto/base64'
import { hex } from '@lockstep/crypto/hex'
import { type FieldLine, octets, request } from '@lockstep/http/message'
import type { Built, Derived } from '../scheme.ts'

export type UserPass = { readonly userId: string; readonly password: string }

const maker = 'user-agent'

/** A request with Basic credentials (RFC 7617 §2), other fields after them. */
export function build(
  method: string,
  target: string,
  userPass: UserPass,
  others: readonly FieldLine[] = [],
  body = '',
): Built {
  const { authorization, derivation } = encode(userPass)
  return { request: request(method, target, [['Authorization', authorization], ...others], body), derivation }
}

/** The value of the Authorization field, with each step that led to it. */
export function encode({ userId, password }: UserPass): { authorization: string; derivation: Derived[] } {
  // With charset="UTF-8" both parts are sent in normalization form C (RFC 7617 §2.1).
  const [user, secret] = [userId.normalize('NFC'), password.normalize('NFC')]
  const token68 = base64.encode(octets(`${user}:${secret}`))
  const authorization = `Basic ${token68}`
  const derivation: Derived[] = [
    {
      name: 'userPass',
      how: 'user-id ":" password',
      parts: [{ text: user, maker }, { text: ':' }, { text: secret, maker, secret: true }],
      clause: 'RFC 7617 §2',
    },
    {
      name: 'octets',
      how: 'UTF-8(NFC(user-pass))',
      parts: [
        { text: spaced(`${user}:`), maker },
        { text: secret && ` ${spaced(secret)}`, maker, secret: true },
      ],
      clause: 'RFC 7617 §2.1',
    },
    {
      name: 'token68',
      how: 'base64(octets)',
      parts: [{ text: token68, maker, secret: true }],
      clause: 'RFC 7617 §2',
    },
    {
      name: 'authorization',
      how: '"Basic" SP token68',
      parts: [{ text: 'Basic ' }, { text: token68, maker, secret: true }],
      clause: 'RFC 9110 §11.4',
    },
  ]
  return { authorization, derivation }
}

/** The octets of a text in hexadecimal, with a space between characters: what belongs together stands together. */
function spaced(text: string): string {
  return [...text].map((character) => hex(octets(character))).join(' ')
}
