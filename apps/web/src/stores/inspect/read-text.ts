/** A text is taken up: read by every reader of the page, as one of the kinds that fit. Nothing of it is sent. */
import { type Recognised, recognise } from '@lockstep/schemes/readers/recognise'
import { problemOf } from '../run-problem.ts'
import { writeDocuments } from './edit-text.ts'
import { inspectSources, type SchemeSource } from './inspect-sources.ts'
import { documentsOf, emptyInspect, useInspect } from './inspect-state.ts'
import { forgetText, keepText, keptText } from './kept-text.ts'

/** Longer texts are no credential, and reading them would hold up the page. */
export const longestText = 200_000

/** Takes a text up. Reads it in this page; nothing is sent. */
export function inspectText(text: string): Promise<void> {
  return take(text, null)
}

async function take(text: string, sample: string | null): Promise<void> {
  useInspect.setState({ ...emptyInspect, text, sample, isReading: text.trim() !== '' })
  forgetText()
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
  useInspect.setState({ ...emptyInspect, sample: reader, isReading: true })
  for (const { readers, bench } of await inspectSources()) {
    const sample = readers.find(({ id }) => id === reader)?.sample
    if (!sample) continue
    await take(await sample(bench), reader)
    const at = useInspect.getState().found?.findIndex((one) => one.reader.id === reader) ?? -1
    if (at > 0) await choose(at)
    return
  }
  useInspect.setState(emptyInspect)
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
    signedAs: [],
  })
  const { edit } = one.reading
  const [isOwn, signedAs] = await Promise.all([edit?.mintedHere(text), edit?.signedAs?.(text)])
  if (useInspect.getState().found !== found) return
  useInspect.setState({ isOwn: isOwn ?? false, signedAs: signedAs ?? [] })
  keepText()
}

/** Takes up what this tab kept, once; with `sample`, that reader's sample, made anew where it is not what was kept. */
export async function resumeInspect(sample?: string): Promise<void> {
  const now = useInspect.getState()
  if (now.text !== '' || now.isReading) {
    // A link to another sample, followed while something is open.
    if (sample !== undefined && now.sample !== sample) await inspectSample(sample)
    return
  }
  const kept = keptText()
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
  await writeDocuments()
}

function slugOf({ reader }: Recognised, sources: readonly SchemeSource[]): string | null {
  return sources.find(({ readers }) => readers.includes(reader))?.slug ?? null
}
