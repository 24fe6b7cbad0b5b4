/** CRC-32 (ISO/IEC/IEEE 8802-3, the one of Ethernet, gzip and PNG), one entry for each octet. */
const table = Uint32Array.from({ length: 256 }, (_, octet) => {
  let value = octet
  // The polynomial 0x04C11DB7, bits reflected.
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
  return value
})

/** The CRC-32 of octets, as an unsigned number. It finds slips, not forgeries: anybody can compute it. */
export function crc32(octets: Uint8Array): number {
  let value = 0xffffffff
  for (const octet of octets) value = (value >>> 8) ^ (table[(value ^ octet) & 0xff] as number)
  return (value ^ 0xffffffff) >>> 0
}
