import { type HttpRequest, noBody } from '@lockstep/http/message'
import { printRequest } from '@lockstep/http/print'
import { type Bench, DocumentError, type Editable, type Reader } from '../../reader.ts'
import type { Part } from '../../scheme.ts'
import { inspect } from '../inspect.ts'
import { type PastedRequest, pastedRequest } from './pasted-request.ts'
import type { Parameters, ProfileText } from './profile-text.ts'

/** The reader of one profile: its proof and parameters as JSON, and the request around it as text. */
export function profileReader(profile: ProfileText): Reader {
  return {
    id: profile.id,
    name: profile.name,
    sample: (bench) => printRequest(profile.sample(bench)),
    read(text, bench) {
      const pasted = pastedRequest(text, bench)
      if (!pasted || !profile.recognises(pasted.request)) return undefined
      const { kind, facts, warnings, problem } = profile.read(pasted.request, bench)
      const line = { name: 'request', value: `${pasted.request.method} ${pasted.request.target}` }
      return {
        kind,
        parts: partsOf(text, pasted),
        facts: [
          pasted.form === 'whole' ? line : { ...line, note: 'assumed: there is no request line' },
          ...facts,
        ],
        problems: problem
          ? [{ ...placeOf(pasted, problem.field), says: problem.says, clause: problem.clause }]
          : [],
        warnings,
        edit: editable(profile, text, pasted, bench),
      }
    },
  }
}

/** The text, with the values of its fields in the pieces that the scheme knows. */
function partsOf(text: string, { request, places }: PastedRequest): Part[] {
  const parts: Part[] = []
  let at = 0
  for (const [i, place] of places.entries()) {
    const name = request.headers[i]?.[0].toLowerCase() ?? ''
    const value = text.slice(place.at, place.at + place.length)
    const pieces = inspect(value, { kind: 'field', name, of: 'request' })
    if (!pieces) continue
    parts.push({ text: text.slice(at, place.at) })
    // The ids of a field are its own; in one text several fields stand together.
    for (const piece of pieces)
      parts.push(piece.id === undefined ? piece : { ...piece, id: `${name}/${piece.id}` })
    at = place.at + place.length
  }
  return [...parts, { text: text.slice(at) }].filter((part) => part.text !== '')
}

function placeOf({ request, places }: PastedRequest, name: string): { at: number; length: number } {
  const i = request.headers.findIndex(([given]) => given.toLowerCase() === name.toLowerCase())
  return places[i] ?? { at: 0, length: 0 }
}

type Documents = Readonly<Record<string, string>>

function editable(profile: ProfileText, text: string, pasted: PastedRequest, bench: Bench): Editable {
  const initial = documentsOf(profile, pasted)
  const message = (documents: Documents) => messageOf(profile, pasted, { ...initial, ...documents }, bench)
  const proofAt = pasted.request.headers.findIndex((line) => isOf(profile, line[0]))
  return {
    documents: [
      ...(initial.request === undefined
        ? []
        : [{ id: 'request', title: 'Request', language: 'text' as const, text: initial.request }]),
      {
        id: 'parameters',
        title: 'Parameters',
        language: 'json',
        text: initial.parameters ?? '',
        members: profile.members,
      },
    ],
    write(documents) {
      const changed = Object.entries(documents).some(([id, document]) => initial[id] !== document)
      if (!changed) return text
      const parameters = parse(documents.parameters ?? initial.parameters ?? '')
      return print(pasted, withProof(message(documents), profile.fieldsOf(parameters), proofAt))
    },
    signing: {
      accepts: profile.accepts,
      own: profile.own(bench),
      read: profile.readKey,
      async sign(documents, key) {
        const given = parse(documents.parameters ?? initial.parameters ?? '')
        const before = parse(initial.parameters ?? '')
        // What was not touched is made anew: the time has passed, and the nonce may be spent.
        const renewed = Object.entries(profile.renewed(bench)).filter(
          ([name]) => name in given && given[name] === before[name],
        )
        const parameters = { ...given, ...Object.fromEntries(renewed) }
        const unsigned = message(documents)
        const built = profile.sign(unsigned, parameters, key, bench)
        const lines = built.request.headers.filter(([name]) => isOf(profile, name))
        const others = {
          ...built.request,
          headers: built.request.headers.filter(([name]) => !isOf(profile, name)),
        }
        const signed = withProof(others, lines, proofAt)
        const now = documentsOf(profile, { ...pasted, request: signed })
        return {
          text: print(pasted, signed),
          documents: now,
          derivation: built.derivation,
          warnings: key.warnings,
        }
      },
    },
    request: (edited) => toOwnEndpoint(pastedRequest(edited, bench)?.request ?? pasted.request, bench),
    mintedHere(edited) {
      const made = pastedRequest(edited, bench)
      return made !== undefined && signedByOwn(profile, made, bench) !== undefined
    },
    signedAs(edited) {
      const made = pastedRequest(edited, bench)
      return (made && signedByOwn(profile, made, bench)?.derivation) ?? []
    },
  }
}

