import { field } from '@lockstep/http/message'
import type { Exchange } from '@lockstep/schemes/scheme'
import { receivedMessage } from '../components/message-of.ts'
import { toCurl } from '../components/to-curl.ts'

/** A command that sends the same request again, or why there is none. */
export function exchangeToCurl(exchange: Exchange, here: string): { command: string } | { why: string } {
  const { body } = exchange.request
  if (body.truncated)
    return { why: 'Only the beginning of its content is kept, so there is no command for it.' }
  if (!('text' in body)) return { why: 'Its content is not text, so there is no command for it.' }
  const host = field(exchange.request, 'host')
  const origin = host === undefined ? here : `${exchange.transport === 'tls' ? 'https' : 'http'}://${host}`
  return { command: toCurl(origin, receivedMessage(exchange)) }
}
