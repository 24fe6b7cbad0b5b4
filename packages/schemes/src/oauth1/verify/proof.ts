/** Whether the request was signed by whom it names (RFC 5849 §3.2). */
import { equalConstantTime } from '@lockstep/crypto/bytes'
import { octets } from '@lockstep/http/message'
import { isLoopback } from '../../redirect-to.ts'
import type { Server } from '../../scheme.ts'
import { beginningOf, deriveSignature, deriveSigningKey } from '../derivation.ts'
import { claimNonce, window } from '../nonce.ts'
import { type Client, clientOnRecord, readerKeyPair } from '../sandbox.ts'
import { rsaVerifies, sharedSignature, signingKey } from '../signature-method.ts'
import type { Protocol, Run } from './protocol.ts'

/** §2.1 and §2.3 ask for TLS at both endpoints that give out secrets. A request that never leaves the machine is heard by nobody. */
export function checkChannel({ origin, connection: { transport } }: Server, { check }: Run): void {
  check(transport === 'tls' || isLoopback(new URL(origin)), 'channel-is-private', {
    expected: 'TLS, or a loopback origin',
    actual: transport === 'tls' ? 'TLS' : `plain HTTP at ${origin}`,
  })
}

/** The client on record. */
export function needClient(server: Server, { consumerKey }: Protocol, { need }: Run): Client {
  return need(clientOnRecord(server, consumerKey), 'client-known', {
    expected: 'a client on record',
    actual: consumerKey.slice(0, 64),
  })
}

/** `signature-matches`, then `timestamp-recent`. */
export async function checkProof(
  server: Server,
  { method, signature, baseString, once }: Protocol,
  client: Client,
  tokenSecret: string,
  { check, derive }: Run,
): Promise<void> {
  if (method === 'RSA-SHA1') {
    // The server has the public half only: it can check a signature, and make none (§3.4.3).
    const fits =
      client.hasKey &&
      (await rsaVerifies(baseString.text, signature, (await readerKeyPair(server)).publicJwk))
    check(fits, 'signature-matches', {
      expected: client.hasKey ? 'a signature with the registered key' : 'a client that registered a key',
      actual: beginningOf(method, signature),
    })
  } else {
    const own = sharedSignature(method, baseString.text, signingKey(client.secret, tokenSecret))
    derive(deriveSigningKey(client.secret, tokenSecret, 'server'))
    derive(deriveSignature(method, own, 'server'))
    check(equalConstantTime(octets(signature), octets(own)), 'signature-matches', {
      // A whole signature would be a proof: the trace must not sign for anyone.
      expected: beginningOf(method, own),
      actual: beginningOf(method, signature),
    })
  }
  const now = Math.floor(server.now / 1000)
  check(once === undefined || Math.abs(once.timestamp - now) <= window, 'timestamp-recent', {
    expected: `${now} ± ${window}`,
    actual: once === undefined ? 'none, and none needed' : String(once.timestamp),
  })
}

/**
 * `nonce-unused`. PLAINTEXT may come without one: then nothing tells a copy from the first. Where it brings one it is
 * held to it, which §3.2 asks for the other methods only.
 */
export async function spendNonce(server: Server, protocol: Protocol, { check }: Run): Promise<void> {
  const { once, consumerKey, token } = protocol
  const unused = once === undefined || (await claimNonce(server, { client: consumerKey, token, ...once }))
  check(unused, 'nonce-unused', {
    expected: 'these four together for the first time',
    actual: once === undefined ? 'no nonce, and none needed' : once.nonce.slice(0, 64),
  })
}

/** `issued-to-this-client`. */
export function checkHolder(client: Client, issuedTo: string, { check }: Run): void {
  check(client.identifier === issuedTo, 'issued-to-this-client', {
    expected: issuedTo,
    actual: client.identifier,
  })
}
