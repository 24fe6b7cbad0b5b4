/** The APIs that tokens can be asked for (RFC 8707 §2). */
import type { Server } from '../../scheme.ts'
import { issuerOf } from '../door.ts'

/**
 * True for an API of this world: the issuer itself, which stands for all of them, or an address below it. An absolute
 * URI without a fragment (RFC 8707 §2); a query would only be another name for the same.
 */
export function isResourceHere(server: Pick<Server, 'origin' | 'base'>, resource: string): boolean {
  const issuer = issuerOf(server)
  if (resource === issuer) return true
  return resource.startsWith(`${issuer}/`) && /^[A-Za-z0-9/._~-]+$/.test(resource.slice(issuer.length))
}
