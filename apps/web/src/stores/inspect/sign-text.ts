import { DocumentError, KeyError, type SigningKey } from '@lockstep/schemes/reader'
import { readAgain } from './edit-text.ts'
import { foundIn, useInspect } from './inspect-state.ts'
import { keepText } from './kept-text.ts'

/** Signs what stands in the editors: with this key, with a pasted one, or with one made for it. */
export async function signText(by: { key: SigningKey } | { pasted: string } | { made: true }): Promise<void> {
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
    const one = foundIn(useInspect.getState())
    const edit = (await one?.reader.read(text, one.bench))?.edit
    if (useInspect.getState().found !== found) return
    useInspect.setState({
      documents: after,
      written: { text },
      signed: { key, documents: after, text, edit, derivation, warnings: [...key.warnings, ...warnings] },
      keys: 'key' in by || keys.some(({ id }) => id === key.id) ? keys : [...keys, key],
      keyProblem: null,
    })
    keepText()
    await readAgain(text)
  } catch (error) {
    if (error instanceof DocumentError) useInspect.setState({ written: { error }, keyProblem: null })
    else if (error instanceof KeyError || error instanceof Error)
      useInspect.setState({ keyProblem: error.message })
    else throw error
  }
}
