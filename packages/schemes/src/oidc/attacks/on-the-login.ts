/** Whose login it is, and when it was. */
import { expected, locationOf, parameterOf } from '../../oauth2/attacks/moves.ts'
import { attack } from '../../scheme.ts'
import { ada, mallory, openidProvider, relyingParty, userAgent } from '../parties.ts'
import { agree, beginAt, credentialsIn, loggedIn, logIn } from './moves.ts'
import { clientOf, userAgentOf } from './stage.ts'

const parties = [ada, userAgent, mallory, relyingParty, openidProvider]

/** Longer than an ID Token lives, shorter than the client waits for somebody to log in. */
const heldBack = 400

export const oldIdToken = attack({
  id: 'old-id-token',
  title: 'Deliver a token response late',
  endpoint: 'relying-party',
  stoppedBy: 'id-token-not-expired',
  parties,
  arrange: () => null,
  play(world) {
    const client = clientOf(world, {
      tokens: (honest) => {
        world.wait(heldBack)
        return honest
      },
    })
    return logIn(userAgentOf(world, 'user-agent', client), world, credentialsIn(world).resourceOwner)
  },
  got: (page) =>
    loggedIn(page) === 'ada'
      ? 'Ada’s session opens at a moment that Mallory chose, when Ada has long left the machine.'
      : null,
})

export const injectedCode = attack({
  id: 'injected-code',
  title: 'Put Ada’s stolen code into a login of one’s own',
  endpoint: 'relying-party',
  stoppedBy: 'nonce-matches',
  parties,
  async arrange(world) {
    // A client with a secret and without PKCE: nothing but the nonce ties a code to a user agent.
    const client = clientOf(world, { pkce: false })
    const stolen: string[] = []
    const keeps = (to: string) => {
      const isCode = to.includes('/client/callback?')
      if (isCode) stolen.push(to)
      return isCode
    }
    const hers = userAgentOf(world, 'user-agent', client, { keeps })
    await logIn(hers, world, credentialsIn(world).resourceOwner)
    return { client, code: expected(parameterOf(stolen[0], 'code'), 'a code for Ada') }
  },
  async play(world, { client, code }) {
    const own = userAgentOf(world, 'attacker', client)
    const page = await own.visit(beginAt(world))
    const state = expected(parameterOf(page.request.target, 'state'), 'a state')
    const answer = new URLSearchParams({ code, state, iss: `${world.origin}${world.base}` })
    return own.visit(`${world.base}/oidc/client/callback?${answer}`)
  },
  got: (page) => (loggedIn(page) === 'ada' ? 'A session as Ada, in Mallory’s own user agent.' : null),
})

export const staleSession = attack({
  id: 'stale-session',
  title: 'Log in with what somebody left open at the provider',
  endpoint: 'relying-party',
  stoppedBy: 'login-recent-enough',
  parties,
  async arrange(world) {
    const shared = userAgentOf(world, 'user-agent', clientOf(world))
    await logIn(shared, world, credentialsIn(world).resourceOwner)
    // Ada logs out where she was, which is at the client, and leaves.
    await shared.submit([])
    world.wait(1800)
    return shared
  },
  async play(world, shared) {
    // The client asks for a log-in of the last five minutes, and so the provider asks for a password.
    const asked = await shared.visit(beginAt(world, '?max_age=300'))
    if (locationOf(asked) !== undefined) return asked
    // The request passes through the user agent at which Mallory sits. She takes the wish out of the address.
    await shared.visit(asked.request.target.replace('&max_age=300', ''))
    return agree(shared)
  },
  got: (page) =>
    loggedIn(page) === 'ada'
      ? 'A session as Ada where a fresh log-in was wanted. Ada typed her password half an hour ago.'
      : null,
})
