import { base64url } from '@lockstep/crypto/base64'
import type { Flaw } from '../../reader.ts'

/** One of the parts between the dots, decoded as far as it can be. */
export type Segment = {
  /** As it was pasted. */
  readonly raw: string
  /** Where it begins in the whole text. */
  readonly at: number
  readonly octets: Uint8Array
  /** The octets as UTF-8; undefined where they are not. */
  readonly text: string | undefined
  readonly flaws: readonly Flaw[]
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The segments of a token that begins at `at` in the text. */
export function segmentsOf(token: string, at: number): Segment[] {
  const segments: Segment[] = []
  let begin = at
  for (const raw of token.split('.')) {
    segments.push(segment(raw, begin))
    begin += raw.length + 1
  }
  return segments
}

/** Where in the pasted text the octet at this place of a segment is spelled. */
export function placeOf({ raw, at }: Segment, octet: number): number {
  const wanted = Math.floor((octet * 4) / 3)
  let counted = 0
  for (let i = 0; i < raw.length; i++) {
    if (/\s/.test(raw[i] ?? '')) continue
    if (counted === wanted) return at + i
    counted++
  }
  return at + raw.length
}

function segment(raw: string, at: number): Segment {
  const flaws: Flaw[] = []
  const flaw = (index: number, length: number, says: string, clause = 'RFC 7515 §2') =>
    flaws.push({ at: at + index, length, says, clause })
  const space = /\s+/.exec(raw)
  // White space around a token is how texts are pasted; within a part it is not base64url.
  if (space && raw.trim() !== raw.replace(/\s+/g, ''))
    flaw(space.index, space[0].length, 'Unexpected white space inside a part, expected none.')
  const padding = /=+\s*$/.exec(raw)
  if (padding) flaw(padding.index, padding[0].trim().length, 'Unexpected padding, expected none.')
  const other = /[+/]/.exec(raw)
  if (other) flaw(other.index, 1, `Unexpected "${other[0]}", expected "-" and "_": base64url, not base64.`)
  const wrong = /[^A-Za-z0-9_\-+/=\s]/.exec(raw)
  if (wrong) flaw(wrong.index, 1, `Unexpected "${wrong[0]}", expected a character of base64url.`)

  const end = wrong?.index ?? raw.length
  const plain = raw.slice(0, end).replace(/[\s=]/g, '').replaceAll('+', '-').replaceAll('/', '_')
  // One character over a group of four holds six bits, and no octet.
  const whole = plain.length % 4 === 1 ? plain.slice(0, -1) : plain
  if (whole !== plain) flaw(Math.max(0, end - 1), 1, 'Unexpected end, expected one to three characters more.')
  const octets = decode(whole)
  if (whole !== '' && base64url.encode(octets) !== whole)
    flaw(Math.max(0, end - 1), 1, 'Unexpected last character: its unused bits are not zero.', 'RFC 4648 §3.5')
  return { raw, at, octets, text: textOf(octets), flaws }
}

/** Whatever the unused bits of the last character are. */
function decode(text: string): Uint8Array {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(binary, (character) => character.charCodeAt(0))
}

function textOf(octets: Uint8Array): string | undefined {
  try {
    return utf8.decode(octets)
  } catch {
    return undefined
  }
}
