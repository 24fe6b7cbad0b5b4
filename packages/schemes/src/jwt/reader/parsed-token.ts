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
  const counted = segments.length
  const count: Flaw[] =
    counted === 3 || counted === 5
      ? []
      : [
          {
            at: before.length,
            length: token.length,
            says: `Unexpected ${counted} ${counted === 1 ? 'part' : 'parts'}, expected three (signed) or five (encrypted).`,
            clause: 'RFC 7515 §3.1',
          },
        ]
  return [
    ...count,
    ...segments.flatMap(({ flaws }) => flaws),
    ...jsonFlaw('protected header', segments[0], header),
    ...(claims ? jsonFlaw('payload', segments[1], claims) : []),
  ].toSorted((a, b) => a.at - b.at)
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
