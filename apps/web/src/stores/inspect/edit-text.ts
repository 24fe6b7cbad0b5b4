/** The documents of a text are edited. A proof stays as it was until somebody signs. */
import { DocumentError } from '@lockstep/schemes/reader'
import { documentsOf, foundIn, isUnchanged, same, useInspect, type Written } from './inspect-state.ts'
import { keepText } from './kept-text.ts'

/** Changes one document, and nothing else. */
export async function editDocument(id: string, text: string): Promise<void> {
  const { documents } = useInspect.getState()
  if (documents[id] === text) return
  useInspect.setState({ documents: { ...documents, [id]: text } })
  await writeDocuments()
}

/** Back to what was received. */
export async function undoAll(): Promise<void> {
  const one = foundIn(useInspect.getState())
  if (!one) return
  useInspect.setState({ documents: documentsOf(one.reading.edit), signed: null, keyProblem: null })
  await writeDocuments()
}

let writes = 0

/** Writes the documents as a text, and reads that again. */
export async function writeDocuments(): Promise<void> {
  const mine = ++writes
  const written = await writtenNow()
  if (mine !== writes || !written) return
  useInspect.setState({ written })
  keepText()
  if ('text' in written) await readAgain(written.text)
}

async function writtenNow(): Promise<Written | undefined> {
  const state = useInspect.getState()
  const { documents, text, signed } = state
  // What is as it was received, or as it was signed, keeps its spelling, whatever that is.
  if (isUnchanged(state) && !signed) return { text }
  if (signed && same(signed.documents, documents)) return { text: signed.text }
  const edit = signed?.edit ?? foundIn(state)?.reading.edit
  if (!edit) return undefined
  try {
    return { text: await edit.write(documents) }
  } catch (error) {
    if (error instanceof DocumentError) return { error }
    throw error
  }
}

/** What the edited text can be read as now. */
export async function readAgain(text: string): Promise<void> {
  const one = foundIn(useInspect.getState())
  if (!one) return
  const reading = await one.reader.read(text, one.bench)
  if (foundIn(useInspect.getState()) === one) useInspect.setState({ reading })
}
