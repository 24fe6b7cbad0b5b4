/** What a signature covers and says of itself: an inner list with parameters (RFC 9421 §2.3, §4.1). */
import type { BareItem } from 'structured-headers'
import { firstRepeated } from './first-repeated.ts'
import { bareItem, canonicalMember, dissect, type ParameterText } from './structured-field.ts'

/** Far more than any request has to say. A list is read before its signer is known, so what it costs has an end. */
export const mostComponents = 64

/** A component identifier (RFC 9421 §2): a name with parameters. */
export type Component = {
  readonly name: string
  readonly parameters: ReadonlyMap<string, BareItem>
  /** In strict form: `"@query-param";name="b"`. */
  readonly text: string
}

export type SignatureParameters = {
  readonly components: readonly Component[]
  readonly parameters: readonly ParameterText[]
  /** The whole in strict form, order kept as sent: the last line of the signature base (RFC 9421 §2.5). */
  readonly text: string
  readonly created?: number
  readonly expires?: number
  readonly nonce?: string
  readonly keyid?: string
  readonly alg?: string
}

/** The parameters of a member of Signature-Input as written, or a sentence about what is wrong with them. */
export function readSignatureParameters(text: string): SignatureParameters | string {
  const { list, parameters } = dissect(text)
  if (!list) return 'The value of Signature-Input is no inner list.'
  if (list.length > mostComponents) return `${list.length} components, at most ${mostComponents} are read.`
  const components: Component[] = []
  const identities = new Set<string>()
  for (const item of list) {
    const component = componentOf(item)
    if (typeof component === 'string') return component
    // §2: two identifiers with the same name and parameters, in whatever order, are the same.
    if (identities.size === identities.add(identity(component)).size)
      return `${component.text} is covered twice.`
    components.push(component)
  }
  const again = firstRepeated(parameters.map(({ name }) => name))
  if (again !== undefined) return `The parameter ${again} is there twice.`
  const problem = parameters.map(wrongType).find((one) => one !== undefined)
  if (problem) return problem
  const known = Object.fromEntries(parameters.map(({ name, value }) => [name, value]))
  const { created, expires, nonce, keyid, alg } = known as Omit<
    SignatureParameters,
    'components' | 'parameters' | 'text'
  >
  return {
    components,
    parameters,
    text: `(${components.map((one) => one.text).join(' ')})${parameters.map((one) => `;${one.text}`).join('')}`,
    ...defined({ created, expires, nonce, keyid, alg }),
  }
}

/** The identifier of a covered component as it is written, or a sentence about what is wrong with it. */
export function componentOf(item: string): Component | string {
  const { list, item: name, parameters } = dissect(item)
  const read = !list && name.startsWith('"') ? bareItem(name) : undefined
  if (typeof read !== 'string') return `${item} is no component identifier: its name is a string.`
  if (firstRepeated(parameters.map((one) => one.name)) !== undefined) return `${item} has a parameter twice.`
  const values = new Map(parameters.map((one) => [one.name, one.value]))
  return { name: read, parameters: values, text: canonicalMember(item) }
}

function identity({ name, parameters, text }: Component): string {
  if (parameters.size < 2) return text
  return JSON.stringify([name, ...[...parameters].map(([key, value]) => `${key}=${value}`).toSorted()])
}

const integers = new Set(['created', 'expires'])
const strings = new Set(['nonce', 'keyid', 'alg', 'tag'])

/** RFC 9421 §2.3 gives each registered parameter a type. Others are signed and not understood. */
function wrongType({ name, value, text }: ParameterText): string | undefined {
  // A decimal reads as a number too: "1.0" is none that RFC 9421 allows.
  if (integers.has(name) && (!Number.isInteger(value) || text.includes('.'))) return `${name} is no integer.`
  if (strings.has(name) && typeof value !== 'string') return `${name} is no string.`
  if (name === 'nonce' && !/^.{1,128}$/s.test(String(value))) return 'nonce is not 1 to 128 characters long.'
  return undefined
}

function defined<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }
}
