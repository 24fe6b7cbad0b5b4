/** The logins that a user agent began at this client. The user agent has a random name in a cookie, the rest is a row. */
import { base64url } from '@lockstep/crypto/base64'
import { sha256 } from '@lockstep/crypto/digest'
import { type FieldLine, type HttpRequest, octets } from '@lockstep/http/message'
import { readCookie, setCookie } from '../../cookie.ts'
import type { Server } from '../../scheme.ts'
import type { Json, SentOff } from '../client.ts'

export type Flow = SentOff & {
  /** Absent where the client uses no PKCE. */
  readonly verifier?: string
  /** The provider's document, as it was when the login began. */
  readonly metadata: Json
  /** Milliseconds since 1970. */
  readonly endsAt: number
}

/** Seconds that somebody may take to log in. */
export const remembered = 600
/** How many logins a user agent can have begun at once; the oldest makes room. */
const most = 4
const kind = 'oidc-client'

/** The logins that this user agent began and has not run out of time for, the last one last. */
export async function flowsOf(request: HttpRequest, server: Server, now: number): Promise<Flow[]> {
  const name = nameIn(request, server)
  return name === undefined ? [] : (await flowRows(server, name, now)).map(([, flow]) => flow)
}

/** Remembers one more. The cookie goes along with the redirect. */
export async function keepFlow(request: HttpRequest, server: Server, flow: Flow): Promise<FieldLine> {
  const name = nameIn(request, server) ?? base64url.encode(server.random(24))
  const others = await flowRows(server, name, server.now)
  for (const [key] of others.slice(0, Math.max(0, others.length - most + 1))) await server.store.delete(key)
  await server.store.put(`${prefixOf(name)}${hashed(flow.state)}`, flow, { ttl: remembered })
  // Lax is enough here, where provider and client are one site. A client elsewhere needs SameSite=None for form_post,
  // which is a POST from the provider's site.
  return setCookie(server, kind, name, { path: '/oidc/client', maxAge: remembered })
}

async function flowRows(server: Server, name: string, now: number): Promise<[string, Flow][]> {
  const rows = await server.store.list<Flow>(prefixOf(name))
  return rows.filter(([, { endsAt }]) => now < endsAt).toSorted(([, a], [, b]) => a.endsAt - b.endsAt)
}

function nameIn(request: HttpRequest, server: Server): string | undefined {
  const name = readCookie(request, server, kind)
  return name !== undefined && /^[A-Za-z0-9_-]{32}$/.test(name) ? name : undefined
}

function prefixOf(name: string): string {
  return `oidc/client/flows/${hashed(name)}/`
}

function hashed(text: string): string {
  return base64url.encode(sha256(octets(text)))
}
