import { quote } from '@lockstep/http/authentication'
import type { FieldLine } from '@lockstep/http/message'
import type { Server } from '../scheme.ts'
import { type DigestAlgorithm, digestAlgorithm } from './digest-algorithm.ts'
import { mintNonce } from './nonce.ts'
import { type Offer, settingsOf } from './offer.ts'
import { realm } from './sandbox.ts'
import { worldKeys } from './world-keys.ts'

/**
 * One `WWW-Authenticate` line for each algorithm on offer, best first (RFC 7616 §3.7). Lines of their own, because
 * some clients take the last challenge of a shared line.
 */
export async function challengesOf(server: Server, stale: boolean): Promise<FieldLine[]> {
  const { offer } = await settingsOf(server)
  return offer.algorithms.flatMap((name) => {
    const algorithm = digestAlgorithm(name)
    return algorithm ? [['WWW-Authenticate', challengeOf(server, offer, algorithm, stale)] as const] : []
  })
}

/** RFC 7616 §3.3: realm, nonce, opaque and qop are always quoted; stale and algorithm never are. */
function challengeOf(server: Server, offer: Offer, algorithm: DigestAlgorithm, stale: boolean): string {
  const parameters = [
    `realm=${quote(realm)}`,
    `qop=${quote(offer.qop.join(', '))}`,
    `algorithm=${algorithm.name}`,
    `nonce=${quote(newNonce(server, offer, algorithm))}`,
    `opaque=${quote(worldKeys(server).opaque)}`,
    ...(stale ? ['stale=true'] : []),
    'charset=UTF-8',
    'userhash=true',
  ]
  return `Digest ${parameters.join(', ')}`
}

/** A nonce of this world, from now on. */
export function newNonce(server: Server, { nonceLifetime }: Offer, algorithm: DigestAlgorithm): string {
  const nonce = { algorithm, issuedAt: server.now, lifetime: nonceLifetime }
  return mintNonce(worldKeys(server).nonceKey, nonce, server.random)
}
