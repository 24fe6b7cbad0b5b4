/** Temporary credentials: what ties the three legs together (RFC 5849 §2). */
import { base64url } from '@lockstep/crypto/base64'
import type { Server } from '../scheme.ts'

export type TemporaryCredentials = {
  readonly token: string
  readonly secret: string
  /** The identifier of the client. */
  readonly client: string
  /** As given at the first leg: an address, or `oob`. */
  readonly callback: string
  /** Milliseconds since 1970, by the sandbox's clock. */
  readonly expiresAt: number
  readonly decision?: Approved | 'denied'
}
export type Approved = { readonly userId: string; readonly scope: string; readonly verifier: string }

/** Seconds. §2: "RECOMMENDED that the temporary credentials have a limited lifetime": one flow that a person sits through. */
export const temporaryLifetime = 600
/** The row stays longer, so that late is told from never. By the server's clock, which the sandbox's can be ahead of. */
const rowLifetime = 3600

/** Issues new ones: 192 bits each (§4.9 asks for more than 128 to be out of reach). */
export async function issueTemporary(
  server: Server,
  { client, callback }: Pick<TemporaryCredentials, 'client' | 'callback'>,
): Promise<TemporaryCredentials> {
  const issued = {
    token: base64url.encode(server.random(24)),
    secret: base64url.encode(server.random(24)),
    client,
    callback,
    expiresAt: server.now + temporaryLifetime * 1000,
  }
  await keep(server, issued)
  return issued
}

/** Those on record under this token, whatever has become of them. */
export async function findTemporary(
  server: Server,
  token: string,
): Promise<TemporaryCredentials | undefined> {
  // No token of ours is longer, and a row's name must not grow with what is sent.
  if (!/^[A-Za-z0-9_-]{32}$/.test(token)) return undefined
  return server.store.get<TemporaryCredentials>(row(token))
}

/** Those that a resource owner can still decide on. */
export async function findPending(server: Server, token: string): Promise<TemporaryCredentials | undefined> {
  const found = await findTemporary(server, token)
  return found && found.decision === undefined && server.now < found.expiresAt ? found : undefined
}

/** True for the first decision on them, and never again: of a yes and a no at once, one must not overwrite the other. */
export function claimDecision(server: Server, { token }: TemporaryCredentials) {
  return server.store.claim(`oauth1/decided/${token}`, { ttl: rowLifetime })
}

/** Keeps the resource owner's yes, with the verifier that only their user agent is told (§2.2). */
export async function approve(
  server: Server,
  temporary: TemporaryCredentials,
  grant: Omit<Approved, 'verifier'>,
): Promise<Approved> {
  const decision = { ...grant, verifier: base64url.encode(server.random(16)) }
  await keep(server, { ...temporary, decision })
  return decision
}

/** Keeps the resource owner's no: these credentials lead nowhere any more. */
export async function deny(server: Server, temporary: TemporaryCredentials): Promise<void> {
  await keep(server, { ...temporary, decision: 'denied' })
}

/** True for the first exchange of them, and never again (§2: "MUST revoke the temporary credentials after being used once"). */
export function spendTemporary(server: Server, { token }: TemporaryCredentials) {
  return server.store.claim(`oauth1/exchanged/${token}`, { ttl: rowLifetime })
}

function keep(server: Server, temporary: TemporaryCredentials) {
  return server.store.put(row(temporary.token), temporary, { ttl: rowLifetime })
}

function row(token: string): string {
  return `oauth1/temporary/${token}`
}
