/** Reads the JSON object that a call carries, and nothing else. */
import { field, type HttpRequest, type HttpResponse } from '@lockstep/http/message'
import { problem } from '@lockstep/http/response'

/** What a member may be; `says` completes "expected …". */
export type Member<T> = { readonly initial: T; readonly says: string; is(value: unknown): value is T }
type Members = Readonly<Record<string, Member<unknown>>>
type Values<M extends Members> = { [Name in keyof M]: M[Name] extends Member<infer T> ? T : never }

const utf8 = new TextDecoder('utf-8', { fatal: true })

/**
 * The values of the members, each its initial one where the object leaves it out; no body at all leaves out all. Or
 * the refusal: 415 for another media type, 400 for what is no such object, with the member that is wrong.
 */
export function readJsonBody<M extends Members>(
  request: HttpRequest,
  members: M,
): { readonly values: Values<M> } | { readonly refusal: HttpResponse } {
  const initial = Object.fromEntries(Object.entries(members).map(([name, member]) => [name, member.initial]))
  if (request.body.length === 0) return { values: initial as Values<M> }
  const type = field(request, 'content-type')?.split(';', 1)[0]?.trim().toLowerCase()
  if (type !== 'application/json') {
    const title = 'Send the settings as application/json.'
    return { refusal: problem(415, { type: 'media-type', title }) }
  }
  const given = parse(request.body)
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    return malformed('The body is not a JSON object in UTF-8.')
  for (const [name, value] of Object.entries(given)) {
    const member = Object.hasOwn(members, name) ? members[name] : undefined
    if (!member) return malformed(`Unexpected member, expected one of ${Object.keys(members).join(', ')}.`)
    if (!member.is(value)) return malformed(`Unexpected ${name}, expected ${member.says}.`)
  }
  return { values: { ...initial, ...given } as Values<M> }
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(utf8.decode(body))
  } catch {
    return undefined
  }
}

function malformed(detail: string) {
  return { refusal: problem(400, { type: 'settings', title: 'These settings cannot be read.', detail }) }
}
