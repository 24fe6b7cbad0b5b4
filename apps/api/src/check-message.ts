import { fieldLines } from '@lockstep/http/message'
import type { Limits } from './limits.ts'
import type { Received } from './platform.ts'
import { refuse } from './refusal.ts'

const known = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'])

/** Origin-form (RFC 9112 §3.2.1): a path and a query. No fragment, no space, no control, nothing beyond ASCII. */
const originForm = /^\/[!"$-~]*$/
/** What two readers of a path could understand differently, once decoded or not. */
const ambiguous = /\/\.{1,2}(?:[/?]|$)|\\|%(?:00|2e|2f|5c)/i

/**
 * What every message has to be before anybody looks at what it says. Throws a `Refusal`. Trace and content come
 * later: they belong to a resource.
 */
export function checkMessage(received: Received, limits: Limits): void {
  const { method, target } = received
  if (!known.has(method)) throw refuse('method-unknown')
  if (target.length > limits.target) throw refuse('target-too-long')
  if (!originForm.test(target)) throw refuse('target')
  const query = target.indexOf('?')
  if (ambiguous.test(query < 0 ? target : target.slice(0, query))) throw refuse('target')
  // RFC 9112 §3.2: "A server MUST respond with a 400 (Bad Request) status code … to any request message that contains
  // more than one Host header field line".
  if (fieldLines(received, 'host').length > 1) throw refuse('one-field', 'The request has two Host fields.')
}
