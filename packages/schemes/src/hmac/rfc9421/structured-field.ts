/**
 * Structured Fields (RFC 9651), read by structured-headers and kept as written: a JavaScript number loses the ".0" of a
 * decimal, and a signature covers every character.
 */
import {
  type BareItem,
  type Dictionary,
  parseDictionary,
  parseItem,
  parseList,
  serializeBareItem,
} from 'structured-headers'

export type StructuredType = 'dictionary' | 'list' | 'item'

/** A member of a dictionary: its name, its value as written and in the strict form of RFC 9651 §4.1, and what was read. */
export type Member = {
  readonly name: string
  readonly raw: string
  readonly text: string
  readonly value: ReturnType<Dictionary['get']>
}

/** The members in order, or undefined where the text is no dictionary. A name that comes twice is there twice. */
export function readMembers(text: string): Member[] | undefined {
  const read = attempt(() => parseDictionary(text))
  return read && split(text, ',').map((piece) => memberOf(piece.trim(), read))
}

function memberOf(piece: string, read: Dictionary): Member {
  const [, name = '', value = ''] = /^([^=;]+)=?(.*)$/s.exec(piece) ?? []
  const flag = !piece.startsWith(`${name}=`)
  return {
    name,
    raw: flag ? `?1${value}` : value,
    // Only ;sf and ;key ask for it.
    get text() {
      return flag ? `?1${canonicalParameters(parametersIn(value))}` : canonicalMember(value)
    },
    value: read.get(name),
  }
}

/** The field once more in strict form (RFC 9651 §4.1), or undefined where it is none of this type. */
export function canonicalField(text: string, type: StructuredType): string | undefined {
  if (type === 'dictionary') {
    // A name that comes again replaces the value and keeps the place (RFC 9651 §4.2.2).
    const members = readMembers(text) && new Map(readMembers(text)?.map((one) => [one.name, one]))
    return members && [...members.values()].map(dictionaryText).join(', ')
  }
  const read: unknown = attempt(() => (type === 'list' ? parseList(text) : parseItem(text)))
  if (!read) return undefined
  if (type === 'item') return canonicalMember(text.trim())
  return split(text, ',')
    .map((piece) => canonicalMember(piece.trim()))
    .join(', ')
}

/** `a=1`, but `a;b` where the value is true (RFC 9651 §4.1.2). */
function dictionaryText({ name, text }: Member): string {
  return /^\?1(?:;|$)/.test(text) ? `${name}${text.slice(2)}` : `${name}=${text}`
}

export type ParameterText = { readonly name: string; readonly text: string; readonly value: BareItem }

/** An item or inner list in strict form; the text is known to be well-formed. */
export function canonicalMember(text: string): string {
  const { list, item, parameters } = dissect(text)
  const start = list ? `(${list.map(canonicalMember).join(' ')})` : canonicalBareItem(item)
  return `${start}${canonicalParameters(parameters)}`
}

/** What an item or inner list is made of, each as written; the text is known to be well-formed. */
export function dissect(text: string): {
  readonly list: readonly string[] | undefined
  readonly item: string
  readonly parameters: readonly ParameterText[]
} {
  const [item = '', ...rest] = split(text, ';')
  const inner = item.startsWith('(') ? item.trim().slice(1, -1) : undefined
  return {
    list: inner === undefined ? undefined : itemsIn(inner),
    item: item.trim(),
    parameters: rest.map(parameterOf),
  }
}

/** The items of an inner list: spaces part them, but one after a semicolon belongs to its parameter. */
function itemsIn(inner: string): string[] {
  const items: string[] = []
  for (const piece of split(inner, ' ').filter((one) => one !== '')) {
    if (items.at(-1)?.endsWith(';')) items.push(`${items.pop()}${piece}`)
    else items.push(piece)
  }
  return items
}

function parametersIn(text: string): ParameterText[] {
  return split(text, ';').slice(1).map(parameterOf)
}

function parameterOf(piece: string): ParameterText {
  const trimmed = piece.trim()
  const at = trimmed.indexOf('=')
  const [name, raw] = at < 0 ? [trimmed, '?1'] : [trimmed.slice(0, at), trimmed.slice(at + 1)]
  const text = canonicalBareItem(raw)
  // RFC 9651 §4.1.1.2: a parameter that is true is only its name.
  return { name, text: text === '?1' ? name : `${name}=${text}`, value: bareItem(raw) }
}

/** RFC 9651 §4.2.3.2: a name that comes again replaces the value and keeps the place. */
function canonicalParameters(parameters: readonly ParameterText[]): string {
  const last = new Map(parameters.map(({ name, text }) => [name, text]))
  return [...last.values()].map((text) => `;${text}`).join('')
}

/** What nearly every value is: a string without escapes, or a number of digits. Both are their own strict form. */
const plain = /^(?:"[ !#-[\]-~]*"|[1-9]\d{0,14})$/

/** The value of a bare item; the text is known to be well-formed. */
export function bareItem(text: string): BareItem {
  if (plain.test(text)) return text.startsWith('"') ? text.slice(1, -1) : Number(text)
  return parseItem(text)[0]
}

function canonicalBareItem(text: string): string {
  if (plain.test(text)) return text
  const decimal = /^(-?)0*(\d+)\.(\d+?)0*$/.exec(text)
  // Fifteen digits are a date to RFC 9651, and more than a Date can hold.
  if (text.startsWith('@')) return `@${Number(text.slice(1))}`
  return decimal ? `${decimal[1]}${decimal[2]}.${decimal[3]}` : serializeBareItem(bareItem(text))
}

// A display string has no escapes with a backslash, a string has.
const opaque = /%"[^"]*"|"(?:[^"\\]|\\.)*"/y

/** Cuts where the separator stands outside strings and parentheses. */
function split(text: string, separator: string): string[] {
  if (text.trim() === '') return []
  const pieces: string[] = []
  let [start, depth] = [0, 0]
  for (let i = 0; i < text.length; i++) {
    const character = text[i]
    if (character === '"' || character === '%') {
      opaque.lastIndex = i
      i += Math.max(0, (opaque.exec(text)?.[0].length ?? 0) - 1)
    } else if (character === '(') depth++
    else if (character === ')') depth--
    else if (character === separator && depth === 0) {
      pieces.push(text.slice(start, i))
      start = i + 1
    }
  }
  return [...pieces, text.slice(start)]
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
