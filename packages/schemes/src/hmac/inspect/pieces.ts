import type { Part } from '../../scheme.ts'

/** What is said about a piece, whatever its text. */
export type Card = Omit<Part, 'text'>

/** Collects the pieces of a value in order. Joined, they are the value; two pieces never have one id. */
export class Pieces {
  readonly #value: string
  readonly #parts: Part[] = []
  readonly #ids = new Set<string>()
  #at = 0

  constructor(value: string) {
    this.#value = value
  }

  get done(): boolean {
    return this.#at >= this.#value.length
  }

  /** Takes what the sticky pattern matches here, with its card if it has one; undefined where it does not match. */
  take(pattern: RegExp, card: Card | ((text: string) => Card) = {}): string | undefined {
    pattern.lastIndex = this.#at
    const text = pattern.exec(this.#value)?.[0]
    if (!text) return undefined
    this.#add(text, typeof card === 'function' ? card(text) : card)
    return text
  }

  /** Goes on to this place; what lies between is plain. */
  skipTo(at: number, card: Card = {}): void {
    if (at > this.#at) this.#add(this.#value.slice(this.#at, at), card)
  }

  /** The pieces; what was not taken is plain. */
  finish(): Part[] {
    this.skipTo(this.#value.length)
    return this.#parts
  }

  #add(text: string, card: Card): void {
    this.#at += text.length
    this.#parts.push({ text, ...card, ...(card.id === undefined ? {} : { id: this.#unused(card.id) }) })
  }

  #unused(id: string): string {
    let [own, times] = [id, 1]
    while (this.#ids.has(own)) own = `${id}-${++times}`
    this.#ids.add(own)
    return own
  }
}
