/** `application/x-www-form-urlencoded` (the URL standard §5.1), read strictly: a query and a form are written in it. */
import { percentDecodeText, percentEncode } from './percent.ts'

/** A name and a value as they stand in the text. */
export type RawFormPair = { readonly name: string; readonly value: string }
export type FormPair = readonly [name: string, value: string]

export const formMediaType = 'application/x-www-form-urlencoded'

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

/** What a name or a value says: `+` is a space, the rest is percent-encoded text. Undefined where it is not. */
export function decodeFormText(raw: string): string | undefined {
  return percentDecodeText(raw.replaceAll('+', ' '))
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
