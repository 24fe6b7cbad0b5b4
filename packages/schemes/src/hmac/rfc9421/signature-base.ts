/** The signature base (RFC 9421 §2.5): a line for each covered component, and one for the parameters. */
import { hmacSha256 } from '@lockstep/crypto/mac'
import { octets } from '@lockstep/http/message'
import type { Derived, DerivedPart } from '../../scheme.ts'
import { type Half, proofParts } from '../derived-parts.ts'
import { componentValue, type Subject } from './component-value.ts'
import type { Component, SignatureParameters } from './signature-parameters.ts'

/** The pieces of the signature base; joined, they are it. Throws `ComponentError`. */
export function signatureBase(parameters: SignatureParameters, subject: Subject): DerivedPart[] {
  const lines = parameters.components.flatMap((component): DerivedPart[] => [
    { text: `${component.text}: ` },
    { text: componentValue(component, subject), component: wordFor(component), maker: 'signer' },
    { text: '\n' },
  ])
  return [
    ...lines,
    { text: '"@signature-params": ' },
    { text: parameters.text, component: '@signature-params', maker: 'signer' },
  ]
}

export function baseText(parts: readonly DerivedPart[]): string {
  return parts.map(({ text }) => text).join('')
}

/** RFC 9421 §3.3.3, hmac-sha256: the octets of the signature. */
export function signBase(secret: Uint8Array, parts: readonly DerivedPart[]): Uint8Array {
  return hmacSha256(secret, octets(baseText(parts)))
}

/** `@method`, `content-digest`, `query parameter b`, and with other parameters as it is written. */
function wordFor({ name, parameters, text }: Component): string {
  if (name === '@query-param') return `query parameter ${String(parameters.get('name'))}`
  return parameters.size === 0 ? name : text
}

export function parametersDerivation({ components, parameters }: SignatureParameters): Derived {
  const covered = components.map(({ text }) => text).join(' ')
  return {
    name: 'signatureParameters',
    how: 'the covered components, then each parameter, in the order of the signer',
    parts: [
      { text: `(${covered})`, component: 'covered components', maker: 'signer' },
      ...parameters.flatMap(({ name, text }) => [{ text: ';' }, { text, component: name, maker: 'signer' }]),
    ],
    clause: 'RFC 9421 §2.3',
  }
}

export function baseDerivation(parts: readonly DerivedPart[]): Derived {
  return {
    name: 'signatureBase',
    how: 'component-identifier ":" SP component-value LF … "@signature-params" ":" SP parameters',
    parts,
    clause: 'RFC 9421 §2.5',
  }
}

export function signatureDerivation(signature: string, half: Half): Derived {
  return {
    name: 'signature',
    how: 'HMAC-SHA-256(secret, signatureBase)',
    parts: proofParts(signature, half),
    clause: 'RFC 9421 §3.3.3',
  }
}
