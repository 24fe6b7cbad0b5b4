/** SERVER HALF of a request for a resource (RFC 5849 §3.2). */
import { scopeCovers, scopeFor } from '../../endpoint.ts'
import { list, verifier } from '../../run-checks.ts'
import type { Principal, Server } from '../../scheme.ts'
import { findToken } from '../token-credentials.ts'
import { checkHolder, checkProof, needClient, spendNonce } from './proof.ts'
import { protocolChecks, readProtocol } from './protocol.ts'
import { rules } from './rules.ts'

const checks = list('whoami', [
  ...protocolChecks,
  ['client-known', 'RFC 5849 §3.2'],
  ['token-credentials-known', 'RFC 5849 §3.2'],
  ['signature-matches', 'RFC 5849 §3.2, §3.4'],
  ['timestamp-recent', 'RFC 5849 §3.3'],
  ['issued-to-this-client', 'RFC 5849 §3.2'],
  ['token-credentials-active', 'RFC 5849 §3.2'],
  ['scope-covers-request', 'RFC 9110 §15.5.4'],
  ['nonce-unused', 'RFC 5849 §3.2, §3.3'],
])

/** The principal is the resource owner, through the client. */
export const verifyWhoami = verifier(rules, checks, async (request, server: Server, run) => {
  const { need, check } = run
  const protocol = readProtocol(request, server, run, 'needed')
  const client = needClient(server, protocol, run)
  const credentials = need(await findToken(server, protocol.token), 'token-credentials-known')
  await checkProof(server, protocol, client, credentials.secret, run)
  checkHolder(client, credentials.client, run)
  const until = new Date(credentials.expiresAt).toISOString()
  check(!credentials.revoked && server.now < credentials.expiresAt, 'token-credentials-active', {
    expected: `before ${until}, not revoked`,
    actual: credentials.revoked ? 'revoked' : new Date(server.now).toISOString(),
  })
  const principal: Principal = {
    type: 'user',
    id: credentials.userId,
    client: client.identifier,
    scope: credentials.scope,
  }
  check(scopeCovers(principal, request.method), 'scope-covers-request', {
    expected: scopeFor(request.method),
    actual: credentials.scope,
  })
  await spendNonce(server, protocol, run)
  return { principal }
})
