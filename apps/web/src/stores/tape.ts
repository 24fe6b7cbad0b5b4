/**
 * Random octets that can be drawn again: what stands in a message before it is sent is what is sent, although the
 * client half builds it twice.
 */
export class Tape {
  readonly #drawn: Uint8Array[] = []
  #at = 0

  rewind(): void {
    this.#at = 0
  }

  readonly random = (bytes: number): Uint8Array => {
    const kept = this.#drawn[this.#at]
    const octets = kept?.length === bytes ? kept : crypto.getRandomValues(new Uint8Array(bytes))
    this.#drawn[this.#at++] = octets
    return octets.slice()
  }
}
