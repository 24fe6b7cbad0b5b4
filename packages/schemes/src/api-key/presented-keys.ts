/** Reads the keys that a request carries, wherever this API looks for one. Never throws. */
import { parseCredentials } from '@lockstep/http/authentication'
import { field, type HttpRequest, readable, splitTarget } from '@lockstep/http/message'
import type { KeyPlace } from './key-record.ts'

/** The name of the parameter in a query, and of the member in a body. */
export const parameterName = 'api_key'

export type PresentedKey = {
  readonly place: KeyPlace
  /** In words, for a refusal: "the X-API-Key field". */
  readonly where: string
  readonly value: string
}

/** Every key, in the order of the message. An empty value is no key. */
export function presentedKeys(request: HttpRequest): [PresentedKey, ...PresentedKey[]] | undefined {
  const keys = [...inHeader(request), ...inQuery(request), ...inBody(request)]
  const [first, ...others] = keys.filter(({ value }) => value !== '')
  return first && [first, ...others]
}

function inHeader({ headers }: HttpRequest): PresentedKey[] {
  const keys: PresentedKey[] = []
  for (const [given, value] of headers) {
    const name = given.toLowerCase()
    if (name === 'x-api-key') keys.push({ place: 'header', where: 'the X-API-Key field', value })
    if (name !== 'authorization') continue
    const credentials = parseCredentials(value)
    // "case-insensitive token" (RFC 9110 §11.1)
    if (credentials?.authScheme.toLowerCase() !== 'apikey') continue
    keys.push({ place: 'header', where: 'the Authorization field', value: credentials.token68 ?? '' })
  }
  return keys
}

function inQuery({ target }: HttpRequest): PresentedKey[] {
  const { query } = splitTarget(target)
  return query === undefined ? [] : fromForm(query, 'query', 'the query')
}

function inBody(request: HttpRequest): PresentedKey[] {
  // "content received in a GET request has no generally defined semantics" (RFC 9110 §9.3.1)
  if (request.body.length === 0 || request.method === 'GET' || request.method === 'HEAD') return []
  const type = field(request, 'content-type')?.split(';', 1)[0]?.trim().toLowerCase()
  if (type === 'application/x-www-form-urlencoded')
    return fromForm(readable(request.body), 'body', 'the form in the body')
  if (type !== 'application/json') return []
  const value = jsonMember(readable(request.body))
  return typeof value === 'string' ? [{ place: 'body', where: 'the JSON in the body', value }] : []
}

function fromForm(text: string, place: KeyPlace, where: string): PresentedKey[] {
  return new URLSearchParams(text).getAll(parameterName).map((value) => ({ place, where, value }))
}

function jsonMember(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null
      ? (value as Record<string, unknown>)[parameterName]
      : undefined
  } catch {
    // What is no JSON carries no key.
    return undefined
  }
}
