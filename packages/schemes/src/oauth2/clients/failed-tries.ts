/**
 * RFC 6749 §2.3.1: "the authorization server MUST protect any endpoint utilizing it against brute force attacks". Counted
 * by name and address: whoever guesses from elsewhere does not lock the client out here.
 */
import type { Server } from '../../scheme.ts'
import { hashOf } from './clients.ts'

/** Failed secrets that a name and address may have within `tryWindow` seconds. */
export const tries = 10
export const tryWindow = 60

/** False after too many failures: then nothing is compared, so that a right guess shows no more than a wrong one. */
export async function mayTry(server: Server, name: string): Promise<boolean> {
  return (await server.volatile.get(row(server, 'held', name))) === undefined
}

/** Counts a failure; the last one that is allowed closes the door for a while. */
export async function noteFailure(server: Server, name: string): Promise<void> {
  const count = await server.volatile.increment(row(server, 'failed', name), { ttl: tryWindow })
  if (count >= tries) await server.volatile.put(row(server, 'held', name), 1, { ttl: tryWindow })
}

function row({ connection }: Server, kind: 'held' | 'failed', name: string): string {
  return `oauth2/${kind}-tries/${connection.address}/${hashOf(name)}`
}
