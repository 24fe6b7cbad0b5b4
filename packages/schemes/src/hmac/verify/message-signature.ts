import { base64 } from '@lockstep/crypto/base64'
import { equalConstantTime } from '@lockstep/crypto/bytes'
import { fieldLines, type HttpRequest } from '@lockstep/http/message'
import { scopeCovers, scopeFor } from '../../endpoint.ts'
import type { Checks } from '../../run-checks.ts'
import type { DerivedPart, Server } from '../../scheme.ts'
import { proofStart } from '../derived-parts.ts'
import { ComponentError, type Subject } from '../rfc9421/component-value.ts'
import { contentDigestMatches, digestDerivation, readContentDigest } from '../rfc9421/content-digest.ts'
import {
  baseDerivation,
  parametersDerivation,
  signatureBase,
  signatureDerivation,
  signBase,
} from '../rfc9421/signature-base.ts'
import { readSignatures } from '../rfc9421/signature-fields.ts'
import { readSignatureParameters, type SignatureParameters } from '../rfc9421/signature-parameters.ts'
import { worldKeys } from '../world-keys.ts'
import { claimNonce } from './claim-nonce.ts'
import { missingCoverage } from './missing-coverage.ts'
import { type Proven, type rules, window } from './rules.ts'
import { withinWindow } from './within-window.ts'

export async function verifyMessageSignature(
  request: HttpRequest,
  server: Server,
  { need, check, moot, derive }: Checks<typeof rules>,
): Promise<Proven> {
  const { keys, decoy } = worldKeys(server)
  const read = readSignatures(request)
  const signatures = need(
    typeof read === 'string' ? undefined : read,
    'labels-paired',
    typeof read === 'string' ? { actual: read } : undefined,
  )
  // §3.2: the verifier chooses; others may have signed as well. The first with a key of ours, or else the first.
  const keyIds = new Set(keys.map(({ keyId }) => keyId))
  const chosen = signatures.find(({ keyid }) => keyIds.has(keyid ?? '')) ?? signatures[0]
  const formed = wellFormed(chosen.input, {
    headers: request.headers,
    request: { method: request.method, target: request.target, origin: server.origin },
  })
  const { parameters, base } = need(
    typeof formed === 'string' ? undefined : formed,
    'components-well-formed',
    typeof formed === 'string' ? { actual: formed } : undefined,
  )
  const digestLines = fieldLines(request, 'content-digest')
  const digestField = digestLines.join(', ')
  const [digest] = readContentDigest(digestField) ?? []
  if (digest) derive(digestDerivation(request.body, digest.name, 'verifier'))
  derive(parametersDerivation(parameters))
  derive(baseDerivation(base))

  const missing = missingCoverage(parameters, request.body.length > 0)
  check(missing.length === 0, 'coverage-sufficient', {
    expected: '@method, @authority, @path, @query, content-digest with a body; created, nonce, keyid',
    actual: missing.length === 0 ? 'all of them' : `without ${missing.join(', ')}`,
  })
  const key = keys.find(({ keyId }) => keyId === parameters.keyid)
  // Computed for a key that is not there as well: the time must not tell which ids exist.
  const signature = signBase((key ?? decoy).secret, base)
  const known = need(key, 'signature-key-known', { actual: parameters.keyid ?? 'no keyid' })
  check(
    (parameters.alg ?? 'hmac-sha256') === 'hmac-sha256' && known.algorithm === 'hmac-sha256',
    'algorithm-agrees',
    {
      expected: 'hmac-sha256',
      actual: `${parameters.alg ?? 'no alg'}, with a key for ${known.algorithm}`,
    },
  )
  const text = base64.encode(signature)
  derive(signatureDerivation(text, 'verifier'))
  check(equalConstantTime(chosen.signature, signature), 'signature-matches', {
    // A whole signature would be a proof: the trace must not sign for anyone.
    expected: proofStart(text),
    actual: proofStart(base64.encode(chosen.signature)),
  })
  if (parameters.created === undefined) moot('created-recent')
  else {
    const { recent, seen } = withinWindow(parameters.created, server, window)
    const { expires } = parameters
    const alive = expires === undefined || server.now < expires * 1000
    check(recent && alive, 'created-recent', alive ? seen : { ...seen, actual: `expired at ${expires}` })
  }
  if (digestLines.length === 0 && request.body.length > 0) moot('content-digest-matches')
  else
    check(
      digestLines.length === 0 || contentDigestMatches(digestField, request.body),
      'content-digest-matches',
      {
        expected: 'the digest of the body that came',
        actual: digestLines.length === 0 ? 'no body' : digestField,
      },
    )
  check(scopeCovers(known.principal, request.method), 'scope-covers-request', {
    expected: scopeFor(request.method),
    actual: known.principal.scope ?? '',
  })
  const { nonce } = parameters
  if (nonce === undefined) moot('signature-nonce-unused')
  else {
    const unused = await claimNonce(server, 'rfc9421', known.keyId, nonce)
    check(unused, 'signature-nonce-unused', { expected: 'a nonce for the first time', actual: nonce })
  }
  return { principal: known.principal }
}

/** The parameters and the signature base, or a sentence about what is wrong with them. */
function wellFormed(
  input: string,
  subject: Subject,
): { readonly parameters: SignatureParameters; readonly base: DerivedPart[] } | string {
  const parameters = readSignatureParameters(input)
  if (typeof parameters === 'string') return parameters
  try {
    return { parameters, base: signatureBase(parameters, subject) }
  } catch (error) {
    if (error instanceof ComponentError) return error.message
    throw error
  }
}
