/** Asks every reader what a text is. */
import type { Bench, Reader, Reading } from '../reader.ts'

/** Readers, and the bench they work at: a scheme's own have its part of the credentials. */
export type Source = { readonly readers: readonly Reader[]; readonly bench: Bench }

export type Recognised = { readonly reader: Reader; readonly reading: Reading; readonly bench: Bench }

/**
 * What the text can be, best fit first: what carries a mark of its kind before guesses, what is whole before what is
 * broken, what explains more of the text before what explains less. Empty where nobody knows it.
 */
export async function recognise(text: string, sources: readonly Source[]): Promise<Recognised[]> {
  if (text.trim() === '') return []
  const asked = sources.flatMap(({ readers, bench }) =>
    readers.map(async (reader): Promise<Recognised | undefined> => {
      const reading = await reader.read(text, bench)
      return reading && { reader, reading, bench }
    }),
  )
  const found = (await Promise.all(asked)).filter((one) => one !== undefined)
  return found.toSorted((a, b) => compare(a.reading, b.reading))
}

function compare(a: Reading, b: Reading): number {
  return (
    Number(a.guess ?? false) - Number(b.guess ?? false) ||
    Math.sign(a.problems.length) - Math.sign(b.problems.length) ||
    explained(b) - explained(a)
  )
}

/** How many characters of the text are said to be something. */
function explained({ parts }: Reading): number {
  return parts.reduce((sum, { text, label }) => sum + (label === undefined ? 0 : text.length), 0)
}
