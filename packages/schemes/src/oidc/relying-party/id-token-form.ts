import { type CompactForm, readCompactForm } from '../../jose/compact-form.ts'
import type { Derived } from '../../scheme.ts'

/** An ID Token that was read and not yet believed. */
export type IdTokenForm = CompactForm & { readonly sub: string }

/** Core §2: a sub "MUST NOT exceed 255 ASCII [RFC20] characters in length". */
const subject = /^[\x20-\x7e]{1,255}$/

/** Reads an ID Token strictly, or says what is wrong with its form. */
export function readIdToken(idToken: string): IdTokenForm | string {
  const form = readCompactForm(idToken)
  if (typeof form === 'string') return form
  // RFC 7515 §4.1.11: what is critical and not understood makes the token invalid. This client understands no extension.
  if ('crit' in form.header.object) return 'protected header: crit'
  const { sub } = form.claims.object
  if (typeof sub !== 'string') return 'claims set: no sub'
  if (!subject.test(sub)) return 'claims set: sub is not 1 to 255 ASCII characters'
  return { ...form, sub }
}

/** What the signature of an ID Token is made over, in the octets that came (RFC 7515 §5.2). */
export function idTokenSigningInputDerivation({
  header,
  claims,
}: {
  readonly header: { readonly encoded: string }
  readonly claims: { readonly encoded: string }
}): Derived {
  return {
    name: 'idTokenSigningInput',
    how: 'BASE64URL(protected header) "." BASE64URL(claims set)',
    parts: [
      { text: header.encoded, component: 'protected header' },
      { text: '.' },
      { text: claims.encoded, component: 'claims set' },
    ],
    clause: 'RFC 7515 §5.1',
  }
}
