import { equalConstantTime } from '@lockstep/crypto/bytes'
import { field, fieldLines, type HttpRequest, octets } from '@lockstep/http/message'
import { scopeCovers, scopeFor } from '../../endpoint.ts'
import type { Checks } from '../../run-checks.ts'
import type { Server } from '../../scheme.ts'
import { proofStart } from '../derived-parts.ts'
import { region, service } from '../sandbox.ts'
import { type AwsAuthorization, readAwsAuthorization } from '../sigv4/aws-authorization.ts'
import {
  type AwsInputs,
  awsSignature,
  awsSignatureDerivation,
  awsStrings,
  readAmzDate,
  scopeText,
} from '../sigv4/aws-proof.ts'
import { canonicalRequest, hashOf, payloadHashOf } from '../sigv4/canonical-request.ts'
import { worldKeys } from '../world-keys.ts'
import { awsWindow, type Proven, type rules } from './rules.ts'
import { withinWindow } from './within-window.ts'

export async function verifyAws(
  request: HttpRequest,
  server: Server,
  { need, check, derive }: Checks<typeof rules>,
): Promise<Proven> {
  const read = readAwsRequest(request)
  const said = need(
    typeof read === 'string' ? undefined : read,
    'aws-authorization-well-formed',
    typeof read === 'string' ? { actual: read } : undefined,
  )
  const { authorization, date, milliseconds, bodyHash, payloadHash } = said
  const { scope, signedHeaders } = authorization
  const inputs = awsInputs(request, said, server.origin)
  for (const value of awsStrings(inputs)) derive(value)

  const { awsKeys, awsDecoy } = worldKeys(server)
  const key = awsKeys.find(({ accessKeyId }) => accessKeyId === authorization.accessKeyId)
  // Computed for a key that is not there as well: the time must not tell which ids exist.
  const signature = awsSignature((key ?? awsDecoy).signingKey(scope), inputs)
  const known = need(key, 'aws-access-key-known', { actual: authorization.accessKeyId })
  const ours = scopeText({ date: date.slice(0, 8), region, service })
  check(scopeText(scope) === ours, 'aws-scope-matches', { expected: ours, actual: scopeText(scope) })
  const unsigned = mustBeSigned(request).filter((name) => !signedHeaders.includes(name))
  check(unsigned.length === 0, 'aws-host-signed', {
    expected: mustBeSigned(request).join(';'),
    actual: signedHeaders.join(';'),
  })
  derive(awsSignatureDerivation(signature, 'verifier'))
  check(equalConstantTime(octets(authorization.signature), octets(signature)), 'aws-signature-matches', {
    // A whole signature would be a proof: the trace must not sign for anyone.
    expected: proofStart(signature),
    actual: proofStart(authorization.signature),
  })
  const time = withinWindow(milliseconds / 1000, server, awsWindow)
  check(time.recent, 'aws-date-recent', time.seen)
  // UNSIGNED-PAYLOAD and the words for streaming are no hash of any body, and so end here too.
  check(payloadHash === bodyHash, 'aws-payload-hash-matches', { expected: bodyHash, actual: payloadHash })
  check(scopeCovers(known.principal, request.method), 'scope-covers-request', {
    expected: scopeFor(request.method),
    actual: known.principal.scope ?? '',
  })
  return { principal: known.principal }
}

type AwsRequest = {
  readonly authorization: AwsAuthorization
  /** X-Amz-Date as written, and in milliseconds since 1970. */
  readonly date: string
  readonly milliseconds: number
  readonly bodyHash: string
  /** What was signed is what is said; whether it is true of the body is a check of its own. */
  readonly payloadHash: string
}

/** What the server computes with: the message as it came, at its own origin. */
export function awsInputs(
  request: HttpRequest,
  { authorization, date, payloadHash }: AwsRequest,
  origin: string,
  normalize = true,
): AwsInputs {
  const { scope, signedHeaders } = authorization
  const host = new URL(origin).host
  const canonical = canonicalRequest(request, { host, signedHeaders, payloadHash, normalize })
  return { date, scope, canonical, canonicalHash: hashOf(canonical) }
}

/** The fields of a signed request, or a sentence about what is wrong with them. */
export function readAwsRequest(request: HttpRequest): AwsRequest | string {
  const [line = '', ...others] = fieldLines(request, 'authorization')
  if (others.length > 0) return 'There is more than one Authorization field.'
  const authorization = readAwsAuthorization(line)
  if (typeof authorization === 'string') return authorization
  const [date, ...moreDates] = fieldLines(request, 'x-amz-date')
  if (date === undefined || moreDates.length > 0) return 'X-Amz-Date is not there once.'
  const milliseconds = readAmzDate(date)
  if (milliseconds === undefined) return 'X-Amz-Date is not of the form 20261124T120000Z.'
  if (fieldLines(request, 'x-amz-content-sha256').length > 1) return 'X-Amz-Content-Sha256 is there twice.'
  // Temporary keys come with a token; none are issued here, so nobody could check one.
  if (field(request, 'x-amz-security-token') !== undefined)
    return 'X-Amz-Security-Token belongs to a temporary key, and none are issued here.'
  const missing = authorization.signedHeaders.find(
    (name) => name !== 'host' && field(request, name) === undefined,
  )
  if (missing !== undefined) return `SignedHeaders has ${missing}, and the request does not.`
  const bodyHash = payloadHashOf(request.body)
  const payloadHash = field(request, 'x-amz-content-sha256') ?? bodyHash
  return { authorization, date, milliseconds, bodyHash, payloadHash }
}

/** `host`, and every x-amz-* field that came. */
function mustBeSigned({ headers }: HttpRequest): string[] {
  const names = headers.map(([name]) => name.toLowerCase()).filter((name) => name.startsWith('x-amz-'))
  return ['host', ...new Set(names)].toSorted()
}
