/**
 * The contract of a reader: what the inspector knows of one kind of text. A scheme's folder brings the readers of its own
 * credentials (`reader.ts`, or `reader/reader.ts`, which exports them as `readers`); kinds that belong to no scheme stand
 * in `readers/`. Readers run in the page: nothing that is pasted leaves it unless `mintedHere` says that this lab made it.
 */
import type { HttpRequest, HttpResponse } from '@lockstep/http/message'
import type { Awaitable, Derived, Part } from './scheme.ts'

/** Where the inspector stands: the sandbox whose credentials and endpoints it may use. */
export type Bench = {
  readonly origin: string
  readonly base: string
  /** This scheme's part of the sandbox's credentials. */
  // biome-ignore lint/suspicious/noExplicitAny: each scheme knows its own
  readonly credentials: any
  /** Milliseconds since 1970, by the sandbox's clock. */
  now(): number
  random(bytes: number): Uint8Array
  /**
   * Asks the sandbox's own server, and no other, for what only it can make: a challenge. Of nothing that was pasted.
   * Absent where no server is at hand.
   */
  ask?(request: HttpRequest): Promise<HttpResponse>
}

export type Reader = {
  /** Unique among all readers: `jws`, `digest-challenge`. It is never shown. */
  readonly id: string
  /** What it reads, for the list on an empty page: "JSON Web Token". */
  readonly name: string
  /**
   * What the text is, read as far as it can be, or undefined where it is something else. Forgiving: a broken text is
   * read up to where it breaks. A text can come bare, as a field line, as several, or as a whole request.
   */
  read(text: string, bench: Bench): Awaitable<Reading | undefined>
  /** A text of this kind, made for the sandbox, to begin with. */
  sample?(bench: Bench): Awaitable<string>
}

export type Reading = {
  /** What it is, precisely: "Unsecured JWT", "JWK Set with two keys". */
  readonly kind: string
  /** True where the text carries no mark of this kind and could as well be something else: a reading without it goes first. */
  readonly guess?: true
  /** Its pieces; joined, they are the text. */
  readonly parts: readonly Part[]
  /** What was found in it, in words, for those who cannot read it off the pieces: times, key sizes, decoded bytes. */
  readonly facts: readonly Fact[]
  /** Where it breaks, in the order of the text. */
  readonly problems: readonly Flaw[]
  /** What deserves a thought although it can be read: no signature, a weak key, a time that has passed. */
  readonly warnings: readonly Warning[]
  /** Its editable form; absent where there is nothing to edit. */
  readonly edit?: Editable
}

export type Fact = {
  readonly name: string
  readonly value: string
  readonly note?: string
  readonly clause?: string
  /** A secret: covered until it is pressed. */
  readonly secret?: true
}
export type Flaw = {
  readonly at: number
  readonly length: number
  readonly says: string
  readonly clause?: string
}
export type Warning = { readonly says: string; readonly clause?: string }

export type Editable = {
  readonly documents: readonly EditDocument[]
  /**
   * The text again with these documents, by id; its proof as it was. Throws `DocumentError` for a document that cannot
   * be written.
   */
  write(documents: Readonly<Record<string, string>>): Awaitable<string>
  /** How a new proof is made; absent where there is none to make. */
  readonly signing?: Signing
  /** The request that takes the text to the sandbox's own endpoint; absent where no endpoint reads it. */
  request?(text: string): Awaitable<HttpRequest>
  /**
   * True where this sandbox made the text: its proof holds with a key of the sandbox, or it is a secret of the
   * sandbox's own. Only then, or after it was signed anew in the page, is it ever sent.
   */
  mintedHere(text: string): Awaitable<boolean>
  /**
   * What the signer of the text derived, where the sandbox's own key made its proof: what the server makes of an edited
   * text is compared with that. Empty where it was made with another key, or without any.
   */
  signedAs?(text: string): Awaitable<readonly Derived[]>
}

export type EditDocument = {
  readonly id: string
  readonly title: string
  readonly language: 'json' | 'text'
  readonly text: string
  /** What is registered for it: completions in the editor, and what a value means. */
  readonly members?: readonly Member[]
}

export type Member = {
  readonly name: string
  readonly says: string
  readonly clause?: string
  /** `time`: a NumericDate, shown in words beside the number. */
  readonly kind?: 'time'
  /** Values to offer, as JSON: `"ES256"`. */
  readonly values?: readonly string[]
}

/** A document that cannot be written or signed: which, where in it, and what was expected. */
export class DocumentError extends Error {
  override readonly name = 'DocumentError'
  readonly document: string
  readonly at: number
  constructor(document: string, at: number, message: string) {
    super(message)
    this.document = document
    this.at = at
  }
}

/** A key that cannot be read; the message says what was expected. */
export class KeyError extends Error {
  override readonly name = 'KeyError'
}

export type Signing = {
  /** What a pasted key can be: "A private JWK, a PEM (PKCS #8), or a secret". */
  readonly accepts: string
  /** The sandbox's own keys. */
  readonly own: readonly SigningKey[]
  /** Reads a pasted key. Throws `KeyError`. */
  read(text: string): Awaitable<SigningKey>
  /** Makes a new key that fits these documents; absent where keys are not made by whoever signs. */
  generate?(documents: Readonly<Record<string, string>>): Promise<SigningKey>
  /** Signs. Weak and unfit keys are allowed, with a warning. Throws `DocumentError` or `KeyError`. */
  sign(documents: Readonly<Record<string, string>>, key: SigningKey): Promise<Signed>
}

export type SigningKey = {
  readonly id: string
  /** "the sandbox's ES256 key", "the pasted secret (6 octets)". */
  readonly name: string
  /** As it can be copied: a JWK, a PEM, a secret. Shown covered. */
  readonly text: string
  readonly warnings: readonly Warning[]
}

export type Signed = {
  readonly text: string
  /** The documents as they are now: signing may set `alg`, `kid`, a nonce, a time. */
  readonly documents: Readonly<Record<string, string>>
  readonly derivation: readonly Derived[]
  readonly warnings: readonly Warning[]
}
