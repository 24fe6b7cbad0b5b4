/** Attacks on the three legs: whose yes goes to whom. */
import { base64url } from '@lockstep/crypto/base64'
import { heldTarget } from '../../redirect-to.ts'
import { attack, type Exchange, type World } from '../../scheme.ts'
import { UserAgent } from '../../user-agent.ts'
import { ada, client, mallory, server, userAgent } from '../parties.ts'
import {
  authorizeAt,
  beginAt,
  bodyOf,
  callWith,
  credentialsIn,
  exchange,
  expected,
  goes,
  initiate,
  letIn,
  locationOf,
  logInAndApprove,
  parameterOf,
  type Shared,
  userAgentOf,
} from './moves.ts'

const parties = [ada, userAgent, mallory, client, server]

export const sessionFixation = attack({
  id: 'session-fixation',
  title: 'Have Ada approve a flow that Mallory began',
  endpoint: 'token',
  stoppedBy: 'verifier-matches',
  parties,
  async arrange(world) {
    const temporary = expected(await initiate(world, 'client'), 'temporary credentials')
    const own = userAgentOf(world, 'attacker')
    // Reader sends Mallory to the server's page. She does not log in: she keeps the address.
    await own.visit(beginAt(world, temporary))
    return { temporary, own }
  },
  async play(world, { temporary, own }) {
    await adaApproves(world, temporary)
    // Ada's verifier is where Ada is. Mallory returns to Reader with one that she made up, and Reader tries it.
    const guess = base64url.encode(world.random(16))
    await own.visit(`${callbackTarget(world)}?oauth_token=${temporary.token}&oauth_verifier=${guess}`)
    return used(world, 'client', await exchange(world, 'client', temporary, guess))
  },
  got: (last) =>
    last && letIn(last)
      ? 'Ada’s notes, through Reader, in the flow that Mallory began: Ada’s yes was hers.'
      : null,
})

export const openCallback = attack({
  id: 'open-callback',
  title: 'Have the verifier sent elsewhere',
  endpoint: 'initiate',
  stoppedBy: 'callback-registered',
  parties,
  arrange: () => null,
  async play(world) {
    const temporary = await initiate(world, 'attacker', 'https://mallory.example/caught')
    if (!temporary) return undefined
    const led = await adaApproves(world, temporary)
    // The sandbox shows the address on a page; a real server would send Ada's user agent there.
    const caught = parameterOf(heldTarget(bodyOf(led)) ?? '', 'oauth_verifier')
    return used(world, 'attacker', caught && (await exchange(world, 'attacker', temporary, caught)))
  },
  got: (last) =>
    last && letIn(last) ? 'A token for Ada’s notes, in Reader’s name: the verifier went to Mallory.' : null,
})

export const loginCsrf = attack({
  id: 'login-csrf',
  title: 'Put Mallory’s flow into Ada’s user agent',
  endpoint: 'client-callback',
  stoppedBy: 'callback-expected',
  parties,
  async arrange(world) {
    const temporary = expected(await initiate(world, 'client'), 'temporary credentials')
    let caught: string | undefined
    const own = new UserAgent(world, async (message) => {
      const answer = await goes(world, 'attacker', message)
      if (!locationOf(answer)?.includes('oauth_verifier')) return answer
      caught = locationOf(answer)
      return withoutLocation(answer)
    })
    await own.visit(beginAt(world, temporary))
    await logInAndApprove(own, credentialsIn(world).otherOwner)
    return { temporary, caught: expected(caught, 'a redirect with a verifier') }
  },
  async play(world, { temporary, caught }) {
    const arrived = await userAgentOf(world, 'user-agent').visit(caught)
    if (arrived.response.status !== 200) return undefined
    // Reader believes that it has Ada before it, and goes on.
    const verifier = parameterOf(caught, 'oauth_verifier') ?? ''
    return used(world, 'client', await exchange(world, 'client', temporary, verifier))
  },
  got: (last) => {
    const account = last && letIn(last)
    return account ? `Reader works in the account “${account}” for Ada: what she writes lands there.` : null
  },
})

export const clientSecretInApp = attack({
  id: 'client-secret-in-app',
  title: 'Pass for Reader with the secret from its app',
  stoppedBy: null,
  instead:
    'A public client of OAuth 2.0: no secret is expected of it, and PKCE ties the exchange to whoever began. The name on the page stays a claim there too.',
  parties,
  arrange: () => null,
  async play(world) {
    const temporary = expected(await initiate(world, 'attacker', 'oob'), 'temporary credentials')
    const shown = await adaApproves(world, temporary)
    // Ada reads the code out to whoever asked her to.
    const told = /id="oauth_verifier">([^<]*)</.exec(bodyOf(shown))?.[1]
    return used(world, 'attacker', told && (await exchange(world, 'attacker', temporary, told)))
  },
  got: (last) =>
    last && letIn(last)
      ? 'A token for Ada’s notes. The server’s page said “Reader”, and so does its log.'
      : null,
})

/** Ada follows a link to the server's own page, and says yes to what she reads there. */
async function adaApproves(world: World, temporary: Shared): Promise<Exchange> {
  const hers = userAgentOf(world, 'user-agent')
  await hers.visit(authorizeAt(world, temporary))
  return logInAndApprove(hers, credentialsIn(world).resourceOwner)
}

/** The first call with a token; undefined where there is none. */
async function used(world: World, from: string, token: Shared | '' | undefined) {
  return token ? world.send(from, await callWith(world, token)) : undefined
}

function callbackTarget({ base }: World): string {
  return `${base}/oauth1/client/callback`
}

/** Mallory's user agent stays where it is. */
function withoutLocation(answer: Exchange): Exchange {
  const headers = answer.response.headers.filter(([name]) => name.toLowerCase() !== 'location')
  return { ...answer, response: { ...answer.response, headers } }
}
