import { field, type HttpRequest, readable } from '@lockstep/http/message'
import type { Limits } from './limits.ts'
import { refuse } from './refusal.ts'

type JsonObject = { readonly [member: string]: unknown }

/** The JSON object in a request's content. Throws a `Refusal` for everything else. */
export function jsonBody(request: HttpRequest, limits: Pick<Limits, 'jsonDepth' | 'jsonKeys'>): JsonObject {
  const type = field(request, 'content-type')?.split(';')[0]?.trim().toLowerCase()
  // A page of another origin can send other types without a preflight (Fetch §2.2.2), this one it cannot.
  if (type !== 'application/json') throw refuse('media-type')
  const text = readable(request.body)
  if (depthOf(text) > limits.jsonDepth) throw refuse('json', `It is nested deeper than ${limits.jsonDepth}.`)
  let keys = 0
  let reserved = false
  let value: unknown
  try {
    value = JSON.parse(text, (key, inner) => {
      keys++
      if (key === '__proto__') reserved = true
      return inner
    })
  } catch {
    throw refuse('json', 'It is not JSON.')
  }
  if (keys > limits.jsonKeys) throw refuse('json', `It has more than ${limits.jsonKeys} members.`)
  if (reserved) throw refuse('json', 'A member is called "__proto__".')
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw refuse('json', 'It is not an object.')
  return value as JsonObject
}

/** How deep brackets nest outside of strings: counted before parsing, in one pass. */
function depthOf(text: string): number {
  let depth = 0
  let deepest = 0
  let inString = false
  for (let i = 0; i < text.length; i++) {
    const char = text[i]
    if (inString) {
      if (char === '\\') i++
      else if (char === '"') inString = false
    } else if (char === '"') inString = true
    else if (char === '[' || char === '{') deepest = Math.max(deepest, ++depth)
    else if (char === ']' || char === '}') depth--
  }
  return deepest
}
