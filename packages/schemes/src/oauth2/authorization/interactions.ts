/** Requests that wait while a person logs in and decides. A form of ours carries the id of one. */
import { base64url } from '@lockstep/crypto/base64'
import type { Server } from '../../scheme.ts'
import type { Door } from '../door.ts'
import type { PushedRequest } from './pushed-requests.ts'
import type { ReadRequest } from './read-authorization-request.ts'
import { type Session, sessionKey } from './sessions.ts'

export type Interaction = {
  readonly id: string
  readonly door: Door['slug']
  /** What was asked, as the user agent brought it. */
  readonly read: ReadRequest
  /** What was pushed, where it brought only a reference. */
  readonly pushed?: PushedRequest
  /** Milliseconds since 1970, by the sandbox's clock. */
  readonly startedAt: number
  readonly expiresAt: number
  /** Stands for the session of whoever logged in on this very page. */
  readonly loggedIn?: string
}

/** Seconds: one sitting of a person. */
const lifetime = 600

export async function startInteraction(
  server: Server,
  asked: Pick<Interaction, 'door' | 'read' | 'pushed'>,
): Promise<Interaction> {
  const interaction: Interaction = {
    ...asked,
    id: base64url.encode(server.random(16)),
    startedAt: server.now,
    expiresAt: server.now + lifetime * 1000,
  }
  await keep(server, interaction)
  return interaction
}

/** The interaction of this id that still waits, at the door where it began. */
export async function findInteraction(
  server: Server,
  { slug }: Pick<Door, 'slug'>,
  id: string,
): Promise<Interaction | undefined> {
  // No id of ours is longer, and a row's name must not grow with what is sent.
  if (!/^[A-Za-z0-9_-]{22}$/.test(id)) return undefined
  const found = await server.store.get<Interaction>(`${rows}${id}`)
  return found && found.door === slug && server.now < found.expiresAt ? found : undefined
}

/** Remembers who logged in here: a log-in that this request asked for has then been done. */
export async function markLoggedIn(
  server: Server,
  interaction: Interaction,
  session: Session,
): Promise<Interaction> {
  const marked = { ...interaction, loggedIn: sessionKey(session) }
  await keep(server, marked)
  return marked
}

/** True where this session was begun on the pages of this interaction. */
export function loggedInHere(interaction: Interaction | undefined, session: Session): boolean {
  return interaction?.loggedIn === sessionKey(session)
}

/** True for the first decision, and never again: of a yes and a no at once, only one may count. */
export async function claimDecision(server: Server, { id }: Interaction): Promise<boolean> {
  const first = await server.store.claim(`oauth2/decided/${id}`, { ttl: lifetime * 2 })
  if (first) await server.store.delete(`${rows}${id}`)
  return first
}

const rows = 'oauth2/interactions/'

function keep(server: Server, interaction: Interaction) {
  return server.store.put(`${rows}${interaction.id}`, interaction, { ttl: lifetime })
}
