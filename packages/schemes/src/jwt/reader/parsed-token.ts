import type { Flaw } from '../../reader.ts'
import { type JsonText, readJsonText } from '../../readers/json-text.ts'
import { type FoundToken, findToken } from './find-token.ts'
import { placeOf, type Segment, segmentsOf } from './segments.ts'

export type ParsedToken = {
  readonly found: FoundToken
  readonly segments: readonly Segment[]
  readonly header: JsonText
  readonly headerObject: Readonly<Record<string, unknown>>
  /** Absent where the payload is no JSON: another text, octets, or encrypted. */
  readonly claims: JsonText | undefined
  readonly claimsObject: Readonly<Record<string, unknown>>
  readonly flaws: readonly Flaw[]
}

/** A token taken apart as far as it goes. Undefined where the text holds none. */
export function parseToken(text: string): ParsedToken | undefined {
  const found = findToken(text)
  if (!found) return undefined
  const segments = segmentsOf(found.token, found.before.length)
  const [first, second] = segments
  const header = readJsonText(first?.text ?? '')
  const headerObject = objectOf(header.value)
  // A text that begins so and is no object was something else in base64.
  if (!first?.text?.trimStart().startsWith('{')) return undefined
  const isClaims = segments.length !== 5 && second?.text?.trimStart().startsWith('{')
  const claims = isClaims ? readJsonText(second?.text ?? '') : undefined
  return {
    found,
    segments,
    header,
    headerObject,
    claims,
    claimsObject: objectOf(claims?.value),
    flaws: flawsOf(found, segments, header, claims),
  }
}

function flawsOf(
  { before, token }: FoundToken,
  segments: readonly Segment[],
  header: JsonText,
  claims: JsonText | undefined,
): Flaw[] {
  return [
    ...countFlaw(before.length, token, segments),
    ...segments.flatMap(({ flaws }) => flaws),
    ...jsonFlaw('protected header', segments[0], header),
    ...(claims ? jsonFlaw('payload', segments[1], claims) : []),
  ].toSorted((a, b) => a.at - b.at)
}

/** Where the parts end too early: at the last character. Where there are too many: from the first that is too much. */
function countFlaw(start: number, token: string, segments: readonly Segment[]): Flaw[] {
  const counted = segments.length
  if (counted === 3 || counted === 5) return []
  const says = `Unexpected ${counted} ${counted === 1 ? 'part' : 'parts'}, expected three (signed) or five (encrypted)`
  const end = start + token.trimEnd().length
  if (counted < 3) {
    const missing = counted === 1 ? 'The payload and the signature are missing' : 'The signature is missing'
    return [{ at: end - 1, length: 1, says: `${says}. ${missing}.`, clause: 'RFC 7515 §3.1' }]
  }
  const first = segments[counted === 4 ? 3 : 5]
  const at = first ? first.at : end
  return [{ at, length: end - at, says: `${says}.`, clause: 'RFC 7515 §3.1' }]
}

/** The place of a flaw in the decoded text, told in the text that was pasted. */
function jsonFlaw(name: string, segment: Segment | undefined, { flaw }: JsonText): Flaw[] {
  if (!segment || !flaw) return []
  const octet = (characters: number) =>
    new TextEncoder().encode((segment.text ?? '').slice(0, characters)).length
  const at = placeOf(segment, octet(flaw.at))
  const end = placeOf(segment, octet(flaw.at + flaw.length))
  return [{ ...flaw, at, length: Math.max(0, end - at), says: `In the ${name}: ${flaw.says}` }]
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {}
}
