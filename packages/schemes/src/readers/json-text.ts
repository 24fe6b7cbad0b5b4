/** Reads JSON (RFC 8259) with its places, as far as it can: up to the first thing that is no JSON. */
import type { Flaw } from '../reader.ts'

/** A member of an object, where it stands. Values of members are read before this is, so places are whole. */
export type JsonMember = {
  readonly name: string
  /** Names and indexes from the outermost value to this member. */
  readonly path: readonly (string | number)[]
  readonly nameAt: number
  readonly nameLength: number
  readonly valueAt: number
  readonly valueLength: number
  readonly value: unknown
}

export type JsonText = {
  /** What was read; of a broken text, what was whole before it breaks. Undefined where nothing was. */
  readonly value: unknown
  /** Every member of every object, in the order in which they end. */
  readonly members: readonly JsonMember[]
  readonly flaw?: Flaw
}

/** Never throws. A value that lies within more than `deepest` others is a flaw too. */
export function readJsonText(text: string, deepest = 64): JsonText {
  return new JsonReader(text, deepest).read()
}

const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const plain = /[^"\\\p{Cc}]+/uy
const escapes: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
}
const literals = { true: true, false: false, null: null } as const

class Broken extends Error {
  readonly flaw: Flaw
  constructor(flaw: Flaw) {
    super(flaw.says)
    this.flaw = flaw
  }
}

type Keep = (value: unknown) => void

class JsonReader {
  readonly #text: string
  readonly #deepest: number
  readonly #members: JsonMember[] = []
  #at = 0

  constructor(text: string, deepest: number) {
    this.#text = text
    this.#deepest = deepest
  }

  read(): JsonText {
    let value: unknown
    const keep = (read: unknown) => {
      value = read
    }
    try {
      this.#value([], keep)
      this.#space()
      if (this.#at < this.#text.length) this.#stop('the end of the text')
      return { value, members: this.#members }
    } catch (error) {
      if (!(error instanceof Broken)) throw error
      return { value, members: this.#members, flaw: error.flaw }
    }
  }

  /** Objects and arrays are handed over empty and filled, so that a broken one keeps what was read of it. */
  #value(path: readonly (string | number)[], keep: Keep): void {
    this.#space()
    if (path.length > this.#deepest) this.#stop(`no more than ${this.#deepest} values inside one another`)
    const first = this.#text[this.#at]
    if (first === '{') this.#object(path, keep)
    else if (first === '[') this.#array(path, keep)
    else if (first === '"') keep(this.#string())
    else if (first !== undefined && /[-\d]/.test(first)) keep(this.#number())
    else keep(this.#literal())
  }

  #literal(): true | false | null {
    for (const [word, value] of Object.entries(literals))
      if (this.#text.startsWith(word, this.#at)) {
        this.#at += word.length
        return value
      }
    this.#stop('a value')
  }

  #object(path: readonly (string | number)[], keep: Keep): void {
    const object: Record<string, unknown> = {}
    keep(object)
    this.#at++
    this.#space()
    if (this.#take('}')) return
    for (;;) {
      this.#space()
      const nameAt = this.#at
      if (this.#text[nameAt] !== '"') this.#stop('a member name in quotes')
      const name = this.#string()
      const nameLength = this.#at - nameAt
      this.#space()
      if (!this.#take(':')) this.#stop('":" after the member name')
      this.#space()
      const valueAt = this.#at
      const below = [...path, name]
      // RFC 8259 §4 leaves open what two members of one name mean. A credential must not leave it open.
      if (Object.hasOwn(object, name))
        throw new Broken({
          at: nameAt,
          length: nameLength,
          says: `Unexpected second member "${name}", expected each name once.`,
          clause: 'RFC 8259 §4',
        })
      this.#value(below, (value) => {
        Object.defineProperty(object, name, { value, enumerable: true, writable: true, configurable: true })
      })
      const valueLength = this.#at - valueAt
      this.#members.push({ name, path: below, nameAt, nameLength, valueAt, valueLength, value: object[name] })
      this.#space()
      if (this.#take('}')) return
      if (!this.#take(',')) this.#stop('"," or "}"')
    }
  }

  #array(path: readonly (string | number)[], keep: Keep): void {
    const array: unknown[] = []
    keep(array)
    this.#at++
    this.#space()
    if (this.#take(']')) return
    for (;;) {
      const index = array.length
      this.#value([...path, index], (value) => {
        array[index] = value
      })
      this.#space()
      if (this.#take(']')) return
      if (!this.#take(',')) this.#stop('"," or "]"')
    }
  }

  #number(): number {
    number.lastIndex = this.#at
    const found = number.exec(this.#text)?.[0]
    if (found === undefined) this.#stop('a number')
    this.#at += found.length
    return Number(found)
  }

  #string(): string {
    const begin = this.#at++
    let read = ''
    for (;;) {
      plain.lastIndex = this.#at
      const run = plain.exec(this.#text)?.[0] ?? ''
      read += run
      this.#at += run.length
      const next = this.#text[this.#at]
      if (next === '"') {
        this.#at++
        return read
      }
      if (next === undefined)
        throw new Broken({
          at: begin,
          length: this.#text.length - begin,
          says: 'Unexpected end of the text, expected a quotation mark that closes this string.',
          clause: 'RFC 8259 §7',
        })
      if (next === '\\') read += this.#escape()
      // DEL and the C1 controls may stand as they are; RFC 8259 §7 wants U+0000 to U+001F escaped.
      else if (next >= '\u007f') {
        read += next
        this.#at++
      } else this.#stop('no control character inside a string; write it as an escape')
    }
  }

  #escape(): string {
    const letter = this.#text[this.#at + 1] ?? ''
    const simple = escapes[letter]
    if (simple !== undefined) {
      this.#at += 2
      return simple
    }
    const digits = this.#text.slice(this.#at + 2, this.#at + 6)
    if (letter !== 'u' || !/^[\dA-Fa-f]{4}$/.test(digits)) this.#stop('an escape such as \\n or \\u00e9')
    this.#at += 6
    return String.fromCharCode(Number.parseInt(digits, 16))
  }

  #space(): void {
    while (this.#at < this.#text.length && ' \t\r\n'.includes(this.#text[this.#at] ?? '')) this.#at++
  }

  #take(sign: string): boolean {
    if (this.#text[this.#at] !== sign) return false
    this.#at++
    return true
  }

  #stop(expected: string): never {
    const found = this.#text[this.#at]
    const says = `Unexpected ${nameOf(found)}, expected ${expected}.`
    throw new Broken({ at: this.#at, length: found === undefined ? 0 : 1, says, clause: 'RFC 8259 §2' })
  }
}

function nameOf(found: string | undefined): string {
  if (found === undefined) return 'end of the text'
  if (found === "'") return 'single quotation mark (JSON has only double ones)'
  return found < ' ' ? `control character ${found.charCodeAt(0)}` : `"${found}"`
}
