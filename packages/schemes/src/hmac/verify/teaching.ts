import { equalConstantTime } from '@lockstep/crypto/bytes'
import { fieldLines, type HttpRequest, octets } from '@lockstep/http/message'
import { scopeCovers, scopeFor } from '../../endpoint.ts'
import type { Checks } from '../../run-checks.ts'
import type { Server } from '../../scheme.ts'
import { proofStart } from '../derived-parts.ts'
import { readTeaching } from '../teaching/teaching-authorization.ts'
import {
  macOf,
  stringToSign,
  type TeachingAlgorithm,
  teachingDerivation,
} from '../teaching/teaching-proof.ts'
import { worldKeys } from '../world-keys.ts'
import { claimNonce } from './claim-nonce.ts'
import { type Proven, type rules, window } from './rules.ts'
import { withinWindow } from './within-window.ts'

export async function verifyTeaching(
  request: HttpRequest,
  server: Server,
  { need, check, derive }: Checks<typeof rules>,
): Promise<Proven> {
  const read = readTeaching(fieldLines(request, 'authorization'))
  const given = need(
    typeof read === 'string' ? undefined : read,
    'mac-parameters-complete',
    typeof read === 'string' ? { actual: read } : undefined,
  )
  const { keys, decoy } = worldKeys(server)
  const key = keys.find(({ keyId }) => keyId === given.keyId)
  const inputs = {
    method: request.method,
    target: request.target,
    timestamp: given.timestamp,
    nonce: given.nonce,
    body: request.body,
  }
  const text = stringToSign(inputs)
  // Computed for a key that is not there as well: the time must not tell which ids exist.
  const { secret } = key ?? decoy
  const strong = macOf('hmac-sha256', secret, text)
  const known = need(key, 'mac-key-known', { actual: given.keyId })
  const isHmac = given.algorithm === 'hmac-sha256' && known.algorithm === 'hmac-sha256'
  const algorithm = check.or(
    isHmac ? ('hmac-sha256' as const) : undefined,
    'mac-is-hmac',
    { without: (): TeachingAlgorithm => known.algorithm },
    {
      expected: 'hmac-sha256',
      actual: isHmac ? 'hmac-sha256' : `${given.algorithm}, with a key for ${known.algorithm}`,
    },
  )
  const mac = algorithm === 'hmac-sha256' ? strong : macOf(algorithm, secret, text)
  for (const value of teachingDerivation(inputs, algorithm, mac, 'verifier')) derive(value)
  check(equalConstantTime(octets(given.signature), octets(mac)), 'mac-matches', {
    expected: proofStart(mac),
    actual: proofStart(given.signature),
  })
  const time = withinWindow(Number(given.timestamp), server, window)
  check(time.recent, 'mac-timestamp-recent', time.seen)
  check(scopeCovers(known.principal, request.method), 'scope-covers-request', {
    expected: scopeFor(request.method),
    actual: known.principal.scope ?? '',
  })
  const unused = await claimNonce(server, 'teaching', known.keyId, given.nonce)
  check(unused, 'mac-nonce-unused', { expected: 'a nonce for the first time', actual: given.nonce })
  return { principal: known.principal }
}
