import { field } from '@lockstep/http/message'
import type { Exchange } from '@lockstep/schemes/scheme'

/** Who sent it, by its own word: "curl/8.14.1", "this page". Anybody can write anything there; it is a name, no proof. */
export function sentBy({ request }: Pick<Exchange, 'request'>): string {
  const agent = field(request, 'user-agent')
  if (agent === undefined) return 'no name given'
  if (agent === navigator.userAgent) return 'this page'
  return agent.startsWith('Mozilla/') ? 'another page' : (agent.split(' ', 1)[0] ?? agent)
}
