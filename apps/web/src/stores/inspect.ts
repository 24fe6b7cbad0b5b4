/**
 * What the Inspect page holds: the received text, its documents as they are edited, how they were signed, and what the
 * server said. It lives in this tab's memory. Only a text that this sandbox made is also kept in the tab's
 * sessionStorage, beside the credentials it was made with; nothing of it ever stands in a URL.
 */

import {
  DocumentError,
  type Editable,
  KeyError,
  type Reading,
  type Signed,
  type SigningKey,
} from '@lockstep/schemes/reader'
import { realWorldKeys } from '@lockstep/schemes/readers/real-world-keys'
import { type Recognised, recognise } from '@lockstep/schemes/readers/recognise'
import type { Derived, Exchange } from '@lockstep/schemes/scheme'
import { create } from 'zustand'
import { send } from '../util/send.ts'
import { inspectSources, type SchemeSource } from './inspect-sources.ts'
import { whyNotSent } from './may-send.ts'
import { problemOf, type RunProblem } from './run-problem.ts'
import { Unsendable } from './stage.ts'

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
  readonly derivation: readonly Derived[]
  readonly warnings: Signed['warnings']
}

export type SentOne = {
  readonly exchange: Exchange
  readonly documents: Documents
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

const empty: InspectState = {
  text: '',
  sample: null,
  isReading: false,
  found: null,
  chosen: 0,
  isOwn: false,
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

export const useInspect = create<InspectState>(() => empty)

/** Longer texts are no credential, and reading them would hold up the page. */
export const longestText = 200_000

/** The reading that is worked with. */
export function foundIn({ found, chosen }: Pick<InspectState, 'found' | 'chosen'>): Found | undefined {
  return found?.[chosen]
}

/** Takes a text up. Reads it in this page; nothing is sent. */
export function inspectText(text: string): Promise<void> {
  return take(text, null)
}

async function take(text: string, sample: string | null): Promise<void> {
  useInspect.setState({ ...empty, text, sample, isReading: text.trim() !== '' })
  forget()
  if (text.trim() === '') return
  const isCurrent = () => useInspect.getState().text === text
  try {
    const sources = await inspectSources()
    const recognised = await recognise(text, sources)
    if (!isCurrent()) return
    useInspect.setState({
      found: recognised.map((one) => ({ ...one, slug: slugOf(one, sources) })),
      isReading: false,
    })
    await choose(0)
  } catch (error) {
    if (isCurrent()) useInspect.setState({ isReading: false, found: [], problem: await problemOf(error) })
  }
}

/** Takes a new sample of a reader, made for this sandbox. */
export async function inspectSample(reader: string): Promise<void> {
  useInspect.setState({ ...empty, sample: reader, isReading: true })
  for (const { readers, bench } of await inspectSources()) {
    const sample = readers.find(({ id }) => id === reader)?.sample
    if (!sample) continue
    await take(await sample(bench), reader)
    const at = useInspect.getState().found?.findIndex((one) => one.reader.id === reader) ?? -1
    if (at > 0) await choose(at)
    return
  }
  useInspect.setState(empty)
}

/** Reads the text as another of the kinds that fit. Edits begin anew: they were documents of the other kind. */
export async function choose(at: number): Promise<void> {
  const { text, found } = useInspect.getState()
  const one = found?.[at]
  if (!one) return
  const documents = documentsOf(one.reading.edit)
  useInspect.setState({
    chosen: at,
    documents,
    written: { text },
    reading: one.reading,
    signed: null,
    keys: [],
    keyProblem: null,
    sent: null,
    isOwn: false,
  })
  const isOwn = (await one.reading.edit?.mintedHere(text)) ?? false
  if (useInspect.getState().found !== found) return
  useInspect.setState({ isOwn })
  remember()
}

/** Changes one document. Nothing else changes: a proof stays as it was until somebody signs. */
export async function editDocument(id: string, text: string): Promise<void> {
  const { documents } = useInspect.getState()
  if (documents[id] === text) return
  useInspect.setState({ documents: { ...documents, [id]: text } })
  await write()
}

/** Back to what was received. */
export async function undoAll(): Promise<void> {
  const one = foundIn(useInspect.getState())
  if (!one) return
  useInspect.setState({ documents: documentsOf(one.reading.edit), signed: null, keyProblem: null })
  await write()
}

/** Signs what stands in the editors: with this key, with a pasted one, or with one made for it. */
export async function sign(by: { key: SigningKey } | { pasted: string } | { made: true }): Promise<void> {
  const { documents, found, keys } = useInspect.getState()
  const signing = foundIn(useInspect.getState())?.reading.edit?.signing
  if (!signing) return
  try {
    const key =
      'key' in by
        ? by.key
        : 'pasted' in by
          ? await signing.read(by.pasted)
          : await signing.generate?.(documents)
    if (!key) return
    const { text, documents: after, derivation, warnings } = await signing.sign(documents, key)
    if (useInspect.getState().found !== found) return
    useInspect.setState({
      documents: after,
      written: { text },
      signed: { key, documents: after, text, derivation, warnings: [...key.warnings, ...warnings] },
      keys: 'key' in by || keys.some(({ id }) => id === key.id) ? keys : [...keys, key],
      keyProblem: null,
    })
    remember()
    await readAgain(text)
  } catch (error) {
    if (error instanceof DocumentError) useInspect.setState({ written: { error }, keyProblem: null })
    else if (error instanceof KeyError || error instanceof Error)
      useInspect.setState({ keyProblem: error.message })
    else throw error
  }
}

/** Sends the edited text to the sandbox's own endpoint, where it may go there. */
export async function sendEdited(): Promise<void> {
  const state = useInspect.getState()
  const { written, documents, signed, isSending } = state
  const request = foundIn(state)?.reading.edit?.request
  if (isSending || !request || !('text' in written) || whyNot(state) !== undefined) return
  useInspect.setState({ isSending: true, problem: null })
  try {
    const { exchange } = await send(await request(written.text)).catch((error) => {
      // The user agent's own word against the request.
      throw error instanceof TypeError ? new Unsendable(error.message) : error
    })
    if (!exchange) throw new Error('The answer did not come from the sandbox.')
    const derivation = signed && isSigned(state) ? signed.derivation : []
    useInspect.setState({ sent: { exchange, documents, derivation }, isSending: false })
  } catch (error) {
    useInspect.setState({ isSending: false, problem: await problemOf(error) })
  }
}

/** Why the edited text cannot be sent; undefined where it can. */
export function whyNot(state: InspectState): string | undefined {
  const edit = foundIn(state)?.reading.edit
  const { written } = state
  return whyNotSent({
    hasEndpoint: edit?.request !== undefined,
    isOwn: state.isOwn,
    isSignedHere: state.signed !== null,
    canSign: edit?.signing !== undefined,
    isLive: liveIn(state).length > 0,
    isBroken: 'error' in written,
  })
}

/** What in the text and its documents looks like a live credential, in words. */
export function liveIn({ text, documents }: Pick<InspectState, 'text' | 'documents'>): string[] {
  const all = [text, ...Object.values(documents)].flatMap((one) => realWorldKeys(one))
  return [...new Set(all.map(({ what }) => what))]
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

/** Takes up what this tab kept, once; with `sample`, that reader's sample, made anew where it is not what was kept. */
export async function resumeInspect(sample?: string): Promise<void> {
  const now = useInspect.getState()
  if (now.text !== '' || now.isReading) {
    // A link to another sample, followed while something is open.
    if (sample !== undefined && now.sample !== sample) await inspectSample(sample)
    return
  }
  const kept = readKept()
  if (!kept || (sample !== undefined && kept.sample !== sample)) {
    if (sample !== undefined) await inspectSample(sample)
    return
  }
  await take(kept.text, kept.sample)
  const at = useInspect.getState().found?.findIndex(({ reader }) => reader.id === kept.reader) ?? -1
  if (at > 0) await choose(at)
  // What another sandbox made is a stranger's text in this one.
  if (!useInspect.getState().isOwn) return
  useInspect.setState({ documents: { ...useInspect.getState().documents, ...kept.documents } })
  await write()
}

let writes = 0

async function write(): Promise<void> {
  const mine = ++writes
  const { documents, text } = useInspect.getState()
  const edit = foundIn(useInspect.getState())?.reading.edit
  if (!edit) return
  let written: Written
  try {
    // Until something is changed the text is the received one, whatever its spelling.
    written = { text: isUnchanged(useInspect.getState()) ? text : await edit.write(documents) }
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error
    written = { error }
  }
  if (mine !== writes) return
  useInspect.setState({ written })
  remember()
  if ('text' in written) await readAgain(written.text)
}

async function readAgain(text: string): Promise<void> {
  const one = foundIn(useInspect.getState())
  if (!one) return
  const reading = await one.reader.read(text, one.bench)
  if (foundIn(useInspect.getState()) === one) useInspect.setState({ reading })
}

function documentsOf(edit: Editable | undefined): Documents {
  return Object.fromEntries((edit?.documents ?? []).map(({ id, text }) => [id, text]))
}

function slugOf({ reader }: Recognised, sources: readonly SchemeSource[]): string | null {
  return sources.find(({ readers }) => readers.includes(reader))?.slug ?? null
}

const storageKey = 'inspect'
type Kept = Pick<InspectState, 'text' | 'sample' | 'documents'> & { readonly reader: string }

function remember(): void {
  const state = useInspect.getState()
  const one = foundIn(state)
  // An edit can be a paste, too.
  if (!state.isOwn || !one || liveIn(state).length > 0) {
    forget()
    return
  }
  const kept: Kept = {
    text: state.text,
    sample: state.sample,
    reader: one.reader.id,
    documents: state.documents,
  }
  try {
    sessionStorage.setItem(storageKey, JSON.stringify(kept))
  } catch {
    // Storage is closed to this page: the work lives as long as the page does.
  }
}

function forget(): void {
  try {
    sessionStorage.removeItem(storageKey)
  } catch {
    // Nothing was kept there either.
  }
}

function readKept(): Kept | null {
  try {
    return JSON.parse(sessionStorage.getItem(storageKey) ?? 'null')
  } catch {
    return null
  }
}
