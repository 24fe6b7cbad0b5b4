import type { Derived, DerivedPart } from '../scheme.ts'
import type { JsonPart } from './compact-form.ts'
import { type JsonMember, readStrictObject } from './strict-json.ts'

/** A part of a token; `members` where it was read already. */
type Text = Pick<JsonPart, 'text' | 'encoded'> & Partial<Pick<JsonPart, 'members'>>

/**
 * What the signature is made over, value by value (RFC 7515 §5.1). Both halves name the pieces alike: each header
 * parameter by its name, each claim by its name after `claim`.
 */
export function signingInputDerivation(header: Text, claims: Text): Derived[] {
  return [
    {
      name: 'protectedHeader',
      how: 'UTF8(JWS Protected Header)',
      parts: membersOf(header, 'protected header', (name) => name),
      clause: 'RFC 7515 §4',
    },
    {
      name: 'claimsSet',
      how: 'UTF8(JWT Claims Set)',
      parts: membersOf(claims, 'claims set', (name) => `claim ${name}`),
      clause: 'RFC 7519 §4',
    },
    {
      name: 'signingInput',
      how: 'BASE64URL(protectedHeader) "." BASE64URL(claimsSet)',
      parts: [
        { text: header.encoded, component: 'protected header' },
        { text: '.' },
        { text: claims.encoded, component: 'claims set' },
      ],
      clause: 'RFC 7515 §5.1',
    },
  ]
}

/** The signature, last of the values. */
export function signatureDerivation(alg: string, encoded: string): Derived {
  return {
    name: 'signature',
    how: alg === 'HS256' ? 'HMAC-SHA-256(secret, signingInput)' : `${alg}(private key, signingInput)`,
    parts: [{ text: encoded, component: 'signature' }],
    clause: 'RFC 7515 §5.1',
  }
}

/** The beginning of a finished proof: enough to compare, too little to send. */
export function beginning(proof: string): string {
  return `${proof.slice(0, 8)}…`
}

/** The text in pieces, one a member; whole where it is no JSON object. */
function membersOf(
  { text, members = membersIn(text) }: Text,
  whole: string,
  component: (name: string) => string,
): DerivedPart[] {
  if (!members) return [{ text, component: whole }]
  const parts: DerivedPart[] = []
  let at = 0
  for (const { name, start, end } of members) {
    parts.push({ text: text.slice(at, start) })
    parts.push({ text: text.slice(start, end), component: component(name) })
    at = end
  }
  parts.push({ text: text.slice(at) })
  return parts.filter((part) => part.text !== '')
}

function membersIn(text: string): readonly JsonMember[] | undefined {
  const read = readStrictObject(text)
  return 'says' in read ? undefined : read.members
}
