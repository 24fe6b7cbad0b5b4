/**
 * What the Inspect page holds: the received text, its documents as they are edited, how they were signed, and what the
 * server said. It lives in this tab's memory. Only a text that this sandbox made is also kept in the tab's
 * sessionStorage, beside the credentials it was made with; nothing of it ever stands in a URL.
 */
import type { DocumentError, Editable, Reading, Signed, SigningKey } from '@lockstep/schemes/reader'
import type { Recognised } from '@lockstep/schemes/readers/recognise'
import type { Derived, Exchange } from '@lockstep/schemes/scheme'
import { create } from 'zustand'
import type { RunProblem } from '../run-problem.ts'

export type Documents = Readonly<Record<string, string>>

/** A reading with the scheme it belongs to; null for none. */
export type Found = Recognised & { readonly slug: string | null }

/** What the documents make: a text, or where they do not make one. */
export type Written = { readonly text: string } | { readonly error: DocumentError }

/** How a text was signed in this page. */
export type SignedHere = {
  readonly key: SigningKey
  /** As they were when they were signed: another text since then is not signed. */
  readonly documents: Documents
  readonly text: string
  /** The signed text as it is edited on: what is changed in it keeps this proof. */
  readonly edit: Editable | undefined
  readonly derivation: readonly Derived[]
  readonly warnings: Signed['warnings']
}

export type SentOne = {
  readonly exchange: Exchange
  readonly documents: Documents
  /** What whoever made its proof derived; empty where that is not known here. */
  readonly derivation: readonly Derived[]
}

export type InspectState = {
  /** The received text; empty before anything is. */
  readonly text: string
  /** The id of the reader whose sample it is; null for what was pasted. */
  readonly sample: string | null
  readonly isReading: boolean
  /** All that it can be, best fit first. Null before it was read. */
  readonly found: readonly Found[] | null
  readonly chosen: number
  /** True where the sandbox made the received text. */
  readonly isOwn: boolean
  /** What the received text's signer derived; empty where no key of the sandbox made its proof. */
  readonly signedAs: readonly Derived[]
  readonly documents: Documents
  readonly written: Written
  /** The edited text, read again. */
  readonly reading: Reading | undefined
  readonly signed: SignedHere | null
  /** Keys that were pasted or made here, for as long as the text is. */
  readonly keys: readonly SigningKey[]
  readonly keyProblem: string | null
  readonly sent: SentOne | null
  readonly isSending: boolean
  readonly problem: RunProblem | null
}

export const emptyInspect: InspectState = {
  text: '',
  sample: null,
  isReading: false,
  found: null,
  chosen: 0,
  isOwn: false,
  signedAs: [],
  documents: {},
  written: { text: '' },
  reading: undefined,
  signed: null,
  keys: [],
  keyProblem: null,
  sent: null,
  isSending: false,
  problem: null,
}

export const useInspect = create<InspectState>(() => emptyInspect)

/** The reading that is worked with. */
export function foundIn({ found, chosen }: Pick<InspectState, 'found' | 'chosen'>): Found | undefined {
  return found?.[chosen]
}

/** Whether what stands in the editors now is what was signed here. */
export function isSigned({ signed, documents }: Pick<InspectState, 'signed' | 'documents'>): boolean {
  return signed !== null && same(signed.documents, documents)
}

/** Whether what stands in the editors is what was received. */
export function isUnchanged(state: InspectState): boolean {
  return same(documentsOf(foundIn(state)?.reading.edit), state.documents)
}

export function same(a: Documents, b: Documents): boolean {
  return (
    Object.keys(a).length === Object.keys(b).length && Object.entries(a).every(([id, text]) => b[id] === text)
  )
}

export function documentsOf(edit: Editable | undefined): Documents {
  return Object.fromEntries((edit?.documents ?? []).map(({ id, text }) => [id, text]))
}
