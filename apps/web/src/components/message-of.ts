import { type FieldLine, type HttpRequest, readable } from '@lockstep/http/message'
import type { BodyJson, Exchange } from '@lockstep/schemes/scheme'

/** A request or an answer, ready to be read: its content is text. */
export type Message =
  | {
      readonly of: 'request'
      readonly method: string
      readonly target: string
      readonly headers: readonly FieldLine[]
      readonly body: string
    }
  | {
      readonly of: 'response'
      readonly status: number
      readonly headers: readonly FieldLine[]
      readonly body: string
    }
export type RequestMessage = Extract<Message, { of: 'request' }>

/** What will be sent. */
export function draftMessage({ method, target, headers, body }: HttpRequest): RequestMessage {
  return { of: 'request', method, target, headers, body: readable(body) }
}

/** What the server received. */
export function receivedMessage({ request }: Exchange): RequestMessage {
  const { method, target, headers, body } = request
  return { of: 'request', method, target, headers, body: bodyText(body) }
}

/** What the server answered. */
export function answeredMessage({ response }: Exchange): Message {
  const { status, headers, body } = response
  return { of: 'response', status, headers, body: bodyText(body) }
}

/** Content as text; base64 where it is none, with a note where it was cut. */
export function bodyText(body: BodyJson): string {
  const text = 'text' in body ? body.text : body.base64
  return body.truncated ? `${text}\n… ${body.bytes} bytes in all` : text
}