function isOf(profile: ProfileText, name: string): boolean {
  return profile.fields.some((one) => one.toLowerCase() === name.toLowerCase())
}

function documentsOf(profile: ProfileText, { form, request }: PastedRequest): Documents {
  const others = { ...request, headers: request.headers.filter(([name]) => !isOf(profile, name)) }
  const parameters = JSON.stringify(profile.parametersOf(request), null, 2)
  return form === 'whole' ? { request: printRequest(others), parameters } : { parameters }
}

/** The message without its proof, as the documents have it. */
function messageOf(
  profile: ProfileText,
  pasted: PastedRequest,
  documents: Documents,
  bench: Bench,
): HttpRequest {
  const headers = pasted.request.headers.filter(([name]) => !isOf(profile, name))
  if (documents.request === undefined) return { ...pasted.request, headers }
  const text = documents.request
  // A request without any field is one too; a line of our own lets the reader find its end.
  const read = pastedRequest(text.replace(/^([^\r\n]*)(?=\r?\n|$)/, '$1\nX-Read: 1'), bench)
  if (read?.form !== 'whole')
    throw new DocumentError(
      'request',
      0,
      'Unexpected text, expected a request line, fields, an empty line, a body',
    )
  return { ...read.request, headers: read.request.headers.filter(([name], i) => i > 0 || name !== 'X-Read') }
}

function withProof(message: HttpRequest, lines: HttpRequest['headers'], at: number): HttpRequest {
  const i = Math.min(Math.max(at, 0), message.headers.length)
  return { ...message, headers: [...message.headers.slice(0, i), ...lines, ...message.headers.slice(i)] }
}

function print({ form }: PastedRequest, message: HttpRequest): string {
  if (form === 'whole') return printRequest(message)
  if (form === 'bare' && message.headers.length === 1) return message.headers[0]?.[1] ?? ''
  return message.headers.map(([name, value]) => `${name}: ${value}`).join('\n')
}

/** Only the sandbox’s own endpoint is asked, whatever the text names; fields of the connection are not for us to set. */
function toOwnEndpoint(message: HttpRequest, bench: Bench): HttpRequest {
  const own = `${bench.base}/hmac/whoami`
  const target = message.target === own || message.target.startsWith(`${own}?`) ? message.target : own
  const headers = message.headers.filter(([name]) => !/^(?:host|content-length|connection)$/i.test(name))
  const bodiless = message.method === 'GET' || message.method === 'HEAD'
  return { ...message, target, headers, body: bodiless ? noBody : message.body }
}

/** The message as one of the sandbox’s own keys signs it; undefined where none gives the same proof. */
function signedByOwn(profile: ProfileText, { request }: PastedRequest, bench: Bench) {
  if (!profile.recognises(request)) return undefined
  const unsigned = { ...request, headers: request.headers.filter(([name]) => !isOf(profile, name)) }
  const parameters = profile.parametersOf(request)
  for (const key of profile.own(bench)) {
    try {
      const made = profile.sign(unsigned, parameters, key, bench)
      if (profile.parametersOf(made.request).signature === parameters.signature) return made
    } catch {
      // What cannot be signed was not signed by this key.
    }
  }
  return undefined
}

/** Throws `DocumentError` for what is no JSON object. */
function parse(text: string): Parameters {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new DocumentError('parameters', 0, error instanceof Error ? error.message : 'Unexpected text')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new DocumentError('parameters', 0, 'Unexpected value, expected an object')
  return value as Parameters
}
