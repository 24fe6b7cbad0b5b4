/** The client of a story: the sandbox's own program, on a back channel where somebody may give other answers. */
import { field, type HttpRequest, type HttpResponse, octets } from '@lockstep/http/message'
import { json } from '@lockstep/http/response'
import { bodyOf, jsonIn } from '../../oauth2/attacks/moves.ts'
import type { Awaitable, Endpoint, Exchange, World } from '../../scheme.ts'
import { UserAgent } from '../../user-agent.ts'
import type { Json } from '../client.ts'
import { relyingPartyEndpoints } from '../endpoints/relying-party-endpoints.ts'
import { program } from '../relying-party/program.ts'

/** What an answer of the provider becomes. */
type Change = (honest: Json) => Awaitable<Json>

export type BackChannel = {
  readonly document?: Change
  readonly tokens?: Change
  readonly userInfo?: Change
  /** Whose doing it is: of Mallory between the two, or of the provider itself. */
  readonly changedBy?: 'attacker' | 'openid-provider'
  /** Mallory's own server, below `{base}/mallory/`. */
  mallory?(request: HttpRequest): Awaitable<HttpResponse>
  readonly pkce?: boolean
}

/** The client's endpoints for the length of a story. */
export type Client = readonly Endpoint[]

export function clientOf(world: World, channel: BackChannel = {}): Client {
  const { pkce = true } = channel
  const call = (message: HttpRequest) => answer(world, channel, message)
  return relyingPartyEndpoints({ ...program(call), pkce, now: () => world.now() })
}

/** One request of the client's back channel, and what it takes for the answer. */
async function answer(world: World, channel: BackChannel, message: HttpRequest): Promise<HttpResponse> {
  const sent = { ...message, target: message.target.slice(world.origin.length) }
  const path = sent.target.slice(world.base.length)
  if (path.startsWith('/mallory/')) {
    const response = (await channel.mallory?.(sent)) ?? json(404, {})
    world.forge('relying-party', 'attacker', sent, response)
    return response
  }
  const change = changeOf(channel, path)
  const { changedBy = 'attacker' } = channel
  const from = change && changedBy === 'attacker' ? 'attacker' : 'relying-party'
  const honest = await world.send(from, sent, { to: 'openid-provider' })
  if (!change) return responseOf(honest)
  const changed = json(200, await change(jsonIn(honest)))
  world.forge('relying-party', changedBy, sent, changed)
  return changed
}

function changeOf({ document, tokens, userInfo }: BackChannel, path: string): Change | undefined {
  if (path.endsWith('/openid-configuration')) return document
  if (path.endsWith('/token')) return tokens
  return path.endsWith('/userinfo') ? userInfo : undefined
}

function responseOf(exchange: Exchange): HttpResponse {
  return { ...exchange.response, body: octets(bodyOf(exchange)) }
}

/** Somebody's user agent. It takes what is the client's to the client of this story, and what is Mallory's to her page. */
export function userAgentOf(
  world: World,
  party: string,
  client: Client,
  {
    mallory,
    keeps,
  }: { mallory?: (request: HttpRequest) => HttpResponse; keeps?: (to: string) => boolean } = {},
): UserAgent {
  return new UserAgent(world, async (message) => {
    const exchange = await goes(world, party, client, message, mallory)
    const to = field(exchange.response, 'location')
    return to !== undefined && keeps?.(to) ? withoutLocation(exchange) : exchange
  })
}

async function goes(
  world: World,
  party: string,
  client: Client,
  message: HttpRequest,
  mallory: ((request: HttpRequest) => HttpResponse) | undefined,
): Promise<Exchange> {
  const [path = ''] = message.target.slice(world.base.length).split('?', 1)
  if (path.startsWith('/mallory/'))
    return world.forge(party, 'attacker', message, mallory?.(message) ?? json(200, {}))
  const own = client.find((endpoint) => `/oidc${endpoint.path}` === path)
  if (!own?.methods.includes(message.method)) return world.send(party, message, { to: 'openid-provider' })
  const { response, verdict } = await own.handle(message, world.server, {})
  return world.forge(party, 'relying-party', message, response, verdict ?? undefined)
}

/** A redirect that the user agent does not follow. */
function withoutLocation(exchange: Exchange): Exchange {
  const headers = exchange.response.headers.filter(([name]) => name.toLowerCase() !== 'location')
  return { ...exchange, response: { ...exchange.response, headers } }
}
