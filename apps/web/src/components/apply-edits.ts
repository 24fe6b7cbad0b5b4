import { type HttpRequest, octets, readable } from '@lockstep/http/message'
import type { Inspect, Place } from '@lockstep/schemes/scheme'
import { fieldPlaces } from './field-places.ts'
import { type Edits, partsOf, withEdits } from './parts-of.ts'

/** The request with the learner's edits in it. `index` is the message's place in its step. */
export function applyEdits(request: HttpRequest, index: number, edits: Edits, inspect: Inspect): HttpRequest {
  if (Object.keys(edits).length === 0) return request
  const edited = (value: string, place: Place, name: string) =>
    withEdits(partsOf(inspect, value, place), `${index}/${name}`, edits)
      .map(({ text }) => text)
      .join('')
  const body = readable(request.body)
  const newBody = edited(body, { kind: 'body', of: 'request' }, 'body')
  return {
    method: edited(request.method, { kind: 'method', of: 'request' }, 'method'),
    target: edited(request.target, { kind: 'target', of: 'request' }, 'target'),
    headers: fieldPlaces(request.headers).map(({ name, value, place }) => [
      name,
      edited(value, { kind: 'field', name, of: 'request' }, place),
    ]),
    // Content that was not touched keeps its octets, whatever they are.
    body: newBody === body ? request.body : octets(newBody),
  }
}
