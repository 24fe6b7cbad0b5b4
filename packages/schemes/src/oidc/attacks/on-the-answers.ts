/** What comes beside the ID Token, or in place of it. */
import { request } from '@lockstep/http/message'
import {
  bodyOf,
  expected,
  formTo,
  letIn,
  parameterOf,
  pkcePair,
  tokensIn,
} from '../../oauth2/attacks/moves.ts'
import { attack, type World } from '../../scheme.ts'
import { ada, mallory, openidProvider, relyingParty, resourceServer, userAgent } from '../parties.ts'
import { agree, beginAt, credentialsIn, loggedIn, logIn, profileOf } from './moves.ts'
import { clientOf, userAgentOf } from './stage.ts'

const parties = [ada, userAgent, mallory, relyingParty, openidProvider]

export const swappedAccessToken = attack({
  id: 'swapped-access-token',
  title: 'Put another access token beside Ada’s ID Token',
  endpoint: 'relying-party',
  stoppedBy: 'access-token-hash-matches',
  parties: [...parties, resourceServer],
  async arrange(world) {
    const caught: unknown[] = []
    const client = clientOf(world, {
      changedBy: 'openid-provider',
      tokens: (honest) => {
        caught.push(honest.access_token)
        return honest
      },
    })
    await logIn(userAgentOf(world, 'attacker', client), world, credentialsIn(world).otherOwner)
    return String(expected(caught[0], 'an access token of Mallory’s'))
  },
  async play(world, access_token) {
    const client = clientOf(world, {
      tokens: (honest) => ({ ...honest, access_token }),
      userInfo: () => profileOf(world, 'ada'),
    })
    const hers = userAgentOf(world, 'user-agent', client)
    const page = await logIn(hers, world, credentialsIn(world).resourceOwner)
    if (loggedIn(page) !== 'ada') return null
    // The client keeps a note for Ada, with the access token that it believes to be hers.
    const call = request('POST', `${world.base}/oidc/whoami`, [['Authorization', `Bearer ${access_token}`]])
    return letIn(await world.send('relying-party', call, { to: 'resource-server' }))
  },
  got: (owner) =>
    owner === 'mallory'
      ? 'Ada is logged in and writes; every note lands in Mallory’s account, where Mallory reads it.'
      : null,
})

export const userinfoOfAnother = attack({
  id: 'userinfo-of-another',
  title: 'Answer at UserInfo for somebody else',
  endpoint: 'relying-party',
  stoppedBy: 'userinfo-subject-matches',
  parties,
  arrange: () => null,
  play(world) {
    const client = clientOf(world, { userInfo: () => profileOf(world, 'mallory') })
    return logIn(userAgentOf(world, 'user-agent', client), world, credentialsIn(world).resourceOwner)
  },
  got: (page) =>
    loggedIn(page) === 'ada' && bodyOf(page).includes('mallory@example.org')
      ? 'Ada’s account has Mallory’s e-mail address: what the client writes to Ada goes to Mallory.'
      : null,
})

export const accessTokenAsLogin = attack({
  id: 'access-token-as-login',
  title: 'Log in with an access token that Ada gave to a game',
  endpoint: 'relying-party',
  stoppedBy: 'id-token-present',
  parties,
  arrange: (world) => tokenForTheGame(world),
  async play(world, accessToken) {
    const own = userAgentOf(world, 'attacker', clientOf(world))
    const page = await own.visit(beginAt(world))
    const state = expected(parameterOf(page.request.target, 'state'), 'a state')
    const iss = `${world.origin}${world.base}`
    const answer = new URLSearchParams({ access_token: accessToken, state, iss })
    return own.visit(`${world.base}/oidc/client/callback?${answer}`)
  },
  got: (page) =>
    loggedIn(page) === 'ada' ? 'A session as Ada. All that Mallory has is a token for her own game.' : null,
})

export const reusedAddress = attack({
  id: 'reused-address',
  title: 'Get the e-mail address that used to be Ada’s',
  endpoint: 'relying-party',
  stoppedBy: 'account-is-iss-and-sub',
  parties,
  async arrange(world) {
    const hers = userAgentOf(world, 'user-agent', clientOf(world))
    return String(
      expected(
        loggedIn(await logIn(hers, world, credentialsIn(world).resourceOwner)) ?? undefined,
        'Ada’s account',
      ),
    )
  },
  play(world) {
    const client = clientOf(world, {
      changedBy: 'openid-provider',
      userInfo: (honest) => ({ ...honest, email: 'ada@example.org' }),
    })
    return logIn(userAgentOf(world, 'attacker', client), world, credentialsIn(world).otherOwner)
  },
  got: (page) =>
    loggedIn(page) === 'ada' ? 'Ada’s account at the client, with everything that she kept there.' : null,
})

/** Ada plays Mallory's game and lets it read who she is. Nothing about that is forged. */
async function tokenForTheGame(world: World): Promise<string> {
  const redirect_uri = `${world.origin}${world.base}/mallory/callback`
  const { verifier, challenge } = pkcePair(world)
  const asked = new URLSearchParams({
    response_type: 'code',
    client_id: 'game',
    redirect_uri,
    scope: 'openid profile email',
    ...challenge,
  })
  const hers = userAgentOf(world, 'user-agent', [])
  await hers.visit(`${world.base}/oidc/authorize?${asked}`)
  const { userId, password } = credentialsIn(world).resourceOwner
  await hers.submit([
    ['userId', userId],
    ['password', password],
  ])
  const arrived = await agree(hers)
  const form = formTo(`${world.base}/oidc/token`, [
    ['grant_type', 'authorization_code'],
    ['client_id', 'game'],
    ['code', expected(parameterOf(arrived.request.target, 'code'), 'a code for the game')],
    ['redirect_uri', redirect_uri],
    ['code_verifier', verifier],
  ])
  const answer = await world.send('attacker', form, { to: 'openid-provider' })
  return expected(tokensIn(answer), 'an access token for the game').access_token
}
