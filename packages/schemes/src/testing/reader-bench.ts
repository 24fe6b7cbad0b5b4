/** Where a reader can be tested: a sandbox in process, and a reading that can be worked with. */
import { octets } from '@lockstep/http/message'
import type { Bench, Editable, Reader, Reading } from '../reader.ts'
import type { Exchange, Scheme } from '../scheme.ts'
import { Lab } from './lab.ts'

export class ReaderBench {
  readonly lab: Lab
  readonly bench: Bench
  readonly #readers: readonly Reader[]

  private constructor(lab: Lab, readers: readonly Reader[], credentials: unknown) {
    const { origin, base, installation } = lab
    this.lab = lab
    this.bench = {
      origin,
      base,
      credentials,
      now: () => lab.clock,
      random: installation.random,
      ask: async (request) => {
        const { response } = await lab.send(request)
        return { ...response, body: octets('text' in response.body ? response.body.text : '') }
      },
    }
    this.#readers = readers
  }

  static async of(scheme: Scheme): Promise<ReaderBench> {
    const lab = new Lab([scheme])
    return new ReaderBench(lab, (await scheme.readers?.()) ?? [], await lab.allCredentials(scheme))
  }

  reader(id: string): Reader {
    const found = this.#readers.find((reader) => reader.id === id)
    if (!found) throw new Error(`Unexpected reader "${id}"`)
    return found
  }

  /** The reading of the one reader that takes the text, or undefined where none does. */
  async read(text: string): Promise<(Reading & { readonly by: string }) | undefined> {
    for (const reader of this.#readers) {
      const reading = await reader.read(text, this.bench)
      if (reading) return { ...reading, by: reader.id }
    }
    return undefined
  }

  async sample(id: string): Promise<string> {
    return (await this.reader(id).sample?.(this.bench)) ?? ''
  }

  /** Sends a text to the endpoint that reads it. */
  async send(edit: Editable, text: string): Promise<Exchange> {
    const request = await edit.request?.(text)
    if (!request) throw new Error('Unexpected text that no endpoint reads')
    return this.lab.send(request)
  }
}

/** What a reading says, joined: it has to be the text. */
export function textOfReading(reading: Reading | undefined): string | undefined {
  return reading?.parts.map(({ text }) => text).join('')
}
