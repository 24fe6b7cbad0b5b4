/** Refusals on the wire. */
import { encodeForm, type FormPair, formMediaType } from '@lockstep/http/form-urlencoded'
import { type HttpResponse, octets } from '@lockstep/http/message'
import type { Server } from '../../scheme.ts'
import { window } from '../nonce.ts'
import { site } from '../sandbox.ts'

/**
 * RFC 5849 names statuses and no body (§3.2). The words are those of the OAuth Problem Reporting extension, which many
 * servers of the time speak. Unknown and wrong are one answer: whoever cannot sign learns no more.
 */
const problems: Readonly<
  Record<string, readonly [status: 400 | 401 | 403, problem: string, ...more: FormPair[]]>
> = {
  'protocol-parameters-present': [401, 'parameter_absent'],
  'parameters-in-one-place': [400, 'parameter_rejected'],
  'parameters-unique': [400, 'parameter_rejected'],
  'parameters-complete': [400, 'parameter_rejected'],
  'signature-method-supported': [400, 'signature_method_rejected'],
  'version-is-1-0': [400, 'version_rejected', ['oauth_acceptable_versions', '1.0-1.0']],
  'plaintext-only-over-tls': [400, 'signature_method_rejected'],
  'callback-present': [400, 'parameter_absent', ['oauth_parameters_absent', 'oauth_callback']],
  'channel-is-private': [403, 'permission_denied'],
  'client-known': [401, 'signature_invalid'],
  'temporary-credentials-known': [401, 'signature_invalid'],
  'token-credentials-known': [401, 'signature_invalid'],
  'signature-matches': [401, 'signature_invalid'],
  'callback-registered': [400, 'parameter_rejected', ['oauth_parameters_rejected', 'oauth_callback']],
  'issued-to-this-client': [401, 'token_rejected'],
  'temporary-credentials-not-expired': [401, 'token_expired'],
  'temporary-credentials-authorized': [401, 'permission_unknown'],
  'verifier-matches': [401, 'parameter_rejected', ['oauth_parameters_rejected', 'oauth_verifier']],
  'token-credentials-active': [401, 'token_rejected'],
  'scope-covers-request': [403, 'permission_denied'],
  'nonce-unused': [401, 'nonce_used'],
  'temporary-credentials-unused': [401, 'token_used'],
}

/** The answer to a signed request that was refused at the check `end`. */
export function refusal(end: string, server: Server): HttpResponse {
  const [status, problem, ...more] =
    end === 'timestamp-recent' ? refusedTime(server) : (problems[end] ?? [401, 'permission_denied'])
  const answer = formAnswer(status, [['oauth_problem', problem], ...more])
  if (status !== 401) return answer
  // RFC 9110 §15.5.2: a 401 has a challenge.
  return {
    ...answer,
    headers: [...answer.headers, ['WWW-Authenticate', `OAuth realm="${site} at ${server.base}/oauth1"`]],
  }
}

/** The client's clock is wrong, so it is told the server's. */
function refusedTime({ now }: Server): readonly [401, string, ...FormPair[]] {
  const seconds = Math.floor(now / 1000)
  return [
    401,
    'timestamp_refused',
    ['oauth_acceptable_timestamps', `${seconds - window}-${seconds + window}`],
    ['server_time', String(seconds)],
  ]
}

/** A form-encoded answer: credentials come so (§2.1), and what is wrong with a request does too. */
export function formAnswer(status: number, pairs: readonly FormPair[]): HttpResponse {
  return {
    status,
    headers: [
      ['Content-Type', formMediaType],
      ['Cache-Control', 'no-store'],
    ],
    body: octets(encodeForm(pairs)),
  }
}
