import { octets } from '@lockstep/http/message'
import { printRequest } from '@lockstep/http/print'
import type { Message } from './message-of.ts'

/** A text for the Inspect page, and where in the message it stands. */
export type Credential = { readonly name: string; readonly text: string }

/** The names of fields that carry a proof, or a key. */
const proofs = /^(?:authorization|signature)$|-key$/i

/**
 * What of a message can be taken apart on the Inspect page: a request whole, since a proof covers more than its own
 * field; of an answer each challenge, and the tokens and keys in its content.
 */
export function credentialsIn(message: Message): Credential[] {
  if (message.of === 'response') return [...challenges(message), ...inContent(message.body)]
  const proof = message.headers.find(([name]) => proofs.test(name))
  const whole = { name: proof?.[0] ?? '', text: printRequest({ ...message, body: octets(message.body) }) }
  return [...(proof ? [whole] : []), ...inContent(message.body)]
}

function challenges({ headers }: Message): Credential[] {
  return headers
    .filter(([name]) => name.toLowerCase() === 'www-authenticate')
    .map(([name, value]) => ({ name, text: `${name}: ${value}` }))
}

/** A compact JWS or JWE (RFC 7515 §7.1, RFC 7516 §7.1): its first part is a JSON object, which begins with `ey`. */
const compact = /^ey[\w-]+(?:\.[\w-]*){2,4}$/

function inContent(body: string): Credential[] {
  const content = objectIn(body)
  if (Array.isArray(content.keys)) return [{ name: 'keys', text: body }]
  return Object.entries(content).flatMap(([name, value]) =>
    typeof value === 'string' && compact.test(value) ? [{ name, text: value }] : [],
  )
}

function objectIn(body: string): Record<string, unknown> {
  if (!body.trimStart().startsWith('{')) return {}
  try {
    return JSON.parse(body) as Record<string, unknown>
  } catch {
    return {}
  }
}
