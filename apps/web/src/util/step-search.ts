export type StepSearch = {
  /** The id of the open step; the first one where it is missing. */
  step?: string
  /** The id of the walkthrough, where a scheme has several. */
  flow?: string
  /** Which message of the step is open, from 0, and whether it is the answer to it. */
  message?: number
  half?: 'response'
  /** What the learner changed, by part and by input. Never a secret. */
  edits?: Record<string, string>
  inputs?: Record<string, string>
}

/** Reads what a link says of a step; what is not of the right kind is dropped. */
export function readStepSearch(search: Record<string, unknown>): StepSearch {
  const [edits, inputs] = [texts(search.edits), texts(search.inputs)]
  return {
    ...(typeof search.step === 'string' ? { step: search.step } : {}),
    ...(typeof search.flow === 'string' ? { flow: search.flow } : {}),
    ...(Number.isInteger(search.message) && Number(search.message) > 0
      ? { message: Number(search.message) }
      : {}),
    ...(search.half === 'response' ? { half: 'response' } : {}),
    ...(edits ? { edits } : {}),
    ...(inputs ? { inputs } : {}),
  }
}

/** A link is written by anybody: this much of it is taken, and no more. */
const most = 64

function texts(value: unknown): Record<string, string> | undefined {
  if (typeof value !== 'object' || value === null) return
  const entries = Object.entries(value).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  )
  return entries.length > 0 ? Object.fromEntries(entries.slice(0, most)) : undefined
}
