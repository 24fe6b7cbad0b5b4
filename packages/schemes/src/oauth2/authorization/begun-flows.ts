/** CLIENT HALF: what Reader remembers of the flows that a user agent began, in a cookie of its own. */
import { base64url } from '@lockstep/crypto/base64'
import { type FieldLine, type HttpRequest, octets } from '@lockstep/http/message'
import { readCookie, setCookie } from '../../cookie.ts'
import type { Server } from '../../scheme.ts'
import type { Door } from '../door.ts'

export type BegunFlow = {
  readonly client_id: string
  /** The server that the user agent was sent to (RFC 9207 §2.4: stored before, compared after). */
  readonly issuer: string
  /** Absent for a client that keeps none. */
  readonly state?: string
}

/** How many flows a user agent can have begun at once. */
const flows = 4
/** Seconds: as long as the server's pages wait. */
const remembered = 600
const kind = 'flows'

/** The flows that this user agent began, the last one first. */
export function begunFlows(request: HttpRequest, server: Server, door: Pick<Door, 'slug'>): BegunFlow[] {
  const octetsOfIt = base64url.decode(readCookie(request, server, `${door.slug}-${kind}`) ?? '')
  if (!octetsOfIt) return []
  try {
    const read: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(octetsOfIt))
    return Array.isArray(read) ? read.filter(isFlow) : []
  } catch {
    return []
  }
}

/** Remembers one more; the same flow begun again counts once. */
export function rememberFlow(
  request: HttpRequest,
  server: Server,
  door: Pick<Door, 'slug'>,
  { client_id, issuer, state }: BegunFlow,
): FieldLine {
  const flow: BegunFlow = { client_id, issuer, ...(state === undefined ? {} : { state }) }
  const others = begunFlows(request, server, door).filter((other) => other.state !== state)
  const value = base64url.encode(octets(JSON.stringify([flow, ...others].slice(0, flows))))
  return setCookie(server, `${door.slug}-${kind}`, value, {
    path: `/${door.slug}/client`,
    maxAge: remembered,
  })
}

function isFlow(value: unknown): value is BegunFlow {
  if (typeof value !== 'object' || value === null) return false
  const { client_id, issuer, state } = value as Record<string, unknown>
  const texts = [client_id, issuer, ...(state === undefined ? [] : [state])]
  return texts.every((text) => typeof text === 'string')
}
