/** The value of a covered component (RFC 9421 §2.1, §2.2): from the message as received, never from one rebuilt. */
import { base64 } from '@lockstep/crypto/base64'
import { type FieldLine, fieldLines, splitTarget } from '@lockstep/http/message'
import { percentEncode } from '@lockstep/http/percent'
import { trimField } from '../trim-field.ts'
import type { Component } from './signature-parameters.ts'
import { canonicalField, type Member, readMembers, type StructuredType } from './structured-field.ts'

/** What is signed: a request at an origin, or an answer. */
export type Subject = {
  readonly headers: readonly FieldLine[]
  /** `origin` is that of the server: scheme and authority are its own, whatever Host says. */
  readonly request?: { readonly method: string; readonly target: string; readonly origin: string }
  readonly status?: number
  /** Structured fields that are known besides the registered ones. */
  readonly structured?: Readonly<Record<string, StructuredType>>
}

/** A component that has no value here; the message says why. */
export class ComponentError extends Error {
  override readonly name = 'ComponentError'
}

/** Fields known to be structured, by RFC 9421, 9530, 9440, 9218, 9211 and 9209. */
const structuredFields: Readonly<Record<string, StructuredType>> = {
  'content-digest': 'dictionary',
  'repr-digest': 'dictionary',
  'want-content-digest': 'dictionary',
  'want-repr-digest': 'dictionary',
  signature: 'dictionary',
  'signature-input': 'dictionary',
  'accept-signature': 'dictionary',
  priority: 'dictionary',
  'cache-status': 'list',
  'proxy-status': 'list',
  'client-cert': 'item',
  'client-cert-chain': 'list',
}

/** The value of a component. Throws `ComponentError` where it has none (RFC 9421 §2.5 lists the reasons). */
export function componentValue(component: Component, subject: Subject): string {
  const { name, text, parameters } = component
  // §2.4: `req` is for answers; §2.1.4: `tr` is for trailers, and none are kept here.
  for (const flag of ['req', 'tr'])
    if (parameters.has(flag)) fail(`${text}: ;${flag} has no place in this message.`)
  const value = name.startsWith('@') ? derived(component, subject) : fieldValue(component, subject)
  // §2.5: the signature base is ASCII, and a line feed would begin another line of it.
  if (/[^\x20-\x7e\t]/.test(value)) fail(`The value of ${text} is not ASCII.`)
  return value
}

type DerivedRule = (request: NonNullable<Subject['request']>) => string

const derivedRules: Readonly<Record<string, DerivedRule>> = {
  // §2.2.1: case-sensitive.
  '@method': ({ method }) => method,
  '@target-uri': ({ target, origin }) => `${new URL(origin).origin}${target}`,
  // §2.2.3: lower case, and no port where it is the default one. URL does both.
  '@authority': ({ origin }) => new URL(origin).host,
  '@scheme': ({ origin }) => new URL(origin).protocol.slice(0, -1),
  '@request-target': ({ target }) => target,
  // §2.2.6: an empty path is a slash.
  '@path': ({ target }) => splitTarget(target).path || '/',
  // §2.2.7: with its question mark, which is there even where no query is.
  '@query': ({ target }) => `?${splitTarget(target).query ?? ''}`,
}

function derived({ name, text, parameters }: Component, { request, status }: Subject): string {
  const allowed = name === '@query-param' ? ['name'] : []
  for (const key of parameters.keys()) if (!allowed.includes(key)) fail(`${text}: ;${key} is not known here.`)
  if (name === '@status' && status !== undefined) return String(status)
  const rule = Object.hasOwn(derivedRules, name) ? derivedRules[name] : undefined
  if (rule && request) return rule(request)
  if (name === '@query-param' && request) return queryParameter(parameters.get('name'), request.target)
  return fail(`${text} is no component of this message.`)
}

/** §2.2.8: both read as a form and encoded anew, so that one parameter has one spelling. */
function queryParameter(name: unknown, target: string): string {
  if (typeof name !== 'string') return fail('"@query-param" has no name, or one that is no string.')
  const values = [...new URLSearchParams(splitTarget(target).query ?? '')]
    .filter(([given]) => formEncode(given) === name)
    .map(([, value]) => formEncode(value))
  if (values.length !== 1) return fail(`The query has ${values.length} parameters "${name}".`)
  return values[0] as string
}

/** The percent-encode set of application/x-www-form-urlencoded, but a space is %20 (RFC 9421 §2.2.8). */
function formEncode(text: string): string {
  return percentEncode(text).replaceAll('~', '%7E').replaceAll('%2A', '*')
}

function fieldValue({ name, text, parameters }: Component, subject: Subject): string {
  if (!/^[!#$%&'*+\-.^_`|~0-9a-z]+$/.test(name)) fail(`${text} is no field name in lower case.`)
  for (const key of parameters.keys())
    if (!['sf', 'bs', 'key'].includes(key)) fail(`${text}: ;${key} is not known.`)
  const lines = fieldLines(subject, name).map(unfold)
  if (lines.length === 0) fail(`${text} is covered, and the message has no such field.`)
  const key = parameters.get('key')
  if (parameters.has('bs')) {
    // §2.1: bs does not go with sf or key.
    if (key !== undefined || parameters.has('sf')) fail(`${text}: ;bs goes with neither ;sf nor ;key.`)
    return lines.map((line) => `:${base64.encode(latin1(line))}:`).join(', ')
  }
  const joined = lines.join(', ')
  const types = { ...structuredFields, ...subject.structured }
  const type = Object.hasOwn(types, name) ? types[name] : undefined
  if (key !== undefined) {
    const members = type === 'dictionary' ? membersOf(subject, name, joined) : undefined
    return members?.get(key)?.text ?? fail(`${text}: the field is no dictionary with such a member.`)
  }
  if (!parameters.has('sf')) return joined
  const strict = type && canonicalField(joined, type)
  return strict ?? fail(`${text}: the field is not known as structured, or cannot be read as such.`)
}

type Members = ReadonlyMap<unknown, Member>

/** §2.1.2: the members of a dictionary, by name, the last of each. Read once a message, however many of them are covered. */
function membersOf(subject: Subject, name: string, value: string): Members {
  const fields = dictionaries.get(subject) ?? new Map<string, Members>()
  dictionaries.set(subject, fields)
  const known = fields.get(name) ?? new Map((readMembers(value) ?? []).map((one) => [one.name, one]))
  fields.set(name, known)
  return known
}

const dictionaries = new WeakMap<Subject, Map<string, Members>>()

/** §2.1: white space around it goes, and an obsolete fold is one space. */
function unfold(line: string): string {
  return trimField(line.includes('\n') ? line.replace(/[ \t]*\r?\n[ \t]+/g, ' ') : line)
}

/** The octets of a field line, one a character as they came. */
function latin1(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0))
}

function fail(problem: string): never {
  throw new ComponentError(problem)
}
