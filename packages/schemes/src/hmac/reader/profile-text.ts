/** What the reader of a profile has to know of it; the rest is the same for all three. */
import type { FieldLine, HttpRequest } from '@lockstep/http/message'
import type { Bench, Fact, Member, SigningKey, Warning } from '../../reader.ts'
import type { Built } from '../../scheme.ts'

/** The parameters of a proof as a JSON object. */
export type Parameters = Readonly<Record<string, unknown>>

export type ProfileText = {
  readonly id: string
  readonly name: string
  /** The fields that the parameters are written into, in order. */
  readonly fields: readonly string[]
  readonly members: readonly Member[]
  recognises(message: HttpRequest): boolean
  /** `problem` is a sentence about what cannot be read, with the field that it is in. */
  read(
    message: HttpRequest,
    bench: Bench,
  ): {
    readonly kind: string
    readonly facts: readonly Fact[]
    readonly warnings: readonly Warning[]
    readonly problem?: { readonly field: string; readonly says: string; readonly clause: string }
  }
  /** The document of the parameters; empty where they cannot be read. */
  parametersOf(message: HttpRequest): Parameters
  /** The fields once more. Throws `DocumentError`. */
  fieldsOf(parameters: Parameters): FieldLine[]
  /** Time and nonce as they would be now: set where the document has still those of the pasted text. */
  renewed(bench: Bench): Parameters
  readonly accepts: string
  own(bench: Bench): readonly SigningKey[]
  /** Throws `KeyError`. */
  readKey(text: string): SigningKey
  /** Signs the message, which has none of `fields`. Throws `DocumentError` or `KeyError`. */
  sign(message: HttpRequest, parameters: Parameters, key: SigningKey, bench: Bench): Built
  sample(bench: Bench): HttpRequest
}
