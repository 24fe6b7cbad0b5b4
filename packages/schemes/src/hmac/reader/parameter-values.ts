/** Members of the parameters document, each of the type that it has to have. */
import { DocumentError } from '../../reader.ts'
import type { Parameters } from './profile-text.ts'

/** A string, or a number as its digits; empty where it is not there. Throws `DocumentError` for anything else. */
export function textIn(parameters: Parameters, name: string): string {
  const value = parameters[name] ?? ''
  if (typeof value === 'string') {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: no field can carry these
    if (/[\x00-\x08\x0a-\x1f\x7f]/.test(value)) return wrong(name, 'a string without control characters')
    return value
  }
  return Number.isSafeInteger(value) ? String(value) : wrong(name, 'a string')
}

export function listIn(parameters: Parameters, name: string): string[] {
  const value = parameters[name] ?? []
  if (!Array.isArray(value)) return wrong(name, 'a list of strings')
  return value.map((one) => (typeof one === 'string' ? one : wrong(name, 'a list of strings')))
}

function wrong(name: string, expected: string): never {
  throw new DocumentError('parameters', 0, `Unexpected value of ${name}, expected ${expected}`)
}
