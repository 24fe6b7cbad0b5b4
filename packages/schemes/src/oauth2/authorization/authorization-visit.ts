/** What is known of a visit to the authorization endpoint before it is judged. */
import type { FormPair } from '@lockstep/http/form-urlencoded'
import type { Server } from '../../scheme.ts'
import type { OAuthClient } from '../clients/client-metadata.ts'
import { findClient } from '../clients/clients.ts'
import type { Door } from '../door.ts'
import type { AuthorizationRequest } from './authorization-request.ts'
import type { Interaction } from './interactions.ts'
import { findPushedRequest, isPushedReference, type PushedRequest } from './pushed-requests.ts'
import { type ReadRequest, readAuthorizationRequest } from './read-authorization-request.ts'
import { scopeValues } from './scope-values.ts'
import type { Session } from './sessions.ts'

export type AuthorizationVisit = {
  readonly door: Door
  /** What the user agent brought: all of it, or a client_id and a reference. */
  readonly read: ReadRequest
  /** What is asked: what was brought or, by reference, what was pushed, with the redirect URI that goes without saying. */
  readonly request: AuthorizationRequest
  /** The client that the user agent named. The pages say its name. */
  readonly client: OAuthClient | undefined
  /** True where a reference of ours was brought, on record or not. */
  readonly byReference: boolean
  readonly pushed: PushedRequest | undefined
  /** The client that the request is from: the one that pushed it, or the one that is named. */
  readonly asking: OAuthClient | undefined
  /** Where the person is in the middle of it: what was asked when the page was shown. */
  readonly interaction: Interaction | undefined
  readonly session: Session | undefined
}

/** A visit with a request of its own. */
export function firstVisit(
  server: Server,
  door: Door,
  pairs: readonly FormPair[],
  session: Session | undefined,
): Promise<AuthorizationVisit> {
  return visitOf(server, door, { read: readAuthorizationRequest(pairs) }, session)
}

/** A visit by a form of our own pages: what was asked is on record. */
export function laterVisit(
  server: Server,
  door: Door,
  interaction: Interaction,
  session: Session | undefined,
): Promise<AuthorizationVisit> {
  return visitOf(server, door, interaction, session, interaction)
}

/** True for an authentication request of OpenID Connect, at the door that knows it (Core §3.1.2.1). */
export function isOpenId({ door, request }: Pick<AuthorizationVisit, 'door' | 'request'>): boolean {
  return door.slug === 'oidc' && scopeValues(request.scope).includes('openid')
}

async function visitOf(
  server: Server,
  door: Door,
  { read, pushed: kept }: { readonly read: ReadRequest; readonly pushed?: PushedRequest },
  session: Session | undefined,
  interaction?: Interaction,
): Promise<AuthorizationVisit> {
  const reference = read.request_uri
  const byReference = reference !== undefined && isPushedReference(reference)
  const pushed = byReference ? (kept ?? (await findPushedRequest(server, door, reference))) : undefined
  const client = await findClient(server, read.request.client_id)
  const asking =
    pushed && pushed.client_id !== client?.client_id ? await findClient(server, pushed.client_id) : client
  // RFC 9126 §4, RFC 9101 §6.3: what stands beside a reference is not used, but for the client_id.
  const request = withRedirectUri(pushed?.read.request ?? read.request, door, asking)
  return { door, read, request, client, byReference, pushed, asking, interaction, session }
}

/**
 * RFC 6749 §3.1.2.3: a client that registered one redirect URI, all of it, need not name it. OpenID Connect asks for it
 * always (Core §3.1.2.1).
 */
export function withRedirectUri(
  request: AuthorizationRequest,
  door: Door,
  client: OAuthClient | undefined,
): AuthorizationRequest {
  const [only, ...others] = client?.redirect_uris ?? []
  if (request.namedRedirectUri || only === undefined || others.length > 0) return request
  return isOpenId({ door, request }) ? request : { ...request, redirect_uri: only }
}
