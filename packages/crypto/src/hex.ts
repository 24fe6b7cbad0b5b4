const digits = '0123456789abcdef'

/** Octets as lower-case hexadecimal digits. */
export function hex(octets: Uint8Array): string {
  let text = ''
  for (const octet of octets) text += (digits[octet >> 4] as string) + (digits[octet & 15] as string)
  return text
}
