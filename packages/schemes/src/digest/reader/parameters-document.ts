/** The parameters of a Digest field as a JSON object of strings, and back. */
import { parseCredentials, quote } from '@lockstep/http/authentication'
import { DocumentError } from '../../reader.ts'

export type Parameters = Readonly<Partial<Record<string, string>>>

/** The document of a field's value; what cannot be read gives an empty one. */
export function parametersIn(value: string): string {
  const parameters = parseCredentials(value)?.parameters ?? []
  return JSON.stringify(Object.fromEntries(parameters.map((one) => [one.name, one.value])), null, 2)
}

/** Throws `DocumentError` for what is no object of strings. */
export function readParameters(text: string): Parameters {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new DocumentError('parameters', 0, error instanceof Error ? error.message : 'Unexpected text')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new DocumentError('parameters', 0, 'Unexpected value, expected an object')
  for (const [name, one] of Object.entries(value)) {
    const at = text.indexOf(`"${name}"`)
    if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name))
      throw new DocumentError('parameters', at, `Unexpected name "${name}", expected a token`)
    if (typeof one !== 'string')
      throw new DocumentError('parameters', at, `Unexpected value of ${name}, expected a string`)
  }
  return value as Parameters
}

/** §3.4: these are never quoted, every other one is. */
const bare = new Set(['algorithm', 'qop', 'nc', 'userhash', 'username*'])

export function writeParameters(parameters: Parameters): string {
  return Object.entries(parameters)
    .map(([name, value = '']) => `${name}=${bare.has(name.toLowerCase()) ? value : quote(value)}`)
    .join(', ')
}
