import { type HttpRequest, type HttpResponse, octets } from '@lockstep/http/message'
import { wireSize } from '@lockstep/http/print'
import type { Inspect, Place } from '@lockstep/schemes/scheme'
import type { Message } from './message-of.ts'
import { partsOf } from './parts-of.ts'

export type Size = { readonly bytes: number; readonly proof: number }

/**
 * How many octets a message takes, and how many of them are there for the proof: a field with a secret or a finished
 * proof in it counts whole, a target and content only with that part of them.
 */
export function proofSize(message: Message, inspect: Inspect): Size {
  const { of } = message
  const secretIn = (value: string, place: Place) =>
    partsOf(inspect, value, place).filter(({ secret }) => secret)
  let proof = 0
  for (const [name, value] of message.headers) {
    if (secretIn(value, { kind: 'field', name, of }).length > 0)
      proof += octets(`${name}: ${value}\r\n`).length
  }
  const others: [string, Place][] = [[message.body, { kind: 'body', of }]]
  if (message.of === 'request') others.push([message.target, { kind: 'target', of }])
  for (const [value, place] of others) {
    for (const { text } of secretIn(value, place)) proof += octets(text).length
  }
  return { bytes: wireSize(asHttp(message)), proof }
}

function asHttp(message: Message): HttpRequest | HttpResponse {
  return { ...message, body: octets(message.body) }
}
