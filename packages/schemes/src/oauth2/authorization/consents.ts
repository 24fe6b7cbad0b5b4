/** What a resource owner said yes to before. It spares nobody the question; it lets `prompt=none` do without one. */
import { base64url } from '@lockstep/crypto/base64'
import { sha256 } from '@lockstep/crypto/digest'
import { octets } from '@lockstep/http/message'
import type { Server } from '../../scheme.ts'
import { scopeValues } from './scope-values.ts'

type Consent = { readonly scope: string; readonly endsAt: number }

/** Seconds: as long as a grant can live. */
const lifetime = 14 * 24 * 3600

/** Adds a yes to what was consented to before. */
export async function rememberConsent(
  server: Server,
  userId: string,
  clientId: string,
  scope: string,
): Promise<void> {
  const before = await findConsent(server, userId, clientId)
  const all = new Set([...scopeValues(before?.scope), ...scopeValues(scope)])
  const consent: Consent = { scope: [...all].join(' '), endsAt: server.now + lifetime * 1000 }
  await server.store.put(rowOf(userId, clientId), consent, { ttl: lifetime })
}

/** True where the user said yes to all of this scope, for this client. */
export async function consentCovers(
  server: Server,
  userId: string,
  clientId: string,
  scope: string,
): Promise<boolean> {
  const consent = await findConsent(server, userId, clientId)
  if (!consent) return false
  const given = scopeValues(consent.scope)
  return scopeValues(scope).every((value) => given.includes(value))
}

/** Forgets it: the client is asked about again. */
export async function forgetConsent(server: Server, userId: string, clientId: string): Promise<void> {
  await server.store.delete(rowOf(userId, clientId))
}

async function findConsent(server: Server, userId: string, clientId: string): Promise<Consent | undefined> {
  const consent = await server.store.get<Consent>(rowOf(userId, clientId))
  return consent && server.now < consent.endsAt ? consent : undefined
}

/** Hashed: a row's name must not grow with what is registered. */
function rowOf(userId: string, clientId: string): string {
  return `oauth2/consents/${base64url.encode(sha256(octets(JSON.stringify([userId, clientId]))))}`
}
