/** Extended parameter values, `charset'language'percent-encoded` (RFC 8187 §3.2): how `username*` travels. */
import { octets } from '@lockstep/http/message'

/** What stands for itself (RFC 8187 §3.2.1, attr-char). */
const plain = /[!#$&+\-.^_`|~0-9A-Za-z]/
const form = /^utf-8'[A-Za-z0-9-]*'((?:%[0-9A-Fa-f]{2}|[!#$&+\-.^_`|~0-9A-Za-z])*)$/i
const strictUtf8 = new TextDecoder('utf-8', { fatal: true })

/** The text as an extended value, UTF-8, without a language. */
export function encodeExtendedValue(text: string): string {
  const encoded = Array.from(octets(text), (octet) => {
    const char = String.fromCharCode(octet)
    return plain.test(char) ? char : `%${octet.toString(16).toUpperCase().padStart(2, '0')}`
  })
  return `UTF-8''${encoded.join('')}`
}

/** The text of an extended value, or undefined where it is none. RFC 8187 §3.2.1: receivers need UTF-8 only. */
export function decodeExtendedValue(value: string): string | undefined {
  const encoded = form.exec(value)?.[1]
  if (encoded === undefined) return undefined
  const found = Array.from(encoded.matchAll(/%(..)|(.)/g), ([, digits, char = '']) =>
    digits === undefined ? char.charCodeAt(0) : Number.parseInt(digits, 16),
  )
  return decodeUtf8(found)
}

/**
 * A field value as text. A server library gives each octet as one character; where the octets are UTF-8, which the
 * challenge asks for with `charset=UTF-8` (RFC 7616 §4), this is the text that was meant.
 */
export function decodeOctets(value: string): string {
  if (!/[\x80-\xff]/.test(value) || /[^\0-\xff]/.test(value)) return value
  return decodeUtf8(Array.from(value, (char) => char.charCodeAt(0))) ?? value
}

function decodeUtf8(codes: readonly number[]): string | undefined {
  try {
    return strictUtf8.decode(Uint8Array.from(codes))
  } catch {
    return undefined
  }
}
