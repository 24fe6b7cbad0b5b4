/**
 * JSON read so that it has one meaning. JSON.parse takes the last of two members with one name where another parser takes
 * the first (RFC 8725 §2.4, RFC 7515 §4: "The Header Parameter names within the JOSE Header MUST be unique"). It also says
 * where each member of the object stands, so that a text can be shown in pieces.
 */

/** Objects and arrays within one another. A claims set has two or three. */
const deepest = 16

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
  const scan = new Scan(text)
  try {
    const members = scan.whole()
    return { object: JSON.parse(text) as Record<string, unknown>, members }
  } catch (flaw) {
    if (flaw instanceof Flaw) return { at: flaw.at, says: flaw.says }
    throw flaw
  }
}

class Flaw {
  readonly at: number
  readonly says: string
  constructor(at: number, says: string) {
    this.at = at
    this.says = says
  }
}

const whitespace = /[ \t\n\r]*/y
// biome-ignore lint/suspicious/noControlCharactersInRegex: RFC 8259 §7 wants control characters escaped
const string = /"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const literal = /true|false|null/y

class Scan {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  whole(): JsonMember[] {
    this.#take(whitespace)
    if (this.#text[this.#at] !== '{') throw new Flaw(this.#at, 'no JSON object')
    const members = this.#object(1)
    this.#take(whitespace)
    if (this.#at < this.#text.length) throw new Flaw(this.#at, 'text after the JSON object')
    return members
  }

  #object(depth: number): JsonMember[] {
    const members: JsonMember[] = []
    const names = new Set<string>()
    this.#list('}', depth, () => {
      const start = this.#at
      const raw = this.#take(string)
      if (raw === undefined) throw new Flaw(start, 'no member name')
      const name = JSON.parse(raw) as string
      if (names.has(name)) throw new Flaw(start, `the member ${JSON.stringify(name)} is there twice`)
      if (name === '__proto__') throw new Flaw(start, 'a member named "__proto__"')
      names.add(name)
      this.#take(whitespace)
      if (this.#text[this.#at] !== ':') throw new Flaw(this.#at, 'no colon after a member name')
      this.#at++
      this.#take(whitespace)
      const value = this.#at
      this.#value(depth)
      members.push({ name, start, end: this.#at, value })
    })
    return members
  }

  #value(depth: number): void {
    const first = this.#text[this.#at]
    if (first === '{') this.#object(depth + 1)
    else if (first === '[') this.#list(']', depth + 1, () => this.#value(depth + 1))
    else if (!this.#take(string) && !this.#take(number) && !this.#take(literal))
      throw new Flaw(this.#at, 'no JSON value')
  }

  #list(close: string, depth: number, item: () => void): void {
    if (depth > deepest) throw new Flaw(this.#at, `nesting deeper than ${deepest}`)
    this.#at++
    this.#take(whitespace)
    if (this.#text[this.#at] === close) {
      this.#at++
      return
    }
    for (;;) {
      item()
      this.#take(whitespace)
      const next = this.#text[this.#at]
      if (next !== ',' && next !== close) throw new Flaw(this.#at, `neither "," nor "${close}"`)
      this.#at++
      if (next === close) return
      this.#take(whitespace)
    }
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)?.[0]
    this.#at += found?.length ?? 0
    return found
  }
}
