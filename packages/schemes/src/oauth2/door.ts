/**
 * One authorization server a world, with two ways in. Both schemes speak to the same users, sessions, clients, grants and
 * keys under one issuer (`{origin}{base}`); each has endpoints of its own, because each judges by lists of its own.
 */
import type { Awaitable, Server } from '../scheme.ts'
import type { Issued } from './tokens/grants.ts'

export type Door = {
  /** The endpoints stand below `{base}/{slug}`. */
  readonly slug: 'oauth2' | 'oidc'
  /** The scope values that mean something here (RFC 6749 §3.3). */
  readonly scopes: readonly string[]
  /** Members of a token response beyond those of RFC 6749 §5.1: an ID Token. */
  tokenMembers?(server: Server, issued: Issued): Awaitable<Readonly<Record<string, unknown>>>
}

export const oauth2Door: Door = { slug: 'oauth2', scopes: ['notes:read', 'notes:write'] }

/** The issuer identifier of this world (RFC 8414 §2, RFC 9207 §2). */
export function issuerOf({ origin, base }: Pick<Server, 'origin' | 'base'>): string {
  return `${origin}${base}`
}

/** The absolute address of an endpoint behind a door: `endpointAt(server, door, 'token')`. */
export function endpointAt(
  { origin, base }: Pick<Server, 'origin' | 'base'>,
  { slug }: Pick<Door, 'slug'>,
  path: string,
): string {
  return `${origin}${base}/${slug}/${path}`
}
