/** The form that every back-channel endpoint is asked with, read once (RFC 6749 §3.2, appendix B). */
import { decodeForm, type FormPair, formMediaType } from '@lockstep/http/form-urlencoded'
import { field, type HttpRequest } from '@lockstep/http/message'

export type Form = {
  /** In order; those without a value are gone. */
  readonly pairs: readonly FormPair[]
  /** The first value of this name: which of two would be meant is for `parameters-unique` to refuse. */
  value(name: string): string | undefined
  values(name: string): readonly string[]
  /** A name that comes more than once. */
  readonly repeated?: string
  /** What keeps the content from being read, in words. Such a form has no pairs. */
  readonly flaw?: string
}

/** Octets. A token request with an assertion and a proof has two thousand. */
export const longestForm = 8192

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The form of a request. Only the content is read: parameters in the query stay out (RFC 6749 §2.3.1). */
export function readForm(request: HttpRequest): Form {
  const read = readPairs(request)
  if (typeof read === 'string') return { ...formOf([]), flaw: read }
  return formOf(read)
}

/** True where the content is longer than any form here. */
export function isFormTooLong({ body }: HttpRequest): boolean {
  return body.length > longestForm
}

function readPairs(request: HttpRequest): FormPair[] | string {
  if (isFormTooLong(request)) return `${request.body.length} octets, at most ${longestForm} are read`
  const type = field(request, 'content-type')?.split(';', 1)[0]?.trim().toLowerCase()
  if (type !== formMediaType)
    return type === undefined ? 'no Content-Type' : `the media type ${type.slice(0, 64)}`
  return decodeForm(textOf(request.body) ?? '%') ?? 'content that cannot be decoded'
}

function formOf(read: readonly FormPair[]): Form {
  // RFC 6749 §3.2: "Parameters sent without a value MUST be treated as if they were omitted".
  const pairs = read.filter(([, value]) => value !== '')
  const values = (wanted: string) => pairs.filter(([name]) => name === wanted).map(([, value]) => value)
  const names = pairs.map(([name]) => name)
  // RFC 8707 §2 is the exception: several resources are several parameters.
  const repeated = names.find((name, i) => name !== 'resource' && names.indexOf(name) !== i)
  return {
    pairs,
    values,
    value: (name) => values(name)[0],
    ...(repeated === undefined ? {} : { repeated }),
  }
}

function textOf(body: Uint8Array): string | undefined {
  try {
    return utf8.decode(body)
  } catch {
    return undefined
  }
}
