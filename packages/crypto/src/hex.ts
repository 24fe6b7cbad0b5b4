const digits = Uint8Array.from('0123456789abcdef', (digit) => digit.charCodeAt(0))
const ascii = new TextDecoder()

/** Octets as lower-case hexadecimal digits. */
export function hex(octets: Uint8Array): string {
  // Not joined digit by digit: a string made so is a tree of its pieces, and takes thirty times the room while it is kept.
  const text = new Uint8Array(octets.length * 2)
  for (const [i, octet] of octets.entries()) {
    text[2 * i] = digits[octet >> 4] as number
    text[2 * i + 1] = digits[octet & 15] as number
  }
  return ascii.decode(text)
}
