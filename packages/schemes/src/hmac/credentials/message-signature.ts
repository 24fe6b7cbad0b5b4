import { base64 } from '@lockstep/crypto/base64'
import { type HttpRequest, withField } from '@lockstep/http/message'
import { serializeBareItem } from 'structured-headers'
import type { Built, Derived } from '../../scheme.ts'
import type { Subject } from '../rfc9421/component-value.ts'
import { contentDigest, type DigestName, digestDerivation } from '../rfc9421/content-digest.ts'
import {
  baseDerivation,
  parametersDerivation,
  signatureBase,
  signatureDerivation,
  signBase,
} from '../rfc9421/signature-base.ts'
import { readSignatureParameters } from '../rfc9421/signature-parameters.ts'
import { readMembers } from '../rfc9421/structured-field.ts'
import type { HmacKey } from '../sandbox.ts'
import { secretOctets } from '../secret-octets.ts'

/** What our server asks for, as component identifiers in the order in which this signer writes them. */
export const requiredComponents = ['"@method"', '"@authority"', '"@path"', '"@query"'] as const

export type MessageSigning = {
  readonly key: HmacKey
  /** The origin that the request goes to. */
  readonly origin: string
  readonly label?: string
  /** Component identifiers as they are written: `"@query-param";name="b"`. Those above unless said. */
  readonly components?: readonly string[]
  /** In this order. `created`, `nonce` and `keyid` are expected here; `keyid` is the key’s unless said. */
  readonly parameters: Readonly<Record<string, string | number>>
  /** How the body is bound; `null` leaves Content-Digest away. `sha-256` unless said. */
  readonly digest?: DigestName | null
}

/**
 * CLIENT HALF of RFC 9421 with hmac-sha256 (§3.1): the request with Content-Digest, where it has a body, Signature-Input
 * and Signature. Throws `ComponentError` for a component that the message does not have, and `Error` for an identifier
 * that is none.
 */
export function signMessage(message: HttpRequest, signing: MessageSigning): Built {
  const { key, label = 'sig1', digest = 'sha-256' } = signing
  const bound = digest !== null && message.body.length > 0
  const digested = bound ? withField(message, 'Content-Digest', contentDigest(message.body, digest)) : message
  const covered = signing.components ?? [...requiredComponents, ...(bound ? ['"content-digest"'] : [])]
  const keyid = 'keyid' in signing.parameters ? {} : { keyid: key.keyId }
  const text = parametersText(covered, { ...signing.parameters, ...keyid })
  const { fields, derivation } = signParameters(digested, { ...signing, label, text })
  const request = Object.entries(fields).reduce(
    (made, [name, value]) => withField(made, name, value),
    digested,
  )
  const first: Derived[] = bound ? [digestDerivation(message.body, digest, 'signer')] : []
  return { request, derivation: [...first, ...derivation] }
}

/** Signs with parameters that are written already: `("@method");created=1`. Nothing is added to the message. */
export function signParameters(
  message: HttpRequest,
  { key, origin, label = 'sig1', text }: Pick<MessageSigning, 'key' | 'origin' | 'label'> & { text: string },
): { fields: { 'Signature-Input': string; Signature: string }; derivation: Derived[] } {
  const [member] = readMembers(`${label}=${text}`) ?? []
  const parameters = member
    ? readSignatureParameters(member.raw)
    : 'Unexpected text, expected a label and an inner list with parameters'
  if (typeof parameters === 'string') throw new Error(parameters)
  const base = signatureBase(parameters, subjectOf(message, origin))
  const signature = base64.encode(signBase(secretOctets(key.secret), base))
  return {
    fields: { 'Signature-Input': `${label}=${text}`, Signature: `${label}=:${signature}:` },
    derivation: [
      parametersDerivation(parameters),
      baseDerivation(base),
      signatureDerivation(signature, 'signer'),
    ],
  }
}

/** A request as RFC 9421 looks at it, at the origin that it goes to. */
export function subjectOf({ method, target, headers }: HttpRequest, origin: string): Subject {
  return { headers, request: { method, target, origin } }
}

/** The signature parameters as they are written (RFC 9421 §2.3). */
export function parametersText(
  components: readonly string[],
  parameters: Readonly<Record<string, string | number>>,
): string {
  const pairs = Object.entries(parameters).map(([name, value]) => `;${name}=${serializeBareItem(value)}`)
  return `(${components.join(' ')})${pairs.join('')}`
}
