import { equalConstantTime } from '@lockstep/crypto/bytes'
import { fieldLines, octets } from '@lockstep/http/message'
import { list, verifier } from '../run-checks.ts'
import type { Principal, Rules, Server } from '../scheme.ts'
import { derivationOf } from './derivation.ts'
import { type DigestAlgorithm, digestAlgorithm } from './digest-algorithm.ts'
import { isDigest, readDigestParameters } from './digest-parameters.ts'
import { type DigestInputs, proofOf } from './digest-response.ts'
import type { Nonce } from './nonce.ts'
import { type Offer, settingsOf } from './offer.ts'
import { realm } from './sandbox.ts'
import { findUser, worldKeys } from './world-keys.ts'

export const rules = {
  'authorization-present': { says: 'The request carries an Authorization field.', structural: true },
  'authorization-single': { says: 'There is one Authorization field.', structural: true },
  'auth-scheme-is-digest': { says: 'Its scheme is Digest.', structural: true },
  'parameters-well-formed': {
    says: 'Each parameter is there once, and nc has eight digits.',
    structural: true,
  },
  'qop-present': { says: 'The field says qop, nc and cnonce.' },
  'qop-offered': { says: 'The qop is one that the challenge offers.' },
  'uri-matches-target': { says: 'The uri equals the request-target.' },
  'nonce-is-ours': { says: 'The nonce was made here.' },
  'realm-and-opaque-echoed': { says: 'Realm and opaque came back as sent.' },
  'algorithm-offered': { says: 'This nonce was offered with this algorithm.' },
  'user-known': { says: 'The name, or its hash, belongs to a user.', structural: true },
  'response-matches': { says: 'The response equals the server’s own.', proof: 'digestResponse' },
  'nonce-fresh': { says: 'The nonce is still within its lifetime.' },
  'nonce-count-unused': { says: 'This count of the nonce is unused.' },
  'server-proved-itself': { says: 'The answer proves that its sender knows H(A1) as well.' },
} satisfies Rules

export const whoamiChecks = list('whoami', [
  ['authorization-present', 'RFC 7616 §3.3'],
  ['authorization-single', 'RFC 9110 §5.3'],
  ['auth-scheme-is-digest', 'RFC 9110 §11.1'],
  ['parameters-well-formed', 'RFC 7616 §3.4'],
  ['qop-present', 'RFC 7616 §3.4'],
  ['qop-offered', 'RFC 7616 §3.4'],
  ['uri-matches-target', 'RFC 7616 §3.4.6'],
  ['nonce-is-ours', 'RFC 7616 §3.3'],
  ['realm-and-opaque-echoed', 'RFC 7616 §3.3, §3.4'],
  ['algorithm-offered', 'RFC 7616 §3.4, §3.7'],
  ['user-known', 'RFC 7616 §3.4.4, §3.6'],
  ['response-matches', 'RFC 7616 §3.4.1, §3.6'],
  ['nonce-fresh', 'RFC 7616 §3.3, §3.6'],
  ['nonce-count-unused', 'RFC 7616 §3.4, §5.5'],
])

/** What the answer needs: who it is, and what the server proves itself with in turn. */
export type Proven = {
  readonly principal: Principal
  readonly hashA1: string
  readonly inputs: DigestInputs
  readonly oneTime: Offer | null
}

