/**
 * JSON read so that it has one meaning. JSON.parse takes the last of two members with one name where another parser takes
 * the first (RFC 8725 §2.4, RFC 7515 §4: "The Header Parameter names within the JOSE Header MUST be unique"). It also says
 * where each member of the object stands, so that a text can be shown in pieces.
 */
import { readJsonText } from '../readers/json-text.ts'

/** How far a value may lie within others. A claims set has two or three. */
const deepest = 15

export type JsonMember = {
  readonly name: string
  /** Offsets in the text: from the quote of the name to the end of the value. */
  readonly start: number
  readonly end: number
  /** Where the value begins. */
  readonly value: number
}
export type StrictJson =
  | { readonly object: Readonly<Record<string, unknown>>; readonly members: readonly JsonMember[] }
  | { readonly at: number; readonly says: string }

/**
 * A JSON object (RFC 8259) without duplicate names at any depth, or where it breaks and why. Refuses the name
 * `__proto__`: a copy of such an object, made member by member, would be another.
 */
export function readStrictObject(text: string): StrictJson {
  const { value, members, flaw } = readJsonText(text, deepest)
  if (flaw) return { at: flaw.at, says: flaw.says }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { at: 0, says: 'Unexpected value, expected a JSON object.' }
  const proto = members.find(({ name }) => name === '__proto__')
  if (proto) return { at: proto.nameAt, says: 'Unexpected member "__proto__", expected another name.' }
  const outer = members.filter(({ path }) => path.length === 1)
  return {
    object: value as Readonly<Record<string, unknown>>,
    members: outer.map(({ name, nameAt, valueAt, valueLength }) => ({
      name,
      start: nameAt,
      end: valueAt + valueLength,
      value: valueAt,
    })),
  }
}
