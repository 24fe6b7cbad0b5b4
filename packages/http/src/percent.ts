/** Percent-encoding (RFC 3986 §2.1) as signatures need it: of octets, with one spelling for each. */

const encoder = new TextEncoder()
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Octets, or text as UTF-8, with everything encoded, in upper case, that is not unreserved (RFC 3986 §2.3). */
export function percentEncode(value: Uint8Array | string): string {
  if (typeof value !== 'string') return Array.from(value, (octet) => encoded[octet]).join('')
  // Most texts have nothing to encode.
  if (/^[A-Za-z0-9\-._~]*$/.test(value)) return value
  // The platform's own throws at half a surrogate pair, and leaves five characters alone that are reserved.
  return encodeURIComponent(value.toWellFormed()).replace(/[!'()*]/g, escaped)
}

/** The octets behind a text: `%XX` in either case is one, everything else is itself as UTF-8, a lone `%` too. */
export function percentDecode(text: string): Uint8Array {
  const source = encoder.encode(text)
  const octets = new Uint8Array(source.length)
  let length = 0
  for (let i = 0; i < source.length; i++) {
    const octet = source[i] as number
    const high = octet === percent ? digits.get(source[i + 1]) : undefined
    const low = high === undefined ? undefined : digits.get(source[i + 2])
    if (high === undefined || low === undefined) octets[length++] = octet
    else {
      octets[length++] = high * 16 + low
      i += 2
    }
  }
  return octets.slice(0, length)
}

/**
 * As `percentDecode`, to text. Undefined where a `%` is not followed by two hexadecimal digits, or the octets are not
 * UTF-8: two texts that were read as one could be told apart elsewhere.
 */
export function percentDecodeText(text: string): string | undefined {
  // Most texts have nothing to decode.
  if (/^[ -$&-~]*$/.test(text)) return text
  if (/%(?![0-9A-Fa-f]{2})/.test(text)) return undefined
  try {
    return utf8.decode(percentDecode(text))
  } catch {
    return undefined
  }
}

/** `%XX` for one character below 0x100. */
function escaped(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`
}

/** What each octet becomes. */
const encoded = Array.from({ length: 256 }, (_, octet) => {
  const character = String.fromCharCode(octet)
  return /[A-Za-z0-9\-._~]/.test(character) ? character : escaped(character)
})

const percent = 0x25
/** What a hexadecimal digit is worth, by its octet. */
const digits: ReadonlyMap<number | undefined, number> = new Map(
  Array.from('0123456789abcdefABCDEF', (digit) => [digit.charCodeAt(0), Number.parseInt(digit, 16)] as const),
)
