/** What every signed request goes through first: its parameters, found and read (RFC 5849 §3.1, §3.5). */
import type { HttpRequest } from '@lockstep/http/message'
import type { Checks } from '../../run-checks.ts'
import type { Server } from '../../scheme.ts'
import { type BaseString, deriveBaseString } from '../derivation.ts'
import { requestParameters, unsupported } from '../request-parameters.ts'
import { isSignatureMethod, type SignatureMethod, signatureMethods } from '../signature-method.ts'
import type { rules } from './rules.ts'

export type Run = Checks<typeof rules>

/** The shared start of the three lists, with its clauses. */
export const protocolChecks = [
  ['protocol-parameters-present', 'RFC 5849 §3.5'],
  ['parameters-in-one-place', 'RFC 5849 §3.5'],
  ['parameters-unique', 'RFC 5849 §3.1, §3.2'],
  ['parameters-complete', 'RFC 5849 §3.1, §3.3'],
  ['signature-method-supported', 'RFC 5849 §3.4'],
  ['version-is-1-0', 'RFC 5849 §3.1, §3.2'],
  ['plaintext-only-over-tls', 'RFC 5849 §3.4.4'],
] as const

/** The protocol parameters, read. */
export type Protocol = {
  readonly consumerKey: string
  /** Empty at the first leg: there the empty string stands for the token (§2.1). */
  readonly token: string
  readonly method: SignatureMethod
  readonly signature: string
  /** Absent only with PLAINTEXT, which has no use for them (§3.1). */
  readonly once: { readonly timestamp: number; readonly nonce: string } | undefined
  readonly baseString: BaseString
  /** Any other parameter of the protocol: `oauth_callback`, `oauth_verifier`. */
  value(name: string): string | undefined
}

/** Runs the first seven checks. `token` says whether this endpoint's requests have an `oauth_token`. */
export function readProtocol(
  request: HttpRequest,
  server: Server,
  { need, check, derive }: Run,
  token: 'needed' | 'none',
): Protocol {
  const given = requestParameters(request)
  need(given.present, 'protocol-parameters-present')
  check(given.places.length < 2, 'parameters-in-one-place', {
    expected: 'one place',
    actual: given.places.join(' and '),
  })
  const names = given.protocol.map(([name]) => name)
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  check(twice === undefined, 'parameters-unique', {
    expected: 'each once',
    actual: twice === undefined ? 'each once' : `${twice.slice(0, 64)} twice`,
  })
  // Without the check before, the first of two is read and both are signed.
  const value = (name: string) => given.protocol.find(([other]) => other === name)?.[1]
  const { method: verb, target } = request
  const baseString = deriveBaseString({ method: verb, origin: server.origin, target, pairs: given.signed })
  // Told before anything is judged: what was changed on the way is seen wherever the run ends.
  const named = value('oauth_signature_method') ?? ''
  if (named !== 'PLAINTEXT') for (const derived of baseString.derivation) derive(derived)
  const flaw = given.flaw ?? flawOf(value, token) ?? unsupported(given.protocol)
  need(flaw === undefined, 'parameters-complete', flaw === undefined ? undefined : { actual: flaw })

  const method = need(isSignatureMethod(named) ? named : undefined, 'signature-method-supported', {
    expected: signatureMethods.join(', '),
    actual: named.slice(0, 64),
  })
  const version = value('oauth_version')
  check(version === undefined || version === '1.0', 'version-is-1-0', {
    expected: '1.0, or none',
    actual: version?.slice(0, 64) ?? 'none',
  })
  check(method !== 'PLAINTEXT' || server.connection.transport === 'tls', 'plaintext-only-over-tls', {
    expected: 'TLS, or another method',
    actual: `${method} over ${server.connection.transport === 'tls' ? 'TLS' : 'plain HTTP'}`,
  })
  const nonce = value('oauth_nonce')
  return {
    consumerKey: value('oauth_consumer_key') ?? '',
    token: value('oauth_token') ?? '',
    method,
    signature: value('oauth_signature') ?? '',
    once: nonce ? { timestamp: Number(value('oauth_timestamp')), nonce } : undefined,
    baseString,
    value,
  }
}

/** What is missing or malformed, in words. */
function flawOf(value: (name: string) => string | undefined, token: 'needed' | 'none'): string | undefined {
  const isPlain = value('oauth_signature_method') === 'PLAINTEXT'
  const timed = ['oauth_timestamp', 'oauth_nonce']
  const needed = [
    'oauth_consumer_key',
    ...(token === 'needed' ? ['oauth_token'] : []),
    'oauth_signature_method',
    'oauth_signature',
    // §3.1: both "MAY be omitted when using the "PLAINTEXT" signature method". One without the other says nothing.
    ...(isPlain && timed.every((name) => value(name) === undefined) ? [] : timed),
  ]
  const missing = needed.filter((name) => !value(name))
  if (missing.length > 0) return `no ${missing.join(', no ')}`
  if (token === 'none' && value('oauth_token')) return 'an oauth_token, where there is none yet'
  const timestamp = value('oauth_timestamp')
  // §3.3: "MUST be a positive integer". Fifteen digits reach further than any clock, and no further than a number.
  if (timestamp !== undefined && !/^0*[1-9]\d{0,14}$/.test(timestamp))
    return 'a timestamp that is no positive whole number'
  return undefined
}
