/** Percent-encoding (RFC 3986 §2.1) as signatures need it: of octets, with one spelling for each. */

const decoder = new TextDecoder('latin1')
const encoder = new TextEncoder()

/** What each octet becomes: unreserved characters (RFC 3986 §2.3) as they are, all else `%XX` in upper case. */
const encoded = Array.from({ length: 256 }, (_, octet) => {
  const character = String.fromCharCode(octet)
  return /[A-Za-z0-9\-._~]/.test(character)
    ? character
    : `%${octet.toString(16).toUpperCase().padStart(2, '0')}`
})

/** Octets, or text as UTF-8, with everything encoded that is not unreserved. */
export function percentEncode(value: Uint8Array | string): string {
  // Most texts have nothing to encode.
  if (typeof value === 'string' && /^[A-Za-z0-9\-._~]*$/.test(value)) return value
  const octets = typeof value === 'string' ? encoder.encode(value) : value
  let text = ''
  for (const octet of octets) text += encoded[octet]
  return text
}

/** The octets behind a text: `%XX` in either case is one, everything else is itself as UTF-8, a lone `%` too. */
export function percentDecode(text: string): Uint8Array {
  const octets: number[] = []
  const source = encoder.encode(text)
  for (let i = 0; i < source.length; i++) {
    const digits = source[i] === 0x25 ? decoder.decode(source.subarray(i + 1, i + 3)) : ''
    if (/^[0-9a-fA-F]{2}$/.test(digits)) {
      octets.push(Number.parseInt(digits, 16))
      i += 2
    } else octets.push(source[i] as number)
  }
  return Uint8Array.from(octets)
}
