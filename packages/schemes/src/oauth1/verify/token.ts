/** SERVER HALF of the third leg: token credentials (RFC 5849 §2.3). */
import { equalConstantTime } from '@lockstep/crypto/bytes'
import { octets } from '@lockstep/http/message'
import { list, verifier } from '../../run-checks.ts'
import type { Principal, Server } from '../../scheme.ts'
import { type Approved, findTemporary, spendTemporary } from '../temporary-credentials.ts'
import { checkChannel, checkHolder, checkProof, needClient, spendNonce } from './proof.ts'
import { protocolChecks, readProtocol } from './protocol.ts'
import { rules } from './rules.ts'

const checks = list('token', [
  ...protocolChecks,
  ['channel-is-private', 'RFC 5849 §2.3'],
  ['client-known', 'RFC 5849 §3.2'],
  ['temporary-credentials-known', 'RFC 5849 §2.3'],
  ['signature-matches', 'RFC 5849 §3.2, §3.4'],
  ['timestamp-recent', 'RFC 5849 §3.3'],
  ['issued-to-this-client', 'RFC 5849 §2.3'],
  ['temporary-credentials-not-expired', 'RFC 5849 §2.3'],
  ['temporary-credentials-authorized', 'RFC 5849 §2.3'],
  ['verifier-matches', 'RFC 5849 §2.2, §2.3'],
  ['nonce-unused', 'RFC 5849 §3.2, §3.3'],
  ['temporary-credentials-unused', 'RFC 5849 §2.3'],
])

/** Whose token credentials, for what. */
export type Exchanged = { readonly principal: Principal; readonly userId: string; readonly scope: string }

export const verifyToken = verifier(
  rules,
  checks,
  async (request, server: Server, run): Promise<Exchanged> => {
    const { need, check } = run
    const protocol = readProtocol(request, server, run, 'needed')
    checkChannel(server, run)
    const client = needClient(server, protocol, run)
    const temporary = need(await findTemporary(server, protocol.token), 'temporary-credentials-known')
    await checkProof(server, protocol, client, temporary.secret, run)
    checkHolder(client, temporary.client, run)
    check(server.now < temporary.expiresAt, 'temporary-credentials-not-expired', {
      expected: `before ${new Date(temporary.expiresAt).toISOString()}`,
      actual: new Date(server.now).toISOString(),
    })
    const { decision } = temporary
    const approved = check.or(
      typeof decision === 'object' && decision,
      'temporary-credentials-authorized',
      { without: () => unasked },
      {
        expected: 'approved',
        actual: decision === undefined ? 'not decided' : decision === 'denied' ? 'denied' : 'approved',
      },
    )
    // Nobody decided, so nobody was given a verifier.
    if (approved === unasked) run.moot('verifier-matches')
    else {
      const given = protocol.value('oauth_verifier')
      const matches = equalConstantTime(octets(given ?? ''), octets(approved.verifier))
      check(matches, 'verifier-matches', {
        expected: 'the one given to the user agent',
        actual: given === undefined ? 'none' : matches ? 'the same' : 'another',
      })
    }
    await spendNonce(server, protocol, run)
    check(await spendTemporary(server, temporary), 'temporary-credentials-unused', {
      expected: 'the first exchange',
    })
    return {
      principal: { type: 'client', id: client.identifier },
      userId: approved.userId,
      scope: approved.scope,
    }
  },
)

/** A server that does not wait for a yes acts as if its first user had said it. */
const unasked: Approved = { userId: 'ada', scope: 'notes:read notes:write', verifier: '' }
