/** HTTP messages as plain data: what was, is or could be on the wire. No parsing, no I/O. */

/** One field line: the name as written (case kept), and the value without surrounding white space. */
export type FieldLine = readonly [name: string, value: string]

export type HttpRequest = {
  readonly method: string
  /** The request-target as it stands on the request line, raw: never decoded, never normalised. */
  readonly target: string
  /** In the order of the message. */
  readonly headers: readonly FieldLine[]
  readonly body: Uint8Array
}

export type HttpResponse = {
  readonly status: number
  readonly headers: readonly FieldLine[]
  readonly body: Uint8Array
}

type Message = { readonly headers: readonly FieldLine[] }

/** The values of every field line with this name (case-insensitive), in order. */
export function fieldLines(message: Message, name: string): string[] {
  const wanted = name.toLowerCase()
  const values: string[] = []
  for (const [given, value] of message.headers) {
    if (given.length === wanted.length && given.toLowerCase() === wanted) values.push(value)
  }
  return values
}

/** The value of the first field line with this name, or undefined. */
export function field(message: Message, name: string): string | undefined {
  const wanted = name.toLowerCase()
  for (const [given, value] of message.headers) {
    if (given.length === wanted.length && given.toLowerCase() === wanted) return value
  }
  return undefined
}

/** The same message with this field set once, in the place of the first line of that name or at the end. */
export function withField<M extends Message>(message: M, name: string, value: string): M {
  const wanted = name.toLowerCase()
  const at = message.headers.findIndex(([given]) => given.toLowerCase() === wanted)
  const others = message.headers.filter(([given]) => given.toLowerCase() !== wanted)
  const line: FieldLine = [name, value]
  const headers = at < 0 ? [...others, line] : [...others.slice(0, at), line, ...others.slice(at)]
  return { ...message, headers }
}

const encoder = new TextEncoder()
const decoder = new TextDecoder()
export const noBody: Uint8Array = new Uint8Array(0)

/** Text as UTF-8 octets. */
export function octets(text: string): Uint8Array {
  return encoder.encode(text)
}

/** Octets as text: UTF-8, with U+FFFD for what is not. For showing, never for deciding. */
export function readable(body: Uint8Array): string {
  return decoder.decode(body)
}

/** A request with sensible empty parts. */
export function request(
  method: string,
  target: string,
  headers: readonly FieldLine[] = [],
  body: Uint8Array | string = noBody,
): HttpRequest {
  return { method, target, headers, body: typeof body === 'string' ? octets(body) : body }
}

/** The path and the query of a request-target in origin-form (RFC 9112 §3.2.1); the query without `?`. */
export function splitTarget(target: string): { path: string; query: string | undefined } {
  const at = target.indexOf('?')
  return at < 0
    ? { path: target, query: undefined }
    : { path: target.slice(0, at), query: target.slice(at + 1) }
}
