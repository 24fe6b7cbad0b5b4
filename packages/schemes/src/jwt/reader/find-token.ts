import { pastedField } from '../../readers/pasted-field.ts'

/** Where in a text a token stands. */
export type FoundToken = {
  readonly before: string
  /** With the white space that a mail or a terminal put into it. */
  readonly token: string
  readonly after: string
}

/** A JSON object in base64 begins so: `{"`, `{ `, or `{` and a line end or tab. */
const opening = /^(?:eyJ|eyA|ewo|ewk|ew0|e30)/
const alone = /^[A-Za-z0-9_\-+/=.\s]+$/
const inside = /(?:eyJ|eyA|ewo|ewk|ew0)[A-Za-z0-9_\-+/=]*(?:\.[A-Za-z0-9_\-+/=]*)+/

/**
 * The token of a text: bare, after `Bearer`, on a field line, in a whole request, or between other things. Undefined
 * where there is none.
 */
export function findToken(text: string): FoundToken | undefined {
  const field = pastedField(text, 'authorization')
  const value = field?.value ?? text.trim()
  const at = field ? field.before.length : text.indexOf(value)
  const [scheme = ''] = /^bearer\s+/i.exec(value) ?? []
  const bare = value.slice(scheme.length)
  if (opening.test(bare) && alone.test(bare) && isWrapped(bare))
    return split(text, at + scheme.length, bare.length)
  const found = inside.exec(text)
  return found ? split(text, found.index, found[0].length) : undefined
}

/** One run of characters, or several as a line width makes them: long ones, but for the last. Words are not a token. */
function isWrapped(text: string): boolean {
  const runs = text.split(/\s+/).slice(0, -1)
  return !text.includes('-----') && runs.every((run) => run.length >= 16 || /^\.|\.$/.test(run))
}

function split(text: string, at: number, length: number): FoundToken {
  return { before: text.slice(0, at), token: text.slice(at, at + length), after: text.slice(at + length) }
}