/** SERVER HALF. Shape, then look-up, then proof, then freshness; the count is spent last, and only by a proof. */
export const verify = verifier(
  rules,
  whoamiChecks,
  async (request, server: Server, { need, check, moot, derive }): Promise<Proven> => {
    const lines = fieldLines(request, 'authorization')
    const line = need(lines[0], 'authorization-present')
    need(lines.length === 1, 'authorization-single', { expected: '1', actual: String(lines.length) })
    need(isDigest(line), 'auth-scheme-is-digest', {
      expected: 'Digest',
      actual: line.split(/[ \t]/, 1)[0] ?? '',
    })
    const read = readDigestParameters(line)
    const given = need(
      typeof read === 'string' ? undefined : read,
      'parameters-well-formed',
      typeof read === 'string' ? { actual: read } : undefined,
    )
    const { counted } = given
    const { offer, since } = await settingsOf(server)
    const keys = worldKeys(server)

    check(counted !== undefined, 'qop-present')
    // The form of RFC 2069 has no count: without this check there is nothing for the two others to look at.
    if (counted) {
      check(offer.qop.includes(counted.qop), 'qop-offered', {
        expected: offer.qop.join(' or '),
        actual: counted.qop,
      })
    } else moot('qop-offered', 'nonce-count-unused')
    // §3.4.6: both raw. Decoding one of them would let two targets share a proof.
    check(given.uri === request.target, 'uri-matches-target', { expected: request.target, actual: given.uri })
    const named = digestAlgorithm(given.algorithm)
    const nonce = check.or(keys.readNonce(given.nonce), 'nonce-is-ours', {
      without: (): Nonce => lentNonce(named, offer, server.now),
    })
    check(given.realm === realm && given.opaque === keys.opaque, 'realm-and-opaque-echoed', {
      expected: `realm="${realm}", opaque="${keys.opaque}"`,
      actual: `realm="${given.realm}", opaque=${given.opaque === undefined ? 'missing' : `"${given.opaque}"`}`,
    })
    const bound = named === nonce.algorithm && offer.algorithms.includes(named.name) ? named : undefined
    const algorithm = check.or(
      bound,
      'algorithm-offered',
      { without: () => named ?? nonce.algorithm },
      { expected: nonce.algorithm.name, actual: given.algorithm },
    )

    const user = findUser(keys, given, algorithm)
    const inputs: DigestInputs = {
      ...counted,
      algorithm,
      nonce: given.nonce,
      method: request.method,
      uri: given.uri,
      body: request.body,
    }
    // Hashed for a user who is not there as well: the time must not tell which names exist.
    const { userId, hashes } = user ?? keys.decoy
    const { passwordHash, userhash } = hashes[algorithm.hashName]
    const proof = proofOf(passwordHash, inputs)
    need(user, 'user-known', { actual: given.username })
    for (const value of derivationOf({ username: userId, realm, passwordHash, userhash }, inputs, proof))
      derive(value)
    check(
      equalConstantTime(octets(given.response), octets(proof.digestResponse)),
      'response-matches',
      // A whole response would be a proof: the trace must not sign for anyone.
      { expected: start(proof.digestResponse), actual: start(given.response) },
    )
    const age = (server.now - nonce.issuedAt) / 1000
    check(
      age >= 0 && age < nonce.lifetime && nonce.issuedAt >= Math.max(since, server.startedAt),
      'nonce-fresh',
      {
        expected: `younger than ${nonce.lifetime} s`,
        actual: `${Math.round(age)} s old`,
      },
    )
    if (counted) {
      const nc = counted.nc.toLowerCase()
      const key = offer.oneTime ? `nonce/${given.nonce}` : `nc/${given.nonce}/${nc}`
      // Kept for as long as the nonce lives: one that fell out early would open the door to a replay.
      const ttl = Math.max(1, Math.ceil(nonce.lifetime - age))
      check(await server.volatile.claim(key, { ttl }), 'nonce-count-unused', {
        expected: offer.oneTime ? 'a nonce that was not used before' : `nc ${nc} for the first time`,
      })
    }
    return {
      principal: { type: 'user', id: userId },
      hashA1: proof.hashA1,
      inputs,
      oneTime: offer.oneTime ? offer : null,
    }
  },
)

/** What has to be assumed of a nonce that was made elsewhere. */
function lentNonce(named: DigestAlgorithm | undefined, offer: Offer, now: number): Nonce {
  const [first = 'SHA-256'] = offer.algorithms
  const algorithm = named ?? digestAlgorithm(first)
  if (!algorithm) throw new Error(`Unexpected algorithm "${first}" on offer`)
  return { algorithm, issuedAt: now, lifetime: offer.nonceLifetime }
}

function start(hash: string): string {
  return `${hash.slice(0, 8)}…`
}
