/** A signed request as it is pasted: whole, as a curl command, as field lines, or as the bare value of Authorization. */
import { type FieldLine, type HttpRequest, request } from '@lockstep/http/message'
import type { Bench } from '../../reader.ts'
import { pastedCommand } from '../../readers/pasted-command.ts'

export type PastedRequest = {
  readonly form: 'whole' | 'lines' | 'bare'
  /** Where no request line is, it is taken for a GET of the sandbox’s own endpoint. */
  readonly request: HttpRequest
  /** The values of the fields, where they stand in the text, in the order of the request’s. */
  readonly places: readonly { readonly at: number; readonly length: number }[]
}

/** `POST /path HTTP/1.1`; the target may hold what no URL does, because it is read as it came. */
const requestLine = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+) (\S.*?)(?: HTTP\/\d(?:\.\d)?)?$/
const fieldLine = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[ \t]*(.*?)[ \t]*$/

/** The request in a text, or undefined where there is none. Never throws. */
export function pastedRequest(text: string, bench: Pick<Bench, 'base'>): PastedRequest | undefined {
  const target = `${bench.base}/hmac/whoami`
  const command = pastedCommand(text)
  // An edited one is written as the request that it sends.
  if (command) return { form: 'whole', ...command }
  const [first, ...others] = linesOf(text)
  if (!first) return undefined
  const bare = /^[ \t]*((?:HMAC|AWS4-HMAC-SHA256)[ \t].*?)[ \t]*$/i.exec(first.line)
  if (bare && others.every(({ line }) => line.trim() === '')) {
    const [, value = ''] = bare
    const places = [{ at: first.line.indexOf(value), length: value.length }]
    return { form: 'bare', request: request('GET', target, [['Authorization', value]]), places }
  }
  const line = fieldLine.test(first.line) ? undefined : requestLine.exec(first.line)
  const lines = line ? others : [first, ...others]
  const end = lines.findIndex((one) => one.line === '')
  const head = end < 0 ? lines : lines.slice(0, end)
  const read = head.map((one) => ({ ...one, match: fieldLine.exec(one.line) }))
  const fields = read.flatMap(({ match }) => (match ? [[match[1] ?? '', match[2] ?? ''] as FieldLine] : []))
  const places = read.flatMap(({ at, line: whole, match }) => {
    if (!match) return []
    const value = match[2] ?? ''
    const before = whole.length - whole.replace(/^[^:]*:[ \t]*/, '').length
    return [{ at: at + before, length: value.length }]
  })
  if (fields.length === 0) return undefined
  const bodyAt = end < 0 ? undefined : lines[end + 1]?.at
  const body = line && bodyAt !== undefined ? text.slice(bodyAt) : ''
  return {
    form: line ? 'whole' : 'lines',
    request: request(line?.[1] ?? 'GET', line?.[2] ?? target, fields, body),
    places,
  }
}

function linesOf(text: string): { readonly at: number; readonly line: string }[] {
  let at = 0
  return text.split('\n').map((whole) => {
    const line = { at, line: whole.replace(/\r$/, '') }
    at += whole.length + 1
    return line
  })
}
