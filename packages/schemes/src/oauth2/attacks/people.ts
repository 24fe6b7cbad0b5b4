/** Ada and Mallory at their user agents. */
import type { HttpRequest, HttpResponse } from '@lockstep/http/message'
import { empty } from '@lockstep/http/response'
import type { Exchange, World } from '../../scheme.ts'
import { UserAgent } from '../../user-agent.ts'
import type { PersonCredentials } from '../sandbox.ts'
import { at, credentialsIn, leadsTo } from './moves.ts'

type Answers = (message: HttpRequest) => HttpResponse

/** Somebody's user agent. It follows redirects, keeps cookies, and takes what is Mallory's to Mallory, who answers. */
export function userAgentOf(world: World, party: string, mallory?: Answers): UserAgent {
  return new UserAgent(world, sendsFor(world, party, mallory))
}

/** Sends for a user agent: to the server, to Reader's own addresses, or to a page of Mallory's. */
export function sendsFor(world: World, party: string, mallory: Answers = () => empty(204)) {
  return async (message: HttpRequest): Promise<Exchange> => {
    if (message.target.startsWith(`${world.base}/mallory/`))
      return world.forge(party, 'attacker', message, mallory(message))
    const toReader = message.target.startsWith(at(world, 'client/'))
    return world.send(party, message, { to: toReader ? 'client' : 'authorization-server' })
  }
}

/** Somebody logs in on the page that their user agent shows. */
export function logIn(userAgent: UserAgent, { userId, password }: PersonCredentials): Promise<Exchange> {
  return userAgent.submit([
    ['userId', userId],
    ['password', password],
  ])
}

/** The button “approve”, with every box as it stands. */
export function approve(userAgent: UserAgent): Promise<Exchange> {
  return userAgent.submit([['decision', 'approve']])
}

/**
 * Ada follows a link to the server, logs in, reads the page and says yes. Gives the address that her user agent is sent
 * to then; undefined where the server refused before she was asked.
 */
export async function adaApproves(world: World, address: string): Promise<string | undefined> {
  const hers = userAgentOf(world, 'user-agent')
  if (!asks(await hers.visit(address))) return undefined
  await logIn(hers, credentialsIn(world).resourceOwner)
  return leadsTo(await approve(hers))
}

/** True where the server shows a page that asks something, and did not refuse. */
function asks({ response, verdict }: Exchange): boolean {
  return response.status === 200 && verdict?.outcome !== 'refused'
}
