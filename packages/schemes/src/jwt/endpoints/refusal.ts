import { quote } from '@lockstep/http/authentication'
import type { HttpRequest, HttpResponse } from '@lockstep/http/message'
import { problem } from '@lockstep/http/response'
import { scopeFor } from '../../endpoint.ts'

const realm = 'notes'

/**
 * A refusal as RFC 6750 §3 wants it. Without a token nothing was refused yet, so the challenge has no error. Whatever is
 * wrong with a token, the client's next move is the same: the answer says `invalid_token` and no more.
 */
export function refusal(end: string, { method }: Pick<HttpRequest, 'method'>): HttpResponse {
  const challenge = (...parameters: string[]) =>
    [['WWW-Authenticate', [`Bearer realm=${quote(realm)}`, ...parameters].join(', ')]] as const
  if (end === 'bearer-token-present')
    return problem(401, { type: 'unauthorized', title: 'A Bearer token is needed.' }, challenge())
  if (end === 'scope-covers-request') {
    const parameters = challenge('error="insufficient_scope"', `scope=${quote(scopeFor(method))}`)
    return problem(
      403,
      { type: 'insufficient-scope', title: 'The token does not allow this request.' },
      parameters,
    )
  }
  const title = 'The token is not valid here.'
  return problem(401, { type: 'unauthorized', title }, challenge('error="invalid_token"'))
}
