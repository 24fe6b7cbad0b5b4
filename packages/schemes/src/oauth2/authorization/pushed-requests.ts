/** Authorization requests that a client pushed ahead of its user agent (RFC 9126). */
import { base64url } from '@lockstep/crypto/base64'
import type { Server } from '../../scheme.ts'
import { hashOf } from '../clients/clients.ts'
import type { Door } from '../door.ts'
import type { ReadRequest } from './read-authorization-request.ts'

export type PushedRequest = {
  /** SHA-256 of its request_uri. */
  readonly hash: string
  readonly door: Door['slug']
  /** The client that pushed it, as it authenticated. */
  readonly client_id: string
  readonly read: ReadRequest
  /** Milliseconds since 1970, by the sandbox's clock. */
  readonly expiresAt: number
}

/** Seconds (RFC 9126 §2.2: "typically between 5 and 600 seconds"). */
export const requestUriLifetime = 60
/** Seconds that the row stays, so that late is told from never, and a second use from an unknown reference. */
const rowLifetime = 900

/** RFC 9126 §2.2 names this form of reference. */
const prefix = 'urn:ietf:params:oauth:request_uri:'

/** True for a reference of the form that this server gives out; any other would have to be fetched. */
export function isPushedReference(requestUri: string): boolean {
  return requestUri.startsWith(prefix)
}

/** Keeps what was pushed, and gives the reference to it: 256 bits (§7.1 asks that nobody guesses one). */
export async function keepPushedRequest(
  server: Server,
  pushed: Pick<PushedRequest, 'door' | 'client_id' | 'read'>,
): Promise<string> {
  const requestUri = `${prefix}${base64url.encode(server.random(32))}`
  const hash = hashOf(requestUri)
  const row: PushedRequest = { hash, ...pushed, expiresAt: server.now + requestUriLifetime * 1000 }
  await server.store.put(rowOf(hash), row, { ttl: rowLifetime })
  return requestUri
}

/** What was pushed under this reference, whatever has become of it. */
export async function findPushedRequest(
  server: Server,
  { slug }: Pick<Door, 'slug'>,
  requestUri: string,
): Promise<PushedRequest | undefined> {
  const row = await server.store.get<PushedRequest>(rowOf(hashOf(requestUri)))
  return row?.door === slug ? row : undefined
}

/** True for the first use of a reference, and never again (§4: "the client MUST only use a request_uri value once"). */
export async function spendPushedRequest(server: Server, { hash }: PushedRequest): Promise<boolean> {
  return server.store.claim(`oauth2/spent-request-uris/${hash}`, { ttl: rowLifetime })
}

function rowOf(hash: string): string {
  return `oauth2/pushed-requests/${hash}`
}
