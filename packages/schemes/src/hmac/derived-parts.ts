/** Pieces of derived values that all three profiles have. */
import type { DerivedPart } from '../scheme.ts'

/** Which half derives. It also names the maker of what is computed. */
export type Half = 'signer' | 'verifier'

export const lineFeed: DerivedPart = { text: '\n' }

/** How much of a finished proof a trace may show: with the whole of it anybody could sign this one message. */
const shown = 8

/** A finished proof. The signer shows all of its own; of the verifier’s there is only the beginning. */
export function proofParts(proof: string, half: Half): DerivedPart[] {
  const rest = half === 'signer' ? proof.slice(shown) : '…'
  return [
    { text: proof.slice(0, shown), maker: half },
    { text: rest, maker: half },
  ]
}

export function proofStart(proof: string): string {
  return proof.length > shown ? `${proof.slice(0, shown)}…` : proof
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** A body as text that loses nothing: UTF-8, or octet by octet with `\xHH` for those that are not ASCII. */
export function bodyText(body: Uint8Array): string {
  try {
    return utf8.decode(body)
  } catch {
    const octet = (value: number) =>
      value < 0x80 ? String.fromCharCode(value) : `\\x${value.toString(16).padStart(2, '0')}`
    return Array.from(body, octet).join('')
  }
}
