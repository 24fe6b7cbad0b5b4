/** `application/x-www-form-urlencoded` (the URL standard §5.1), read strictly: a query and a form are written in it. */
import { percentEncode } from './percent.ts'

/** A name and a value as they stand in the text. */
export type RawFormPair = { readonly name: string; readonly value: string }
export type FormPair = readonly [name: string, value: string]

export const formMediaType = 'application/x-www-form-urlencoded'

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const encoder = new TextEncoder()

/** The pairs of a text, not decoded, in order. `a` is `a=`, and nothing between two `&` is no pair. */
export function rawFormPairs(text: string): RawFormPair[] {
  return text
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const at = pair.indexOf('=')
      return at < 0 ? { name: pair, value: '' } : { name: pair.slice(0, at), value: pair.slice(at + 1) }
    })
}

/**
 * What a name or a value says: `+` is a space, `%XX` an octet, everything UTF-8. Undefined where a `%` is not followed by
 * two hexadecimal digits, or the octets are not UTF-8: two texts that were read as one could be told apart elsewhere.
 */
export function decodeFormText(raw: string): string | undefined {
  return decodePercent(raw.replaceAll('+', ' '))
}

/** As `decodeFormText`, but `+` is a plus sign (RFC 3986 §2.1). */
export function decodePercent(raw: string): string | undefined {
  // Most values have nothing to decode.
  if (/^[ -$&-~]*$/.test(raw)) return raw
  if (/%(?![0-9A-Fa-f]{2})/.test(raw)) return undefined
  const octets: number[] = []
  for (let i = 0; i < raw.length; i++) {
    if (raw[i] === '%') {
      octets.push(Number.parseInt(raw.slice(i + 1, i + 3), 16))
      i += 2
      continue
    }
    const code = raw.codePointAt(i) ?? 0
    if (code < 0x80) {
      octets.push(code)
      continue
    }
    const character = String.fromCodePoint(code)
    octets.push(...encoder.encode(character))
    i += character.length - 1
  }
  try {
    return utf8.decode(new Uint8Array(octets))
  } catch {
    return undefined
  }
}

/** All pairs of a form, decoded; undefined where one cannot be. */
export function decodeForm(text: string): FormPair[] | undefined {
  const pairs: FormPair[] = []
  for (const raw of rawFormPairs(text)) {
    const [name, value] = [decodeFormText(raw.name), decodeFormText(raw.value)]
    if (name === undefined || value === undefined) return undefined
    pairs.push([name, value])
  }
  return pairs
}

/** The pairs as a form writes them. */
export function encodeForm(pairs: readonly FormPair[]): string {
  return pairs.map(([name, value]) => `${encodeFormText(name)}=${encodeFormText(value)}`).join('&')
}

function encodeFormText(text: string): string {
  return percentEncode(text).replaceAll('%20', '+').replaceAll('~', '%7E').replaceAll('%2A', '*')
}

/** The value of the only pair of this name; undefined where there is none or more than one. */
export function onlyValue(pairs: readonly FormPair[], name: string): string | undefined {
  const [first, ...others] = pairs.filter(([given]) => given === name)
  return others.length === 0 ? first?.[1] : undefined
}
