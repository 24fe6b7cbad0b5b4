/**
 * Octets as letters and digits only, at a fixed width. No padding and no punctuation, so that a double click selects
 * the whole. There is no RFC; the order of digits is the usual one (0–9, A–Z, a–z).
 */
const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

export const base62 = {
  /** The octets, read as one big-endian number, in `width` digits with leading zeros. */
  encode(octets: Uint8Array, width: number): string {
    let number = 0n
    for (const octet of octets) number = (number << 8n) | BigInt(octet)
    let text = ''
    for (let i = 0; i < width; i++) {
      text = (digits[Number(number % 62n)] as string) + text
      number /= 62n
    }
    if (number > 0n) throw new Error(`Unexpected ${octets.length} octets, expected what fits ${width} digits`)
    return text
  },

  /** The number as `length` octets, or undefined where the text is no such number or needs more of them. */
  decode(text: string, length: number): Uint8Array | undefined {
    let number = 0n
    for (const digit of text) {
      const value = digits.indexOf(digit)
      if (value < 0) return undefined
      number = number * 62n + BigInt(value)
    }
    const octets = new Uint8Array(length)
    for (let i = length - 1; i >= 0; i--) {
      octets[i] = Number(number & 0xffn)
      number >>= 8n
    }
    return number > 0n ? undefined : octets
  },
}
